/**
 * Policy documents read for what they grant: for the few questions that services ask before they store one. This is no
 * evaluation of IAM.
 */

export interface PolicyCondition {
    /** `StringEquals`, `ArnLike`, … */
    readonly operator: string;
    /** `aws:SourceArn`, in lower case: the names of keys have no case. */
    readonly key: string;
    readonly values: readonly string[];
}

export interface PolicyStatement {
    readonly allows: boolean;
    readonly actions: readonly string[];
    readonly notActions: readonly string[];
    readonly resources: readonly string[];
    /** By kind: `AWS`, `Service`, `Federated`. The principal `*` stands under `AWS`. */
    readonly principals: ReadonlyMap<string, readonly string[]>;
    readonly conditions: readonly PolicyCondition[];
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function texts(value: unknown): readonly string[] {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.filter((item) => item !== undefined).map(String);
}

function principalsOf(value: unknown): ReadonlyMap<string, readonly string[]> {
    if (!isFields(value)) {
        return new Map(value === undefined ? [] : [["AWS", texts(value)]]);
    }
    return new Map(Object.entries(value).map(([kind, names]) => [kind, texts(names)]));
}

function conditionsOf(value: unknown): readonly PolicyCondition[] {
    return Object.entries(isFields(value) ? value : {}).flatMap(([operator, keys]) =>
        Object.entries(isFields(keys) ? keys : {}).map(([key, values]) => ({
            operator,
            key: key.toLowerCase(),
            values: texts(values),
        })),
    );
}

/** The statements of a document that keeps to the grammar; none of one that is no JSON. */
export function policyStatements(document: string): readonly PolicyStatement[] {
    let parsed: unknown;
    try {
        parsed = JSON.parse(document);
    } catch {
        return [];
    }
    const statement = isFields(parsed) ? parsed["Statement"] : undefined;
    const list: readonly unknown[] = Array.isArray(statement) ? statement : [statement];
    return list.filter(isFields).map((fields) => ({
        allows: fields["Effect"] === "Allow",
        actions: texts(fields["Action"]),
        notActions: texts(fields["NotAction"]),
        resources: texts(fields["Resource"]),
        principals: principalsOf(fields["Principal"]),
        conditions: conditionsOf(fields["Condition"]),
    }));
}

/** Whether a text fits a pattern of `*` and `?`. */
export function fits(pattern: string, text: string): boolean {
    const source = pattern
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".");
    return new RegExp(`^${source}$`, "s").test(text);
}

/** Whether a statement speaks of an action, whatever its effect. Actions have no case. */
export function concerns({ actions, notActions }: PolicyStatement, action: string): boolean {
    const named = (pattern: string): boolean => fits(pattern.toLowerCase(), action.toLowerCase());
    return actions.some(named) || (notActions.length > 0 && !notActions.some(named));
}

/** What a request says of itself, by condition key: `aws:SourceAccount`, `aws:PrincipalArn`. */
export type RequestContext = Readonly<Record<string, string>>;

/** Whether a condition on texts or ARNs is met; `undefined` where the request says nothing of its key. */
export function isMet({ key, operator, values }: PolicyCondition, context: RequestContext): boolean | undefined {
    const said = Object.entries(context).find(([name]) => name.toLowerCase() === key)?.[1];
    return said === undefined ? undefined : values.some((pattern) => fits(pattern, said)) !== isNegated(operator);
}

export function isNegated(operator: string): boolean {
    return operator.includes("Not");
}

/** Keys whose fixed value narrows "anybody" down, as S3 sees it; other services do likewise. */
const NARROWING = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "aws:vpcsourceip",
    "kms:calleraccount",
    "s3:accesspointnetworkorigin",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
];
const POSITIVE =
    /^(ForAnyValue:|ForAllValues:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress)$/;

function narrows({ operator, key, values }: PolicyCondition): boolean {
    const open = key === "aws:sourceip" ? ["0.0.0.0/0", "::/0"] : [];
    const fixed = (value: string): boolean =>
        !open.includes(value) && (key.endsWith("arn") ? !/^arn:[^:]*:[^:]*:[^:]*:\*/.test(value) : !/[*?]/.test(value));
    return POSITIVE.test(operator) && NARROWING.includes(key) && values.every((value) => value !== "*" && fixed(value));
}

/**
 * Whether a document lets anybody in: a statement that allows `*` without a condition that names whom.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function isPublic(document: string): boolean {
    return policyStatements(document).some(
        ({ allows, conditions, principals }) =>
            allows && (principals.get("AWS") ?? []).includes("*") && !conditions.some(narrows),
    );
}
