import assert from "node:assert/strict";
import type { JsonObject, OutcomeRecord } from "../../crash/same-world/outcome";
import { accountOf } from "./account";

const SCOPE = "aws/111122223333";
const MONITORING = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole";
const DOCUMENT = JSON.stringify({ Version: "2012-10-17", Statement: [] });
const GUARD = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" }],
});

function record(type: string, id: string, outputs: JsonObject, more: Partial<OutcomeRecord> = {}): OutcomeRecord {
    return { ...{ scope: SCOPE, region: "eu-central-1", type, id, inputs: {}, outputs, secrets: [] }, ...more };
}

const role = record("aws:iam/role:Role", "reader", {
    arn: "arn:aws:iam::111122223333:role/reader",
    assumeRolePolicy: DOCUMENT,
});
const attached = (policyArn: string): OutcomeRecord =>
    record("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", { role: "reader", policyArn });

describe("the policies of a world", () => {
    it("are those of roles, their own and attached ones, AWS's among them", () => {
        const made = "arn:aws:iam::111122223333:policy/made";
        const { id, roles } = accountOf(
            [
                role,
                record("aws:iam/rolePolicy:RolePolicy", "own", { role: "reader", name: "own", policy: DOCUMENT }),
                record("aws:iam/rolePolicy:RolePolicy", "other", { role: "other", name: "other", policy: DOCUMENT }),
                record("aws:iam/policy:Policy", made, { arn: made, policy: DOCUMENT }),
                attached(made),
                attached(MONITORING),
            ],
            SCOPE,
        );
        assert.equal(id, "111122223333");
        assert.deepEqual(
            roles.map(({ name, policies }) => [name, ...policies.map((policy) => policy.name)]),
            [["reader", "own", made, MONITORING]],
        );
    });

    it("are those of buckets, keys, queues and secrets, each by the ARN of what it guards", () => {
        const { resourcePolicies, arns } = accountOf(
            [
                record("aws:s3/bucketPolicy:BucketPolicy", "files", { bucket: "files", policy: GUARD }),
                record("aws:kms/key:Key", "k", { arn: "arn:aws:kms:eu-central-1:111122223333:key/k", policy: GUARD }),
                record("aws:sqs/queue:Queue", "q", {
                    arn: "arn:aws:sqs:eu-central-1:111122223333:q",
                    url: "https://q",
                }),
                record("aws:sqs/queuePolicy:QueuePolicy", "q", { queueUrl: "https://q", policy: GUARD }),
                record("aws:secretsmanager/secretPolicy:SecretPolicy", "s", { secretArn: "arn:secret", policy: GUARD }),
                record("aws:s3/bucketPolicy:BucketPolicy", "x", { bucket: "x", policy: GUARD }, { scope: "aws/1" }),
                record(
                    "aws:kms/key:Key",
                    "gone",
                    { arn: "arn:gone", policy: GUARD },
                    { remainder: "pending deletion" },
                ),
            ],
            SCOPE,
        );
        assert.deepEqual([...resourcePolicies.keys()].sort(), [
            "arn:aws:kms:eu-central-1:111122223333:key/k",
            "arn:aws:s3:::files",
            "arn:aws:sqs:eu-central-1:111122223333:q",
            "arn:secret",
        ]);
        assert.deepEqual(arns, [
            "arn:aws:kms:eu-central-1:111122223333:key/k",
            "arn:aws:sqs:eu-central-1:111122223333:q",
        ]);
    });

    it("leave nothing out: what grants and isn't read is refused", () => {
        const refused = (more: OutcomeRecord, fault: RegExp): void =>
            assert.throws(() => accountOf([role, more], SCOPE), fault);
        refused(record("aws:iam/userPolicy:UserPolicy", "u", {}), /aws:iam\/userPolicy:UserPolicy isn't read/);
        refused(record("aws:sns/topicPolicy:TopicPolicy", "t", { policy: GUARD }), /policy of aws:sns.* isn't read/);
        refused({ ...role, inputs: { inlinePolicies: [] } }, /inlinePolicies of roles/);
        refused(attached("arn:aws:iam::aws:policy/ReadOnlyAccess"), /ReadOnlyAccess says isn't written down/);
    });
});
