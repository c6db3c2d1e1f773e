/** Compares two values of two histories, up to the names of what was drawn. */
import type { Json, JsonObject } from "./outcome";
import type { Renaming } from "./renaming";

export type Path = readonly (string | number)[];

export interface Difference {
    readonly path: Path;
    readonly actual: Json | undefined;
    readonly expected: Json | undefined;
}

export interface Rules {
    readonly renaming: Renaming;
    /** Whether the cloud chose the value at this place, so that what is drawn in it may be another. */
    readonly drawn: (path: Path) => boolean;
    /** Whether any value will do at this place. */
    readonly ignored: (path: Path) => boolean;
}

export function differences(
    actual: Json | undefined,
    expected: Json | undefined,
    rules: Rules,
    path: Path = [],
): readonly Difference[] {
    if (actual === expected || rules.ignored(path)) {
        return [];
    }
    if (typeof actual === "string" && typeof expected === "string") {
        return isSameText(actual, expected, rules, path) ? [] : [{ path, actual, expected }];
    }
    if (isJsonList(actual) && isJsonList(expected)) {
        return ofLists(actual, expected, rules, path);
    }
    if (isJsonObject(actual) && isJsonObject(expected)) {
        const keys = new Set([...Object.keys(actual), ...Object.keys(expected)]);
        return [...keys].sort().flatMap((key) => differences(actual[key], expected[key], rules, [...path, key]));
    }
    return [{ path, actual, expected }];
}

function isSameText(given: string, wanted: string, { renaming, drawn }: Rules, path: Path): boolean {
    const [actual, expected] = [readable(given), readable(wanted)];
    return renaming.apply(actual) === expected || (drawn(path) && renaming.learn(actual, expected));
}

/** What is given to a machine to run is written in base64, and may hold ids. */
function readable(text: string): string {
    const decoded = /^[A-Za-z0-9+/]{60,}={0,2}$/.test(text) ? Buffer.from(text, "base64").toString("utf8") : text;
    return decoded.startsWith("#!") ? decoded : text;
}

/** What clouds sort by id stands in another order where the ids are others. */
function ofLists(actual: readonly Json[], expected: readonly Json[], rules: Rules, path: Path): readonly Difference[] {
    if (actual.length !== expected.length) {
        return [{ path, actual, expected }];
    }
    const renamed = actual.map((item) => rules.renaming.apply(JSON.stringify(item)));
    const wanted = expected.map((item) => JSON.stringify(item));
    const isRenamed = actual.some((item) => rules.renaming.touches(JSON.stringify(item)));
    if (isRenamed && JSON.stringify(renamed.toSorted()) === JSON.stringify(wanted.toSorted())) {
        return [];
    }
    return actual.flatMap((item, index) => differences(item, expected[index], rules, [...path, index]));
}

export function isJsonList(value: unknown): value is readonly Json[] {
    return Array.isArray(value);
}

export function isJsonObject(value: unknown): value is JsonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path, or undefined where it leads nowhere. */
export function at(value: Json | undefined, path: Path): Json | undefined {
    return path.reduce<Json | undefined>((current, segment) => {
        if (isJsonList(current) && typeof segment === "number") {
            return current[segment];
        }
        return isJsonObject(current) ? current[segment] : undefined;
    }, value);
}
