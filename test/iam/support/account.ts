/** What IAM decides by in one account: its roles and the policies of its resources, as they stand in a sandbox's world. */
import type { JsonObject, OutcomeRecord } from "../../crash/same-world/outcome";
import { AWS_MANAGED_POLICIES } from "./aws-managed-policies";
import { documentOf, type NamedPolicy, type PolicyDocument } from "./documents";

export interface Role {
    readonly name: string;
    readonly arn: string;
    readonly trust: PolicyDocument;
    /** Its own, and those that are attached to it. */
    readonly policies: readonly NamedPolicy[];
}

export interface Account {
    readonly id: string;
    readonly roles: readonly Role[];
    /** ARNs of all that is there. */
    readonly arns: readonly string[];
    /** Policies of resources, by the ARN of the resource. */
    readonly resourcePolicies: ReadonlyMap<string, PolicyDocument>;
}

type Read = (record: OutcomeRecord, all: readonly OutcomeRecord[]) => readonly [arn: string, policy: string];

/** Types with a policy that says who may use a resource, and which one that is. */
const RESOURCE_POLICIES: Readonly<Record<string, Read>> = {
    "aws:kms/key:Key": ({ outputs }) => [text(outputs, "arn"), text(outputs, "policy")],
    "aws:s3/bucketPolicy:BucketPolicy": ({ outputs }) => [
        `arn:aws:s3:::${text(outputs, "bucket")}`,
        text(outputs, "policy"),
    ],
    "aws:secretsmanager/secretPolicy:SecretPolicy": ({ outputs }) => [
        text(outputs, "secretArn"),
        text(outputs, "policy"),
    ],
    "aws:sqs/queuePolicy:QueuePolicy": ({ outputs }, all) => [
        arnOf(all, "aws:sqs/queue:Queue", "url", text(outputs, "queueUrl")),
        text(outputs, "policy"),
    ],
};

/** Types whose policy can only take away from what others give. */
const NARROWING = ["aws:ec2/vpcEndpoint:VpcEndpoint"];

/** Types of IAM's that are read here, or give nobody anything by themselves. */
const IDENTITIES = [
    "aws:iam/instanceProfile:InstanceProfile",
    "aws:iam/policy:Policy",
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/serviceLinkedRole:ServiceLinkedRole",
];

/**
 * The account of one of the worlds' scopes.
 *
 * @throws where there is something that grants and that is not read here
 */
export function accountOf(records: readonly OutcomeRecord[], scope: string): Account {
    const own = records.filter((record) => record.scope === scope && record.remainder === undefined);
    own.forEach(refuseUnknown);
    return {
        id: scope.slice(scope.indexOf("/") + 1),
        roles: own.filter(({ type }) => type === "aws:iam/role:Role").map((record) => roleOf(record, own)),
        arns: own.map(({ outputs }) => outputs["arn"]).filter((arn) => typeof arn === "string"),
        resourcePolicies: new Map(
            own.flatMap((record) => {
                const read = RESOURCE_POLICIES[record.type];
                return read === undefined ? [] : [resourcePolicy(read(record, own))];
            }),
        ),
    };
}

function resourcePolicy([arn, policy]: readonly [string, string]): readonly [string, PolicyDocument] {
    return [arn, documentOf(policy)];
}

function refuseUnknown({ type, inputs, outputs }: OutcomeRecord): void {
    if (type.startsWith("aws:iam/") && !IDENTITIES.includes(type)) {
        throw new Error(`${type} isn't read by ${__filename}`);
    }
    const { policy } = outputs;
    const isRead = RESOURCE_POLICIES[type] !== undefined || NARROWING.includes(type);
    if (typeof policy === "string" && policy.includes('"Principal"') && !isRead) {
        throw new Error(`the policy of ${type} isn't read by ${__filename}`);
    }
    const unread = ["inlinePolicies", "managedPolicyArns", "permissionsBoundary"].filter((key) => key in inputs);
    if (type === "aws:iam/role:Role" && unread.length > 0) {
        throw new Error(`${unread.join(", ")} of roles aren't read by ${__filename}`);
    }
}

function roleOf({ id, outputs }: OutcomeRecord, all: readonly OutcomeRecord[]): Role {
    const ofRole = (type: string): readonly OutcomeRecord[] =>
        all.filter((record) => record.type === type && record.outputs["role"] === id);
    const own = ofRole("aws:iam/rolePolicy:RolePolicy").map((record) => ({
        name: text(record.outputs, "name"),
        document: documentOf(text(record.outputs, "policy")),
    }));
    const attached = ofRole("aws:iam/rolePolicyAttachment:RolePolicyAttachment").map((record) =>
        managedPolicy(text(record.outputs, "policyArn"), all),
    );
    return {
        name: id,
        arn: text(outputs, "arn"),
        trust: documentOf(text(outputs, "assumeRolePolicy")),
        policies: [...own, ...attached],
    };
}

function managedPolicy(arn: string, all: readonly OutcomeRecord[]): NamedPolicy {
    const made = all.find(({ type, outputs }) => type === "aws:iam/policy:Policy" && outputs["arn"] === arn);
    const document = made === undefined ? AWS_MANAGED_POLICIES[arn] : documentOf(text(made.outputs, "policy"));
    if (document === undefined) {
        throw new Error(`what ${arn} says isn't written down in aws-managed-policies.ts`);
    }
    return { name: arn, document };
}

function arnOf(all: readonly OutcomeRecord[], type: string, key: string, value: string): string {
    const found = all.find((record) => record.type === type && record.outputs[key] === value);
    if (found === undefined) {
        throw new Error(`there is no ${type} with the ${key} ${value}`);
    }
    return text(found.outputs, "arn");
}

function text(values: JsonObject, key: string): string {
    const value = values[key];
    if (typeof value !== "string") {
        throw new Error(`${key} is no text but ${JSON.stringify(value)}`);
    }
    return value;
}
