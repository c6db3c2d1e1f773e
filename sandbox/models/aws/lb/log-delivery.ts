/** Whether a bucket's policy lets Elastic Load Balancing write: it tries when access logs are switched on. */
import type { Place, View } from "../../kernel/model";
import type { WorldRecord } from "../../../worlds/records";
import { isObject } from "../../../values";
import { asText, objects, text } from "../ec2/records";
import { BUCKET, OBJECT } from "../s3/bucket-state";

const DELIVERY = "logdelivery.elasticloadbalancing.amazonaws.com";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";

/**
 * Accounts of Elastic Load Balancing, which policies of before 2022 name; AWS publishes them.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
const DELIVERING_ACCOUNTS: Readonly<Record<string, string>> = {
    "eu-central-1": "054676820928",
    "eu-west-1": "156460612806",
    "us-east-1": "127311923021",
};

export interface LogTarget {
    readonly bucket: string;
    readonly prefix: string;
    readonly balancerArn: string;
}

export function bucketOf(view: Pick<View, "listEverywhere">, name: string): WorldRecord | undefined {
    return view.listEverywhere(BUCKET).find((record) => text(record, "bucket") === name);
}

/** The object with which Elastic Load Balancing tries whether it may write; nobody takes it away again. */
export function writeTestObject(
    op: Place & { readonly world: Pick<View, "put"> },
    target: Omit<LogTarget, "balancerArn">,
): void {
    const key = testKey(op, target);
    op.world.put({ type: OBJECT, id: `${target.bucket}/${key}`, outputs: { bucket: target.bucket, key } });
}

function testKey({ account }: Place, { prefix }: Pick<LogTarget, "prefix">): string {
    return `${prefix === "" ? "" : `${prefix}/`}AWSLogs/${account}/ELBAccessLogTestFile`;
}

/** Encrypted with a key of KMS: Elastic Load Balancing can only write with S3's own. */
export function hasKmsKey(view: Pick<View, "listEverywhere">, bucket: string): boolean {
    return view
        .listEverywhere(ENCRYPTION)
        .filter((record) => record.inputs["bucket"] === bucket)
        .flatMap((record) => objects(record.inputs["rules"]))
        .map((rule) => rule["applyServerSideEncryptionByDefault"])
        .some((rule) => isObject(rule) && asText(rule["sseAlgorithm"]).startsWith("aws:kms"));
}

export function mayDeliver(view: Pick<View, "listEverywhere">, place: Place, target: LogTarget): boolean {
    const policies = view
        .listEverywhere(POLICY)
        .filter((record) => record.inputs["bucket"] === target.bucket)
        .map((record) => asText(record.outputs["policy"]));
    const statements = policies.flatMap(statementsOf).filter((statement) => isMet(statement, place, target));
    return (
        statements.some((statement) => statement["Effect"] === "Allow") &&
        !statements.some((statement) => statement["Effect"] === "Deny")
    );
}

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function statementsOf(policy: string): readonly Json[] {
    try {
        const document: unknown = JSON.parse(policy);
        const statement = isJson(document) ? document["Statement"] : undefined;
        return (Array.isArray(statement) ? statement : [statement]).filter(isJson);
    } catch {
        return [];
    }
}

function strings(value: unknown): readonly string[] {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.flatMap((item) => (typeof item === "string" || typeof item === "boolean" ? [String(item)] : []));
}

/** `*` and `?` as policies have them. */
function like(pattern: string, text: string, flags = ""): boolean {
    const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, flags).test(text);
}

function isMet(statement: Json, place: Place, target: LogTarget): boolean {
    const object = `arn:${place.partition}:s3:::${target.bucket}/${testKey(place, target)}`;
    return (
        isPrincipal(statement["Principal"], place) &&
        strings(statement["Action"]).some((action) => like(action, "s3:PutObject", "i")) &&
        strings(statement["Resource"]).some((resource) => like(resource, object)) &&
        conditionsHold(statement["Condition"], place, target)
    );
}

function isPrincipal(principal: unknown, { partition, region }: Place): boolean {
    if (principal === "*") {
        return true;
    }
    if (!isJson(principal)) {
        return false;
    }
    const account = DELIVERING_ACCOUNTS[region];
    const accounts = account === undefined ? [] : [account, `arn:${partition}:iam::${account}:root`];
    return (
        strings(principal["Service"]).includes(DELIVERY) ||
        strings(principal["AWS"]).some((name) => name === "*" || accounts.includes(name))
    );
}

function conditionsHold(condition: unknown, place: Place, target: LogTarget): boolean {
    const values: Readonly<Record<string, string>> = {
        "aws:securetransport": "true",
        "aws:sourceaccount": place.account,
        "aws:sourcearn": target.balancerArn,
        "s3:x-amz-acl": "bucket-owner-full-control",
    };
    const blocks = isJson(condition) ? Object.entries(condition) : [];
    return blocks.every(
        ([operator, keys]) =>
            isJson(keys) &&
            Object.entries(keys).every(([key, wanted]) => holds(operator, values[key.toLowerCase()], strings(wanted))),
    );
}

/** One comparison; a key that the request lacks meets only what asks for its absence. */
function holds(operator: string, value: string | undefined, wanted: readonly string[]): boolean {
    const plain = operator.replace(/^For(Any|All)Values?:/, "").replace(/IfExists$/, "");
    if (plain === "Null") {
        return wanted.includes(String(value === undefined));
    }
    const negated = plain.includes("Not");
    if (value === undefined) {
        return negated || operator.endsWith("IfExists");
    }
    const matches = /Like$|^Arn/.test(plain)
        ? wanted.some((pattern) => like(pattern, value))
        : wanted.some((text) => text.toLowerCase() === value.toLowerCase());
    return matches !== negated;
}
