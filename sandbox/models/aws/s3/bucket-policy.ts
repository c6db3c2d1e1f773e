/** What others may do with a bucket. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { replacementRules } from "../ec2/sources";
import { documentFault } from "../iam/policy-grammar";
import type { PolicyStatement } from "../iam/policy-statements";
import { isPublic, policyStatements } from "../iam/policy-statements";
import { callerArn, unknownPrincipal } from "../iam/principals";
import { jsonFaults } from "../iam/sources";
import { overwrite } from "../overwriting";
import { noSuchBucket, toBucket } from "./bucket-parts";
import { stateOf } from "./bucket-state";
import { checkRow, operation, provider, row } from "./sources";

type PolicyInputs = Unwrap<aws.s3.BucketPolicyArgs>;

export const BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy";

const PUT = operation("PutBucketPolicy");
const PROVIDER = provider("bucket_policy");
const BLOCK = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html";
const TROUBLE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html";

export const bucketPolicyRefusals = {
    noSuchBucket,
    malformed: row("MalformedPolicy", "the policy breaks the grammar of policies", PUT),
    principal: row("MalformedPolicy", "the policy names a principal that does not exist", PUT),
    resource: row("MalformedPolicy", "the policy speaks of another bucket", PUT),
    nothing: row("MalformedPolicy", "an action applies to none of its statement's resources", TROUBLE),
    public: row("AccessDenied", "the policy lets anybody in, and the bucket blocks public policies", BLOCK),
    documentForm: checkRow("the policy is no JSON", PROVIDER),
} as const satisfies Record<string, Refusal>;

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html: those that objects have. */
const OBJECT_ACTIONS =
    /^s3:(GetObject\w*|PutObject\w*|DeleteObject\w*|RestoreObject|AbortMultipartUpload|ListMultipartUploadParts|Replicate\w+|BypassGovernanceRetention|ObjectOwnerOverrideToBucketOwner)$/i;
const BUCKET_ACTIONS =
    /^s3:(ListBucket\w*|GetBucket\w+|PutBucket\w+|DeleteBucket\w*|(Get|Put)(Lifecycle|Encryption|Replication|Accelerate|Analytics|Inventory|Metrics)Configuration)$/i;

/** The SDK takes a document as an object too, and hands it on as text. */
function documentOf({ policy }: PolicyInputs): string {
    return typeof policy === "string" ? policy : JSON.stringify(policy);
}

function pathOf(resource: string): string | undefined {
    return /^arn:[\w-]+:s3:::(.*)$/.exec(resource)?.[1];
}

function isOf(bucket: string, resource: string): boolean {
    const [name = ""] = (pathOf(resource) ?? "").split("/");
    return resource === "*" || name === bucket || (/[*?]/.test(name) && bucket.startsWith(name.split(/[*?]/)[0] ?? ""));
}

/** The first action that none of its statement's resources has. */
function idleAction({ actions, resources }: PolicyStatement): string | undefined {
    const paths = resources.map((resource) => pathOf(resource) ?? "*");
    const forObjects = paths.some((path) => path.includes("/") || /[*?]/.test(path));
    const forBucket = paths.some((path) => !path.includes("/") || /^[^/]*[*?]/.test(path));
    return actions.find(
        (action) =>
            resources.length > 0 &&
            ((OBJECT_ACTIONS.test(action) && !forObjects) || (BUCKET_ACTIONS.test(action) && !forBucket)),
    );
}

function refusePolicy(op: Operation<PolicyInputs>): void {
    overwrite(op, BUCKET_POLICY);
    const document = documentOf(op.inputs);
    const fault = documentFault(document, "resource");
    if (fault !== undefined) {
        op.refuse(bucketPolicyRefusals.malformed, fault);
    }
    if (unknownPrincipal(op.world, op, document) !== undefined) {
        op.refuse(bucketPolicyRefusals.principal, "Invalid principal in policy");
    }
    const statements = policyStatements(document);
    if (statements.some(({ resources }) => !resources.every((resource) => isOf(op.inputs.bucket, resource)))) {
        op.refuse(bucketPolicyRefusals.resource, "Policy has invalid resource");
    }
    if (statements.some((statement) => idleAction(statement) !== undefined)) {
        op.refuse(bucketPolicyRefusals.nothing, "Action does not apply to any resource(s) in statement");
    }
    if (stateOf(op.world, op.inputs.bucket).blockPublicPolicy && isPublic(document)) {
        op.refuse(
            bucketPolicyRefusals.public,
            `User: ${callerArn(op)} is not authorized to perform: s3:PutBucketPolicy on resource: ` +
                `"arn:${op.partition}:s3:::${op.inputs.bucket}" because public policies are blocked by the ` +
                "BlockPublicPolicy block public access setting.",
        );
    }
}

export const bucketPolicy = defineModel<PolicyInputs>({
    type: BUCKET_POLICY,
    source: PUT,
    api: { service: "S3", create: "PutBucketPolicy", update: "PutBucketPolicy", delete: "DeleteBucketPolicy" },
    mint: (inputs) => inputs.bucket,
    refusals: bucketPolicyRefusals,
    references: [toBucket],
    replacement: replacementRules(PROVIDER, { replaces: ["bucket"], inPlace: ["policy"] }),
    check: ({ policy }) => jsonFaults("policy", typeof policy === "string" ? policy : undefined),
    validate: refusePolicy,
    outputs: (op) => ({ policy: documentOf(op.inputs) }),
});
