/** A resource's properties as a rule reads them: nothing throws but a value that isn't known yet. */
/** In place of a value that only the update will know. */
export const UNKNOWN = Symbol("unknown");

export type Value =
    | typeof UNKNOWN
    | null
    | undefined
    | boolean
    | number
    | string
    | readonly Value[]
    | { readonly [key: string]: Value };

/** A rule asked for a value that isn't known in this preview. */
export class UndecidedError extends Error {
    override readonly name = "UndecidedError";

    constructor(readonly path: string) {
        super(`${path} is not known yet`);
    }
}

/**
 * Copies properties as `@pulumi/policy` hands them over, whose unknown values throw when they are touched. What is
 * neither data nor unknown, such as an asset, is left out.
 */
export function snapshot(given: unknown): Value {
    if (Array.isArray(given)) {
        return Array.from({ length: given.length }, (_, index) => member(given, String(index)));
    }
    if (typeof given === "object" && given !== null) {
        const keys = Object.keys(given);
        return Object.fromEntries(keys.map((key) => [key, member(given, key)]));
    }
    return typeof given === "string" || typeof given === "number" || typeof given === "boolean" || given === null
        ? given
        : undefined;
}

function member(holder: object, key: string): Value {
    try {
        return snapshot((holder as Readonly<Record<string, unknown>>)[key]);
    } catch (error) {
        if (isUnknownValueError(error)) {
            return UNKNOWN;
        }
        throw error;
    }
}

/** `@pulumi/policy` exports the class but not its type; nothing else has this member. */
function isUnknownValueError(error: unknown): boolean {
    return error instanceof Error && "unknownTypeSentinel" in error;
}

/**
 * A value and where it stands. Reading a value of another type gives `undefined`, as if it were not there: it is the
 * provider's to refuse that.
 */
export class View {
    constructor(
        private readonly value: Value,
        readonly path = "",
    ) {}

    /** A member, or a view of nothing. @throws UndecidedError where not even the holder is known */
    at(...keys: readonly (string | number)[]): View {
        return keys.reduce<View>((view, key) => view.member(key), this);
    }

    private member(key: string | number): View {
        const holder = this.known();
        const isHolder = typeof holder === "object" && holder !== null && Object.hasOwn(holder, key);
        const value = isHolder ? (holder as Readonly<Record<string | number, Value>>)[key] : undefined;
        return new View(value, pathTo(this.path, key));
    }

    /** Whether there is anything, known or not. */
    isGiven(): boolean {
        return this.value !== undefined && this.value !== null;
    }

    isKnown(): boolean {
        return this.value !== UNKNOWN;
    }

    /** @throws UndecidedError */
    known(): Exclude<Value, typeof UNKNOWN> {
        if (this.value === UNKNOWN) {
            throw new UndecidedError(this.path);
        }
        return this.value;
    }

    /** The value, with nothing in it that isn't known. @throws UndecidedError at the first that isn't */
    whole(): Exclude<Value, typeof UNKNOWN> {
        const value = this.known();
        if (typeof value === "object" && value !== null) {
            const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
            keys.forEach((key) => this.at(key).whole());
        }
        return value;
    }

    /** @throws UndecidedError */
    string(): string | undefined {
        const value = this.known();
        return typeof value === "string" ? value : undefined;
    }

    /** Also a number in a string, as providers pass on some. @throws UndecidedError */
    number(): number | undefined {
        const value = this.known();
        const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
        return typeof number === "number" && Number.isFinite(number) ? number : undefined;
    }

    /** Also `"true"`, as launch templates have it. @throws UndecidedError */
    boolean(): boolean | undefined {
        const value = this.known();
        return typeof value === "boolean" ? value : value === "true" ? true : value === "false" ? false : undefined;
    }

    /** The items; a value alone counts as one, as IAM has it. @throws UndecidedError */
    list(): readonly View[] {
        const value = this.known();
        if (value === undefined || value === null) {
            return [];
        }
        return Array.isArray(value)
            ? value.map((item: Value, index) => new View(item, pathTo(this.path, index)))
            : [new View(value, this.path)];
    }

    /** @throws UndecidedError */
    entries(): readonly (readonly [string, View])[] {
        const value = this.known();
        return typeof value === "object" && value !== null && !Array.isArray(value)
            ? Object.entries(value).map(([key, item]) => [key, new View(item, pathTo(this.path, key))] as const)
            : [];
    }

    /** The value inside JSON text; a view of nothing where it is none. @throws UndecidedError */
    json(): View {
        const text = this.string();
        try {
            return new View(text === undefined ? this.value : snapshot(JSON.parse(text)), this.path);
        } catch {
            return new View(undefined, this.path);
        }
    }
}

/** As the engine writes paths: `tags.Owner`, `tags["a.b"]`, `ingress[0]`. */
function pathTo(path: string, key: string | number): string {
    if (typeof key === "number") {
        return `${path}[${key}]`;
    }
    if (!/^[A-Za-z_][\w-]*$/.test(key)) {
        return `${path}["${key}"]`;
    }
    return path === "" ? key : `${path}.${key}`;
}
