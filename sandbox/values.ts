/**
 * The values that travel between the engine, the worlds and the models.
 *
 * Inside the sandbox a property is plain JavaScript. What JSON cannot say has a class of its own here, so that
 * neither a model nor a world knows the wire format.
 */

/** A file or an archive handed to a resource; only its digest and its description matter to a model. */
export class Asset {
    constructor(
        readonly kind: "asset" | "archive",
        readonly hash: string,
        /** The wire form, kept so that it can be echoed without being understood. */
        readonly wire: Readonly<Record<string, unknown>>,
    ) {}
}

/** A value the engine does not know yet: it appears in previews and never reaches a create or an update. */
export class Unknown {
    static readonly value = new Unknown();
    readonly isUnknown = true;
    private constructor() {}
}

export type Value = string | number | boolean | null | Unknown | Asset | readonly Value[] | Properties;

export interface Properties {
    readonly [key: string]: Value | undefined;
}

export type PathSegment = string | number;
/** Where a value stands: `["tags", "Name"]`, `["subnetIds", 0]`. */
export type PropertyPath = readonly PathSegment[];

export function isUnknown(value: unknown): value is Unknown {
    return value instanceof Unknown;
}

export function isObject(value: unknown): value is Properties {
    return (
        typeof value === "object" &&
        value !== null &&
        !Array.isArray(value) &&
        !(value instanceof Unknown) &&
        !(value instanceof Asset)
    );
}

export function isList(value: unknown): value is readonly Value[] {
    return Array.isArray(value);
}

/** Whether the value is unknown or holds something unknown. */
export function holdsUnknown(value: Value | undefined): boolean {
    if (isUnknown(value)) {
        return true;
    }
    if (isList(value)) {
        return value.some(holdsUnknown);
    }
    return isObject(value) && Object.values(value).some(holdsUnknown);
}

/** Equal in content; key order and absent keys beside `undefined` make no difference. */
export function sameValue(left: Value | undefined, right: Value | undefined): boolean {
    if (left === right) {
        return true;
    }
    if (isList(left) && isList(right)) {
        return left.length === right.length && left.every((item, index) => sameValue(item, right[index]));
    }
    if (left instanceof Asset && right instanceof Asset) {
        return left.kind === right.kind && left.hash === right.hash;
    }
    if (isObject(left) && isObject(right)) {
        const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
        return [...keys].every((key) => sameValue(left[key], right[key]));
    }
    return false;
}

/** The value at a path, or `undefined` where the path leads nowhere. */
export function valueAt(value: Value | undefined, path: PropertyPath): Value | undefined {
    let current = value;
    for (const segment of path) {
        if (isList(current) && typeof segment === "number") {
            current = current[segment];
        } else if (isObject(current)) {
            current = current[String(segment)];
        } else {
            return undefined;
        }
    }
    return current;
}

/** Writes a path as the engine does: `tags.Name`, `subnetIds[0]`, `tags["a.b/c"]`. */
export function formatPath(path: PropertyPath): string {
    return path.reduce<string>((text, segment) => {
        if (typeof segment === "number") {
            return `${text}[${segment}]`;
        }
        if (!/^[A-Za-z_][\w-]*$/.test(segment)) {
            return `${text}["${segment.replaceAll('"', '\\"')}"]`;
        }
        return text === "" ? segment : `${text}.${segment}`;
    }, "");
}

/** Stands for every item of a list, or every key of a map. */
export const EVERY = "*";
/** One segment of `root.nested["a.b/c"][0][*]`. */
const SEGMENT = /\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|\.?([^.[\]]+)/y;

/** @returns `undefined` for what is not a property path; the engine skips such a one as well. */
export function parsePath(text: string): PropertyPath | undefined {
    const segments: (string | number)[] = [];
    SEGMENT.lastIndex = 0;
    while (SEGMENT.lastIndex < text.length) {
        const match = SEGMENT.exec(text);
        if (!match) {
            return undefined;
        }
        const [, quoted, index, plain] = match;
        if (quoted !== undefined) {
            segments.push(quoted.replaceAll('\\"', '"'));
        } else if (index !== undefined) {
            segments.push(index === EVERY ? EVERY : Number(index));
        } else {
            segments.push(plain ?? "");
        }
    }
    return segments.length > 0 ? segments : undefined;
}
