/** What a stack records of each of its resources, and whether its state has them just so. Pure. */
import { createHash } from "node:crypto";

/** Properties by name, as the engine has them. */
export type Properties = Readonly<Record<string, unknown>>;

/** Recorded of a resource that an update has left as it was before: `--target` and `--exclude` do that. */
const LEFT_OUT = "left out";

/** Keys are of the program's own choice there: one more than it says is a difference, not a default of the provider. */
const MAPS: ReadonlySet<string> = new Set(["dimensions", "variables"]);

/** A resource as it is told from all others of its stack: its type, with those of its parents, and its name. */
export function shortName(urn: string): string {
    return urn.split("::").slice(2).join("::");
}

/**
 * What is recorded of a resource: the names of the properties that the program sets, and a digest of what they are.
 *
 * @param actual these and others, as they are in the state
 */
export function recordOf(wanted: Properties, actual: Properties): string {
    const names = Object.keys(wanted).sort();
    const isApplied = names.every((name) => isLike(plain(wanted[name]), plain(actual[name]), MAPS.has(name)));
    return isApplied ? [...names, digest(names, actual)].join(" ") : LEFT_OUT;
}

/** What speaks against taking a resource for applied; undefined where nothing does. */
export function changeSince(recorded: string | undefined, actual: Properties | undefined): string | undefined {
    if (recorded === undefined) {
        return "is there, and was not when all of it was applied";
    }
    if (actual === undefined) {
        return "isn't there";
    }
    if (recorded === LEFT_OUT) {
        return "was left out of the last update (--target, --exclude)";
    }
    const names = recorded.split(" ").slice(0, -1);
    return recorded.endsWith(digest(names, actual)) ? undefined : "isn't as it was when all of it was applied";
}

function digest(names: readonly string[], actual: Properties): string {
    const values = JSON.stringify(names.map((name) => plain(actual[name]) ?? null));
    return createHash("sha256").update(values).digest("hex").slice(0, 16);
}

/** What means the same looks the same: JSON in a text, keys in any order, lists that are sets, what is empty or left out. */
function plain(value: unknown): unknown {
    if (typeof value === "string") {
        const parsed = /^\s*[[{]/.test(value) ? parse(value) : value;
        return parsed === value ? value : { json: plain(parsed) };
    }
    if (Array.isArray(value)) {
        const items = value.map(plain).map((item) => [JSON.stringify(item ?? null), item] as const);
        return items.length === 0
            ? undefined
            : items.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, item]) => item);
    }
    if (typeof value === "object" && value !== null) {
        const entries = Object.entries(value).map(([key, child]) => [key, plain(child)] as const);
        const given = entries
            .filter(([, child]) => child !== undefined)
            .sort(([one], [other]) => (one < other ? -1 : 1));
        return given.length === 0 ? undefined : Object.fromEntries(given);
    }
    return value ?? undefined;
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

/** Whether one is what was wanted; a provider may add to it what the program has left to it. */
function isLike(wanted: unknown, actual: unknown, isExact: boolean): boolean {
    if (Array.isArray(wanted)) {
        return (
            Array.isArray(actual) &&
            wanted.length === actual.length &&
            wanted.every((item) => actual.some((other) => isLike(item, other, isExact)))
        );
    }
    if (!isGroup(wanted) || !isGroup(actual)) {
        return wanted === actual;
    }
    const isWhole = isExact || "json" in wanted;
    const keys = Object.keys(isWhole ? { ...wanted, ...actual } : wanted);
    return keys.every((key) => isLike(wanted[key], actual[key], isWhole || MAPS.has(key)));
}

function isGroup(value: unknown): value is Properties {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
