/** Policy documents between their parts and their text, in the manner of the provider's Go code. */

export interface Condition {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
}

export interface Principal {
    readonly type: string;
    readonly identifiers: string | readonly string[];
}

export type Principals = readonly Principal[];

/** Keys stand in the order in which Go writes the fields. */
export interface Statement {
    readonly Sid?: string;
    readonly Effect?: string;
    readonly Action?: unknown;
    readonly NotAction?: unknown;
    readonly Resource?: unknown;
    readonly NotResource?: unknown;
    readonly Principal?: Principals;
    readonly NotPrincipal?: Principals;
    readonly Condition?: readonly Condition[];
}

export interface Document {
    readonly Version: string;
    readonly Id: string;
    readonly Statement: readonly Statement[];
}

/** Takes over another document: its id, a higher version, and statements, which replace those of the same Sid. */
export function mergeDocument(into: Document, other: Document): Document {
    const statements = [...into.Statement];
    for (const statement of other.Statement) {
        const at = statement.Sid ? statements.findIndex((known) => known.Sid === statement.Sid) : -1;
        if (at < 0) {
            statements.push(statement);
        } else {
            statements[at] = statement;
        }
    }
    return {
        Version: other.Version > into.Version ? other.Version : into.Version,
        Id: other.Id === "" ? into.Id : other.Id,
        Statement: statements,
    };
}

/** The document of a JSON text; `undefined` for what the provider cannot read. */
export function parseDocument(text: string): Document | undefined {
    try {
        const parsed: unknown = JSON.parse(text);
        if (!isRecord(parsed)) {
            return undefined;
        }
        const { Version = "", Id = "", Statement: statements = [] } = parsed;
        // The provider reads a list only, where IAM takes a single statement too.
        if (typeof Version !== "string" || typeof Id !== "string" || !Array.isArray(statements)) {
            return undefined;
        }
        return { Version, Id, Statement: statements.map(parseStatement) };
    } catch {
        return undefined;
    }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseStatement(value: unknown): Statement {
    if (!isRecord(value)) {
        throw new Error("a statement is no object");
    }
    const { Sid, Effect, Principal, NotPrincipal, Condition } = value;
    const kept = ["Action", "NotAction", "Resource", "NotResource"].filter((key) => value[key] !== undefined);
    return {
        ...(typeof Sid === "string" && Sid !== "" ? { Sid } : {}),
        ...(typeof Effect === "string" ? { Effect } : {}),
        ...Object.fromEntries(kept.map((key) => [key, value[key]])),
        ...(Principal === undefined ? {} : { Principal: parsePrincipals(Principal) }),
        ...(NotPrincipal === undefined ? {} : { NotPrincipal: parsePrincipals(NotPrincipal) }),
        ...(Condition === undefined ? {} : { Condition: parseConditions(Condition) }),
    };
}

function parsePrincipals(value: unknown): Principals {
    if (typeof value === "string") {
        return [{ type: "*", identifiers: ["*"] }];
    }
    if (!isRecord(value)) {
        throw new Error("a principal is neither a text nor an object");
    }
    return Object.entries(value).map(([type, identifiers]) => ({
        type,
        identifiers: Array.isArray(identifiers) ? identifiers.map(String) : String(identifiers),
    }));
}

function parseConditions(value: unknown): readonly Condition[] {
    if (!isRecord(value)) {
        throw new Error("a condition is no object");
    }
    return Object.entries(value).flatMap(([test, variables]) =>
        Object.entries(isRecord(variables) ? variables : {}).map(([variable, values]) => ({
            test,
            variable,
            values: Array.isArray(values) ? values.map(String) : [String(values)],
        })),
    );
}

/** The text; `indent` is 2 for `json` and 0 for `minifiedJson`. */
export function renderDocument(document: Document, indent: 0 | 2): string {
    const { Version, Id, Statement: statements } = document;
    const written = {
        ...(Version === "" ? {} : { Version }),
        ...(Id === "" ? {} : { Id }),
        ...(statements.length === 0 ? {} : { Statement: statements.map(writeStatement) }),
    };
    return goEscapes(JSON.stringify(written, undefined, indent));
}

function writeStatement(statement: Statement): Readonly<Record<string, unknown>> {
    const { Sid, Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition } = statement;
    const fields: readonly (readonly [string, unknown])[] = [
        ["Sid", Sid],
        ["Effect", Effect],
        ["Action", Action],
        ["NotAction", NotAction],
        ["Resource", Resource],
        ["NotResource", NotResource],
        ["Principal", Principal && writePrincipals(Principal)],
        ["NotPrincipal", NotPrincipal && writePrincipals(NotPrincipal)],
        ["Condition", Condition && writeConditions(Condition)],
    ];
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined && value !== ""));
}

/** Only `{"*": "*"}` becomes `"*"`: to a trust policy `{"AWS": "*"}` is something else. */
function writePrincipals(principals: Principals): unknown {
    const [only] = principals;
    const listed = typeof only?.identifiers === "string" ? [only.identifiers] : only?.identifiers;
    if (principals.length === 1 && only?.type === "*" && listed?.length === 1 && listed[0] === "*") {
        return "*";
    }
    const written: Record<string, string | string[]> = {};
    for (const { type, identifiers } of principals) {
        const before = written[type];
        const known = before === undefined ? [] : [before].flat();
        if (typeof identifiers === "string") {
            written[type] = before === undefined ? identifiers : [...known, identifiers];
        } else {
            written[type] = [...known, ...[...identifiers].sort().reverse()];
        }
    }
    return sortedKeys(written);
}

function writeConditions(conditions: readonly Condition[]): unknown {
    const written: Record<string, Record<string, string[]>> = {};
    for (const { test, variable, values } of conditions) {
        const variables = (written[test] ??= {});
        (variables[variable] ??= []).push(...values);
    }
    const collapse = (values: readonly string[]): string | readonly string[] => {
        const [only] = values;
        return values.length === 1 && only !== undefined ? only : values;
    };
    return sortedKeys(
        Object.fromEntries(
            Object.entries(written).map(([test, variables]) => [
                test,
                sortedKeys(
                    Object.fromEntries(Object.entries(variables).map(([name, values]) => [name, collapse(values)])),
                ),
            ]),
        ),
    );
}

/** Go writes the keys of a map in order. */
function sortedKeys<T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
    return Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Go escapes what HTML would read as markup. */
function goEscapes(json: string): string {
    return json.replace(/[<>&\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
