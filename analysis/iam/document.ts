/** Policy documents of AWS IAM, read leniently: whether a document is well-formed is for AWS to say. */

export interface Statement {
    readonly allows: boolean;
    readonly actions: readonly string[];
    readonly notActions: readonly string[];
    readonly resources: readonly string[];
    readonly notResources: readonly string[];
    /**
     * `*`, ARNs and account ids as they stand; services and federations are `service:…` and `federated:…`. An Allow with
     * NotPrincipal is one for `*`: it lets in everybody but those it names.
     */
    readonly principals: readonly string[];
    /** Condition keys in lower case, with the operator: `{ operator: "StringEquals", key: "aws:sourcearn" }`. */
    readonly conditions: readonly Condition[];
}

export interface Condition {
    readonly operator: string;
    readonly key: string;
    readonly values: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** The statements of a document, given as an object or as JSON text. What is no document has none. */
export function statementsOf(document: unknown): readonly Statement[] {
    const parsed = typeof document === "string" ? parse(document) : document;
    return isObject(parsed) ? items(parsed["Statement"]).flatMap(statementOf) : [];
}

/** One item of a document's `Statement`, or nothing where it is none. */
export function statementOf(given: unknown): readonly Statement[] {
    return isObject(given) ? [statement(given)] : [];
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

function statement(fields: Fields): Statement {
    const allows = fields["Effect"] === "Allow";
    return {
        allows,
        actions: strings(fields["Action"]),
        notActions: strings(fields["NotAction"]),
        resources: strings(fields["Resource"]),
        notResources: strings(fields["NotResource"]),
        principals: allows && fields["NotPrincipal"] !== undefined ? ["*"] : principals(fields["Principal"]),
        conditions: conditions(fields["Condition"]),
    };
}

function principals(given: unknown): string[] {
    if (!isObject(given)) {
        return strings(given);
    }
    const kind = (name: string): string => (name === "AWS" ? "" : `${name.toLowerCase()}:`);
    return Object.entries(given).flatMap(([name, values]) => strings(values).map((value) => kind(name) + value));
}

function conditions(given: unknown): Condition[] {
    const operators = isObject(given) ? Object.entries(given) : [];
    return operators.flatMap(([operator, keys]) =>
        Object.entries(isObject(keys) ? keys : {}).map(([key, values]) => ({
            operator,
            key: key.toLowerCase(),
            values: items(values).map(String),
        })),
    );
}

function items(given: unknown): readonly unknown[] {
    return Array.isArray(given) ? given : given === undefined || given === null ? [] : [given];
}

function strings(given: unknown): string[] {
    return items(given).filter((item): item is string => typeof item === "string");
}

function isObject(given: unknown): given is Fields {
    return typeof given === "object" && given !== null && !Array.isArray(given);
}
