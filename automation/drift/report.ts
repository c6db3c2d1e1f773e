/** Drift as people and machines read it. */
import type { Json } from "../progress/outputs";
import { PLAIN, type Style } from "../progress/style";
import type { Drift, DriftedProperty } from "./drifts";
import { inSight } from "./values";

/** How to tell of drift. */
export interface DriftLineOptions {
    /** @default - none */
    readonly style?: Style;
    /** Tells values whole. @default false */
    readonly verbose?: boolean;
}

/** One stack's drift, a few lines for each resource; none where there is none. */
export function driftLines(drifts: readonly Drift[], options: DriftLineOptions = {}): readonly string[] {
    return drifts.flatMap((drift) => resourceLines(drift, options));
}

function resourceLines(drift: Drift, options: DriftLineOptions): readonly string[] {
    const { style = PLAIN } = options;
    const { resource, kind, urn, properties } = drift;
    const name = `${style.bold(resource.name)}  ${style.dim(resource.type)}`;
    const head = kind === "gone" ? `${style.red("-")} ${name}  deleted in the cloud` : `${style.yellow("~")} ${name}`;
    const width = Math.max(0, ...properties.map(({ path }) => path.length));
    return [
        `  ${head}`,
        `      ${style.dim(urn)}`,
        ...properties.map((property) => `      ${propertyLine(property, width, options)}`),
    ];
}

const SIGNS = { added: "+", changed: "~", removed: "-" } as const;

function propertyLine(
    property: DriftedProperty,
    width: number,
    { style = PLAIN, verbose = false }: DriftLineOptions,
): string {
    const { path, kind } = property;
    return `${SIGNS[kind]} ${style.cyan(path.padEnd(width))}  ${difference(property, verbose)}`.trimEnd();
}

function difference({ was, is, kind, secret }: DriftedProperty, verbose: boolean): string {
    if (secret) {
        return SECRET_DIFFERENCES[kind];
    }
    const [before, after] = verbose ? [was, is].map(written) : inSight(written(was), written(is));
    // The engine doesn't tell every value; which property it is stands before it anyway.
    if (before === undefined && after === undefined) {
        return UNTOLD[kind];
    }
    return `${before ?? ABSENT} -> ${after ?? ABSENT}`;
}

const ABSENT = "(not set)";
const SECRET_DIFFERENCES = {
    added: `${ABSENT} -> [secret]`,
    changed: "[secret] -> another [secret]",
    removed: `[secret] -> ${ABSENT}`,
} as const;
const UNTOLD = { added: "was added", changed: "differs", removed: "was removed" } as const;

function written(value: Json | undefined): string | undefined {
    return value === undefined ? undefined : JSON.stringify(value);
}

/** Commands on the same stacks, for the advice. */
export interface DriftCommands {
    readonly refresh: string;
    readonly up: string;
}

/** What to do about the drift of a run; nothing where there is none. */
export function driftAdvice(drifts: readonly Drift[], { refresh, up }: DriftCommands): readonly string[] {
    if (drifts.length === 0) {
        return [];
    }
    const properties = drifts.flatMap((drift) => drift.properties);
    const isAnyAdded = properties.some(({ kind }) => kind === "added");
    const isAnyGone = drifts.some(({ kind }) => kind === "gone");
    return [
        "The clouds differ from the state. Nothing was changed.",
        `To go back to what the program says: \`${refresh}\`, which takes it into the state, then \`${up}\`.`,
        ...(isAnyGone ? ["  This makes anew what was deleted, empty."] : []),
        ...(isAnyAdded ? ["  This takes away what is marked +, which the program doesn't set."] : []),
        "To keep what the clouds say: write it into the program first, then run the same two commands.",
    ];
}

/** A resource's drift in the JSON document of a run: docs/drift.md. */
export interface DriftJson {
    readonly urn: string;
    readonly name: string;
    readonly type: string;
    readonly kind: Drift["kind"];
    readonly properties: readonly DriftedProperty[];
}

/** One stack's drift for machines: everything, values whole. */
export function driftJson(drifts: readonly Drift[]): readonly DriftJson[] {
    return drifts.map(({ urn, resource, kind, properties }) => ({ urn, ...resource, kind, properties }));
}
