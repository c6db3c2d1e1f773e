/**
 * The grammar of policy documents as IAM checks it when one is stored: what it says of the first fault.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html; the order of the checks and most
 * sentences are in https://github.com/getmoto/moto/blob/master/moto/iam/policy_validation.py
 */

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

/** `identity`: what a principal may do. `trust`: who may assume a role. `resource`: who may do what with one thing. */
export type DocumentKind = "identity" | "trust" | "resource";

const TOP = ["Version", "Id", "Statement"];
const ELEMENTS = [
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "NotPrincipal",
    "Condition",
];
const OPERATORS =
    /^(ForAllValues:|ForAnyValue:)?(String(Not)?(Equals|Like|EqualsIgnoreCase)|(Numeric|Date)((Not)?Equals|(LessThan|GreaterThan)(Equals)?)|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?$|^Null$/;

const SYNTAX = "Syntax errors in policy.";

/** What IAM says of the document's first fault; `undefined` for one it stores. */
export function documentFault(document: string, kind: DocumentKind): string | undefined {
    const parsed = parse(document);
    if (!isObject(parsed) || !Object.keys(parsed).every((key) => TOP.includes(key))) {
        return SYNTAX;
    }
    const version = parsed["Version"];
    if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17") {
        return SYNTAX;
    }
    const statements = statementsOf(parsed);
    if (statements === undefined || statements.length === 0 || !statements.every(hasSyntax)) {
        return SYNTAX;
    }
    if (kind === "identity" && version !== "2012-10-17") {
        return "Policy document must be version 2012-10-17 or greater.";
    }
    return sidFault(statements) ?? first(statements, (item) => statementFault(item, kind));
}

function parse(document: string): Json | undefined {
    try {
        return JSON.parse(document) as Json;
    } catch {
        return undefined;
    }
}

function isObject(value: Json | undefined): value is JsonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function statementsOf(document: JsonObject): readonly JsonObject[] | undefined {
    const statement = document["Statement"];
    const list: readonly (Json | undefined)[] = Array.isArray(statement) ? statement : [statement];
    return list.every(isObject) ? list : undefined;
}

function hasSyntax(statement: JsonObject): boolean {
    const { Action, NotAction, Resource, NotResource, Condition, Effect } = statement;
    return (
        Object.keys(statement).every((key) => ELEMENTS.includes(key)) &&
        (Effect === "Allow" || Effect === "Deny") &&
        [Action, NotAction, Resource, NotResource].every(isStrings) &&
        !(Action !== undefined && NotAction !== undefined) &&
        !(Resource !== undefined && NotResource !== undefined) &&
        hasConditionSyntax(Condition)
    );
}

function isStrings(value: Json | undefined): boolean {
    return value === undefined || strings(value).length > 0 || (Array.isArray(value) && value.length === 0);
}

function strings(value: Json | undefined): readonly string[] {
    const list: readonly (Json | undefined)[] = Array.isArray(value) ? value : [value];
    return list.every((item) => typeof item === "string") ? list : [];
}

function hasConditionSyntax(condition: Json | undefined): boolean {
    return (
        condition === undefined ||
        (isObject(condition) &&
            Object.entries(condition).every(([operator, keys]) => OPERATORS.test(operator) && isObject(keys)))
    );
}

function sidFault(statements: readonly JsonObject[]): string | undefined {
    const sids = statements.map((statement) => statement["Sid"]).filter((sid) => sid !== undefined && sid !== "");
    return new Set(sids).size < sids.length ? "Statement IDs (SID) in a single policy must be unique." : undefined;
}

function first<T>(items: readonly T[], explain: (item: T) => string | undefined): string | undefined {
    return items.map(explain).find((reason) => reason !== undefined);
}

function statementFault(statement: JsonObject, kind: DocumentKind): string | undefined {
    const actions = [...strings(statement["Action"]), ...strings(statement["NotAction"])];
    if (actions.length === 0) {
        return "Policy statement must contain actions.";
    }
    return first(actions, actionFault) ?? kindFault(statement, kind, actions);
}

function kindFault(statement: JsonObject, kind: DocumentKind, actions: readonly string[]): string | undefined {
    switch (kind) {
        case "identity":
            return identityFault(statement);
        case "trust":
            return trustFault(statement, actions);
        case "resource":
            return resourcePolicyFault(statement);
    }
}

function resourcePolicyFault(statement: JsonObject): string | undefined {
    if (statement["Principal"] === undefined && statement["NotPrincipal"] === undefined) {
        return "Missing required field Principal";
    }
    const resources = [...strings(statement["Resource"]), ...strings(statement["NotResource"])];
    return resources.length === 0 ? "Missing required field Resource" : undefined;
}

function actionFault(action: string): string | undefined {
    const parts = action.split(":");
    if (parts.length === 1 && action !== "*") {
        return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
    }
    if (parts.length > 2) {
        return "Actions/Condition can contain only one colon.";
    }
    const vendor = parts[0] ?? "";
    return vendor !== "*" && !/^[a-zA-Z0-9.-]+$/.test(vendor) ? `Vendor ${vendor} is not valid` : undefined;
}

function identityFault(statement: JsonObject): string | undefined {
    if (statement["Principal"] !== undefined || statement["NotPrincipal"] !== undefined) {
        return "Policy document should not specify a principal.";
    }
    const resources = [...strings(statement["Resource"]), ...strings(statement["NotResource"])];
    if (resources.length === 0) {
        return "Policy statement must contain resources.";
    }
    return first(resources, resourceFault);
}

function resourceFault(resource: string): string | undefined {
    if (resource === "*") {
        return undefined;
    }
    if (!resource.includes(":")) {
        return `Resource ${resource} must be in ARN format or "*".`;
    }
    const parts = resource.split(":");
    return parts.length < 6 && !resource.includes("*") ? "The policy failed legacy parsing" : undefined;
}

const ASSUME = /^sts:(AssumeRole(WithSAML|WithWebIdentity)?|TagSession|SetSourceIdentity|SetContext|\*)$/i;

function trustFault(statement: JsonObject, actions: readonly string[]): string | undefined {
    if (statement["Resource"] !== undefined || statement["NotResource"] !== undefined) {
        return "Has prohibited field Resource";
    }
    if (statement["Principal"] === undefined && statement["NotPrincipal"] === undefined) {
        return "Missing required field Principal";
    }
    return actions.every((action) => ASSUME.test(action))
        ? undefined
        : "AssumeRole policy may only specify STS AssumeRole actions.";
}

/** The principals of one kind in a trust policy: `AWS`, `Service`, `Federated`. */
export function principalsOf(document: string, kind: string): readonly string[] {
    const parsed = parse(document);
    const statements = isObject(parsed) ? (statementsOf(parsed) ?? []) : [];
    return statements.flatMap((statement) => {
        const principal = statement["Principal"];
        return isObject(principal) ? strings(principal[kind]) : [];
    });
}
