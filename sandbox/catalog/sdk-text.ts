/** Reads what the SDK's generated files say of a type. The patterns are those of Pulumi's code generator for Node. */

/** What a resource's script states about its properties. */
export interface ScriptFacts {
    readonly inputs: ReadonlySet<string>;
    readonly required: ReadonlySet<string>;
    readonly computedOnly: ReadonlySet<string>;
    readonly secretInputs: ReadonlySet<string>;
    readonly secretOutputs: ReadonlySet<string>;
    readonly jsonEncoded: ReadonlySet<string>;
    readonly aliases: readonly string[];
}

export type OutputKind = "string" | "number" | "boolean" | "list" | "map" | "object" | "asset" | "any";

export interface OutputShape {
    readonly kind: OutputKind;
    /** Whether the property may be absent. */
    readonly optional: boolean;
}

const ASSIGNMENT = /resourceInputs\["([^"]+)"\] = (.+);$/gm;
const REQUIRED = /args\?\.(\w+) === undefined && !opts\.urn/g;
const SECRET_OUTPUTS = /additionalSecretOutputs: \[([^\]]*)\]/;
const ALIASES = /aliases: \[(.*)\]/;

export function scriptFacts(script: string): ScriptFacts {
    const code = script.slice(Math.max(script.indexOf("    constructor("), 0));
    const assigned = [...code.matchAll(ASSIGNMENT)].flatMap(([, name, value]) =>
        name !== undefined && value !== undefined ? [{ name, value }] : [],
    );
    const given = assigned.filter(({ value }) => !value.startsWith("state?.") && !value.startsWith("undefined "));
    const where = (pattern: RegExp): ReadonlySet<string> =>
        new Set(given.filter(({ value }) => pattern.test(value)).map(({ name }) => name));
    const inputs = new Set(given.map(({ name }) => name));
    const out = assigned.filter(({ value }) => value.startsWith("undefined /*out*/")).map(({ name }) => name);
    return {
        inputs,
        required: new Set(firstGroups(code, REQUIRED)),
        // Kubernetes sets every property to "out" when it only looks a resource up.
        computedOnly: new Set(out.filter((name) => !inputs.has(name))),
        secretInputs: where(/pulumi\.secret\(/),
        secretOutputs: new Set(quoted(SECRET_OUTPUTS.exec(code)?.[1])),
        jsonEncoded: where(/\.apply\(JSON\.stringify\)$|pulumi\.jsonStringify\(/),
        aliases: [...new Set(firstGroups(ALIASES.exec(code)?.[1] ?? "", /type: "([^"]+)"/g))],
    };
}

const OUTPUT = /^    readonly (\w+)\??: (?:pulumi\.Output<([\s\S]*?)>|[^;]+);$/gm;

/** The outputs of a resource class in a `.d.ts` file. */
export function classOutputs(types: string): ReadonlyMap<string, OutputShape> {
    const start = types.indexOf("export declare class ");
    const body = types.slice(start, types.indexOf("\n    constructor(", start));
    return new Map(
        [...body.matchAll(OUTPUT)].flatMap(([, name, type]) =>
            name === undefined ? [] : [[name, shapeOf(type ?? "outputs.Unread")] as const],
        ),
    );
}

/** The members of an interface in a `.d.ts` file: `undefined` where the file has none of that name. */
export function interfaceMembers(types: string, name: string): ReadonlyMap<string, OutputShape> | undefined {
    const start = types.indexOf(`export interface ${name} {`);
    if (start < 0) {
        return undefined;
    }
    const body = types.slice(start, types.indexOf("\n}", start));
    const members = body.matchAll(/^    (?:readonly )?(\w+)(\??): ([\s\S]*?);$(?=\n    \/\*\*|\n    \w|$(?![\s\S]))/gm);
    return new Map(
        [...members].flatMap(([, member, mark, type]) => {
            if (member === undefined || type === undefined) {
                return [];
            }
            const shape = shapeOf(type);
            return [[member, { ...shape, optional: shape.optional || mark === "?" }] as const];
        }),
    );
}

/** The names of the arguments that a data source's script passes on. */
export function invokeArguments(script: string, token: string): ReadonlySet<string> {
    const start = script.indexOf(`invoke("${token}", {`);
    const body = script.slice(start, script.indexOf("}, opts", start));
    return new Set(firstGroups(body, /^\s+"(\w+)": /gm));
}

const PLAIN: Readonly<Record<string, OutputKind>> = {
    string: "string",
    number: "number",
    boolean: "boolean",
    any: "any",
};

/** @param type the text of a TypeScript type: `string[] | undefined` */
export function shapeOf(type: string): OutputShape {
    const optional = /\| undefined$/.test(type);
    const bare = type.replace(/\s*\| undefined$/, "").trim();
    return { kind: kindOf(bare), optional };
}

function kindOf(type: string): OutputKind {
    const plain = PLAIN[type];
    if (plain !== undefined) {
        return plain;
    }
    if (type.endsWith("[]")) {
        return "list";
    }
    if (/^\{\s*\[key: string\]/.test(type)) {
        return "map";
    }
    if (type.startsWith("pulumi.asset.")) {
        return "asset";
    }
    return /^("|enums\.|string\b)/.test(type) ? "string" : "object";
}

function firstGroups(text: string, pattern: RegExp): readonly string[] {
    return [...text.matchAll(pattern)].flatMap((match) => (match[1] === undefined ? [] : [match[1]]));
}

function quoted(text: string | undefined): readonly string[] {
    return firstGroups(text ?? "", /"([^"]+)"/g);
}
