import assert from "node:assert/strict";
import {
    OWNERSHIP_CONTROLS,
    ownershipControlsRefusals,
    PUBLIC_ACCESS_BLOCK,
} from "../../../../../sandbox/models/aws/s3/bucket-access";
import { ENCRYPTION, encryptionRefusals } from "../../../../../sandbox/models/aws/s3/bucket-encryption";
import { LIFECYCLE, lifecycleRefusals } from "../../../../../sandbox/models/aws/s3/bucket-lifecycle";
import { LOGGING, loggingRefusals } from "../../../../../sandbox/models/aws/s3/bucket-logging";
import { noSuchBucket } from "../../../../../sandbox/models/aws/s3/bucket-parts";
import { BUCKET_POLICY, bucketPolicyRefusals } from "../../../../../sandbox/models/aws/s3/bucket-policy";
import { BUCKET } from "../../../../../sandbox/models/aws/s3/bucket-state";
import {
    OBJECT_LOCK,
    objectLockRefusals,
    VERSIONING,
    versioningRefusals,
} from "../../../../../sandbox/models/aws/s3/bucket-versions";
import type { Refusal } from "../../../../../sandbox/models/kernel/refusal";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import { document } from "../iam/documents";

const bucket = "assets";
const TLS = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: ["arn:aws:s3:::assets", "arn:aws:s3:::assets/*"],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const READING = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::assets/*" };
const RULE = { id: "all", status: "Enabled", expiration: { days: 90 } };

/** What each setting is given in a program, and what its state holds beyond that. */
const SETTINGS: readonly (readonly [type: string, inputs: Properties, filled: Properties])[] = [
    [
        PUBLIC_ACCESS_BLOCK,
        { blockPublicPolicy: true },
        { blockPublicAcls: false, ignorePublicAcls: false, restrictPublicBuckets: false },
    ],
    [OWNERSHIP_CONTROLS, { rule: { objectOwnership: "BucketOwnerEnforced" } }, {}],
    [ENCRYPTION, { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] }, {}],
    [
        VERSIONING,
        { versioningConfiguration: { status: "Enabled" } },
        { versioningConfiguration: { mfaDelete: "", status: "Enabled" } },
    ],
    [
        LIFECYCLE,
        { rules: [RULE] },
        { expectedBucketOwner: "", transitionDefaultMinimumObjectSize: "all_storage_classes_128K" },
    ],
    [BUCKET_POLICY, { policy: document(TLS) }, {}],
    [LOGGING, { targetBucket: "logs", targetPrefix: "assets/" }, {}],
];

describe("a bucket's settings", () => {
    let cloud: TestCloud;
    beforeEach(async () => {
        cloud = testCloud();
        await cloud.create(BUCKET, { bucket });
        await cloud.create(BUCKET, { bucket: "logs" });
    });
    const set = (type: string, inputs: Properties): Promise<Made> => cloud.create(type, { bucket, ...inputs });
    const versions = (status: string): Promise<Made> => set(VERSIONING, { versioningConfiguration: { status } });

    for (const [type, inputs, filled] of SETTINGS) {
        describe(type, () => {
            it("is named after its bucket, and reads the same again", async () => {
                const { id, outputs } = await set(type, inputs);
                assert.deepEqual(outputs, { bucket, id: bucket, region: "eu-central-1", ...inputs, ...filled });
                assert.deepEqual(await cloud.read(type, id), outputs);
                assert.deepEqual((await cloud.diff(type, id, { bucket, ...inputs })).changed, []);
            });

            it("takes the place of the one before, and is replaced for another bucket", async () => {
                await set(type, inputs);
                const { id } = await set(type, inputs);
                const { replaces } = await cloud.diff(type, id, { ...inputs, bucket: "other" });
                assert.deepEqual(replaces, ["bucket"]);
                await cloud.delete(type, id);
                assert.deepEqual(cloud.records(type), []);
            });

            it("refuses with NoSuchBucket a bucket that does not exist", async () => {
                const none = { ...inputs, bucket: "nowhere" };
                await cloud.refuses(() => cloud.create(type, none), noSuchBucket);
            });
        });
    }

    describe(`${OWNERSHIP_CONTROLS} refuses`, () => {
        checkTable(() => cloud, OWNERSHIP_CONTROLS, [
            [
                ownershipControlsRefusals.ownership,
                "rule.objectOwnership",
                { bucket, rule: { objectOwnership: "Everybody" } },
            ],
        ]);
    });

    describe(`${ENCRYPTION} refuses`, () => {
        const algorithm = (sseAlgorithm: string, inputs: Properties = {}): Properties => ({
            applyServerSideEncryptionByDefault: { sseAlgorithm, ...inputs },
        });
        checkTable(() => cloud, ENCRYPTION, [
            [
                encryptionRefusals.algorithm,
                "rules[0].applyServerSideEncryptionByDefault.sseAlgorithm",
                { bucket, rules: [algorithm("DES")] },
            ],
        ]);

        it("MalformedXML: two rules", async () => {
            const rules = [algorithm("AES256"), algorithm("aws:kms")];
            await cloud.refuses(() => set(ENCRYPTION, { rules }), encryptionRefusals.rules);
        });

        it("InvalidArgument: a KMS key where none is used, but not one that does not exist", async () => {
            const key = { kmsMasterKeyId: "none" };
            await cloud.refuses(
                () => set(ENCRYPTION, { rules: [algorithm("AES256", key)] }),
                encryptionRefusals.keyWithoutKms,
            );
            await set(ENCRYPTION, { rules: [algorithm("aws:kms", key)] });
        });
    });

    describe("versions and object lock", () => {
        checkTable(() => cloud, VERSIONING, [
            [
                versioningRefusals.status,
                "versioningConfiguration.status",
                { bucket, versioningConfiguration: { status: "On" } },
            ],
        ]);
        const retention = (inputs: Properties): Properties => ({ bucket, rule: { defaultRetention: inputs } });
        checkTable(() => cloud, OBJECT_LOCK, [
            [
                objectLockRefusals.bothPeriods,
                "rule.defaultRetention.days",
                retention({ days: 1, mode: "GOVERNANCE", years: 1 }),
            ],
            [objectLockRefusals.mode, "rule.defaultRetention.mode", retention({ days: 1, mode: "STRICT" })],
        ]);

        it("locks a bucket with versions", async () => {
            await versions("Enabled");
            const rule = { defaultRetention: { days: 30, mode: "GOVERNANCE" } };
            const { id, outputs } = await set(OBJECT_LOCK, { rule });
            assert.deepEqual(outputs, { bucket, id, objectLockEnabled: "Enabled", region: "eu-central-1", rule });
            assert.deepEqual(await cloud.read(OBJECT_LOCK, id), outputs);
            const other = { bucket: "other", rule: { defaultRetention: { days: 60, mode: "GOVERNANCE" } } };
            assert.deepEqual((await cloud.diff(OBJECT_LOCK, id, other)).replaces, ["bucket"]);
        });

        it("are refused with InvalidBucketState without versions, and after they were suspended", async () => {
            await cloud.refuses(() => set(OBJECT_LOCK, {}), objectLockRefusals.unversioned);
            const { id } = await versions("Enabled");
            await cloud.delete(VERSIONING, id);
            const error = await cloud.refuses(() => set(OBJECT_LOCK, {}), objectLockRefusals.unversioned);
            assert.match(error.message, /StatusCode: 409, .*Versioning must be 'Enabled' on the bucket/);
        });

        it("are refused with MalformedXML where a retention has no period", async () => {
            await versions("Enabled");
            const inputs = retention({ mode: "COMPLIANCE" });
            await cloud.refuses(() => set(OBJECT_LOCK, inputs), objectLockRefusals.period);
        });

        it("are refused with InvalidBucketState to be suspended under a lock, made with the bucket or later", async () => {
            await cloud.create(BUCKET, { bucket: "vault", objectLockEnabled: true });
            const suspended = { bucket: "vault", versioningConfiguration: { status: "Suspended" } };
            await cloud.refuses(() => cloud.create(VERSIONING, suspended), versioningRefusals.locked);
            const { id } = await versions("Enabled");
            await set(OBJECT_LOCK, {});
            await cloud.delete(OBJECT_LOCK, bucket);
            const inputs = { bucket, versioningConfiguration: { status: "Suspended" } };
            await cloud.refuses(() => cloud.update(VERSIONING, id, inputs), versioningRefusals.locked);
            await cloud.delete(VERSIONING, id);
            await set(OBJECT_LOCK, {});
        });

        it("are refused by the provider to be disabled once they were there", async () => {
            const { id } = await versions("Enabled");
            const inputs = { bucket, versioningConfiguration: { status: "Disabled" } };
            await cloud.refuses(() => cloud.update(VERSIONING, id, inputs), versioningRefusals.disabled);
            await set(VERSIONING, { bucket: "logs", versioningConfiguration: { status: "Disabled" } });
        });
    });

    describe(`${LIFECYCLE} refuses`, () => {
        const at = "rules[0]";
        const IA = { storageClass: "STANDARD_IA" };
        checkTable(() => cloud, LIFECYCLE, [
            [lifecycleRefusals.noRules, "rules", { bucket }],
            [lifecycleRefusals.idLength, `${at}.id`, { bucket, rules: [{ ...RULE, id: "" }] }],
            [lifecycleRefusals.status, `${at}.status`, { bucket, rules: [{ ...RULE, status: "On" }] }],
            [
                lifecycleRefusals.storageClass,
                `${at}.transitions[0].storageClass`,
                { bucket, rules: [{ ...RULE, transitions: [{ days: 30, storageClass: "COLD" }] }] },
            ],
            [
                lifecycleRefusals.transitionTime,
                `${at}.transitions[0]`,
                { bucket, rules: [{ ...RULE, transitions: [IA] }] },
            ],
            [
                lifecycleRefusals.days,
                `${at}.noncurrentVersionExpiration.noncurrentDays`,
                { bucket, rules: [{ ...RULE, noncurrentVersionExpiration: { noncurrentDays: 0 } }] },
            ],
        ]);

        const faulty: readonly (readonly [Refusal, RegExp, Properties])[] = [
            [
                lifecycleRefusals.action,
                /At least one action needs to be specified in a rule$/,
                { expiration: undefined },
            ],
            [lifecycleRefusals.expirationDays, /must be a positive integer$/, { expiration: { days: 0 } }],
            [lifecycleRefusals.filter, /MalformedXML/, { filter: { prefix: "a/", objectSizeGreaterThan: 1 } }],
            [
                lifecycleRefusals.leastDays,
                /'Days' in Transition action must be greater than or equal to 30 for storageClass 'STANDARD_IA'$/,
                { transitions: [{ ...IA, days: 29 }] },
            ],
            [
                lifecycleRefusals.leastDays,
                /'NoncurrentDays' in NoncurrentVersionTransition action must be/,
                { noncurrentVersionTransitions: [{ ...IA, noncurrentDays: 29 }] },
            ],
            [
                lifecycleRefusals.order,
                /StorageClass 'GLACIER' .* 30 days more/,
                {
                    transitions: [
                        { ...IA, days: 30 },
                        { storageClass: "GLACIER", days: 59 },
                    ],
                },
            ],
            [
                lifecycleRefusals.sameClass,
                /'StorageClass' must be different/,
                {
                    transitions: [
                        { ...IA, days: 30 },
                        { ...IA, days: 60 },
                    ],
                },
            ],
            [
                lifecycleRefusals.tags,
                /cannot be specified with Tags$/,
                {
                    abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
                    filter: { tag: { key: "a", value: "b" } },
                },
            ],
            [
                lifecycleRefusals.transitionAfter,
                /'Days' in the Expiration action for filter '\(prefix=a\/\)'/,
                { filter: { prefix: "a/" }, transitions: [{ ...IA, days: 90 }] },
            ],
            [
                lifecycleRefusals.transitionAfter,
                /'NoncurrentDays' in the NoncurrentVersionExpiration action/,
                {
                    noncurrentVersionExpiration: { noncurrentDays: 30 },
                    noncurrentVersionTransitions: [{ ...IA, noncurrentDays: 30 }],
                },
            ],
        ];
        for (const [refusal, sentence, inputs] of faulty) {
            it(`${refusal.code}: ${refusal.when}: ${JSON.stringify(inputs)}`, async () => {
                const error = await cloud.refuses(() => set(LIFECYCLE, { rules: [{ ...RULE, ...inputs }] }), refusal);
                assert.match(error.message, sentence);
            });
        }

        it("InvalidArgument: two rules of one id", async () => {
            await cloud.refuses(() => set(LIFECYCLE, { rules: [RULE, RULE] }), lifecycleRefusals.sameId);
        });

        it("nothing of a rule that goes from class to class in time", async () => {
            const transitions = [
                { days: 90, storageClass: "GLACIER" },
                { days: 30, storageClass: "STANDARD_IA" },
                { days: 180, storageClass: "DEEP_ARCHIVE" },
            ];
            const filter = { and: { prefix: "a/", objectSizeGreaterThan: 1 } };
            await set(LIFECYCLE, { rules: [{ ...RULE, expiration: { days: 365 }, filter, transitions }] });
        });
    });

    describe(`${BUCKET_POLICY} refuses`, () => {
        const allow = (statement: object): Promise<Made> => set(BUCKET_POLICY, { policy: document(statement) });
        checkTable(() => cloud, BUCKET_POLICY, [
            [bucketPolicyRefusals.documentForm, "policy", { bucket, policy: "everybody" }],
        ]);

        it("MalformedPolicy: no principal", async () => {
            const { Principal: _principal, ...rest } = TLS;
            const error = await cloud.refuses(() => allow(rest), bucketPolicyRefusals.malformed);
            assert.match(error.message, /MalformedPolicy: Missing required field Principal$/);
        });

        it("MalformedPolicy: a role that does not exist, or a name that is none", async () => {
            for (const name of ["arn:aws:iam::111122223333:role/none", "somebody"]) {
                const statement = { ...READING, Principal: { AWS: name } };
                await cloud.refuses(() => allow(statement), bucketPolicyRefusals.principal);
            }
        });

        it("MalformedPolicy: another bucket", async () => {
            const statement = { ...TLS, Resource: "arn:aws:s3:::logs/*" };
            await cloud.refuses(() => allow(statement), bucketPolicyRefusals.resource);
        });

        it("MalformedPolicy: actions on objects of the bucket itself, and the other way round", async () => {
            const objects = { ...TLS, Action: "s3:GetObject", Resource: "arn:aws:s3:::assets" };
            await cloud.refuses(() => allow(objects), bucketPolicyRefusals.nothing);
            const listing = { ...TLS, Action: "s3:ListBucket", Resource: "arn:aws:s3:::assets/*" };
            await cloud.refuses(() => allow(listing), bucketPolicyRefusals.nothing);
        });

        it("AccessDenied: anybody, from the start and while it is blocked", async () => {
            const error = await cloud.refuses(() => allow(READING), bucketPolicyRefusals.public);
            assert.match(error.message, /StatusCode: 403, .* BlockPublicPolicy block public access setting\.$/);
            await allow({ ...READING, Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } });
            const block = await set(PUBLIC_ACCESS_BLOCK, { blockPublicPolicy: false });
            await allow(READING);
            await cloud.update(PUBLIC_ACCESS_BLOCK, block.id, { bucket, blockPublicPolicy: true });
            await cloud.refuses(() => allow(READING), bucketPolicyRefusals.public);
            await cloud.delete(PUBLIC_ACCESS_BLOCK, block.id);
            await allow(READING);
        });
    });

    describe(`${LOGGING} refuses`, () => {
        it("InvalidTargetBucketForLogging: a bucket that the account does not have", async () => {
            const inputs = { targetBucket: "others", targetPrefix: "" };
            await cloud.in({ account: "444455556666" }).create(BUCKET, { bucket: "others" });
            await cloud.refuses(() => set(LOGGING, inputs), loggingRefusals.target);
        });

        it("CrossLocationLoggingProhibited: a bucket of another region", async () => {
            await cloud.in({ region: "eu-west-1" }).create(BUCKET, { bucket: "far" });
            const inputs = { targetBucket: "far", targetPrefix: "" };
            await cloud.refuses(() => set(LOGGING, inputs), loggingRefusals.elsewhere);
        });
    });
});
