import assert from "node:assert/strict";
import { Cluster } from "@pulumi/aws/ecs/cluster";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { Vpc } from "@pulumi/aws/ec2/vpc";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { BackupSubstrate, type BackupSubstrateArgs } from "../../../components/backup";
import { dataSurroundings, NO_DEFAULT_PROVIDERS, SANDBOX_SCOPE } from "../../support/data-surroundings";
import { testStack, type TestStack } from "../../support/engine";
import { STAGING } from "./fixtures";

const BUCKET = "aws:s3/bucket:Bucket";
const KEY = "aws:kms/key:Key";
const LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";
const SECRET = "aws:secretsmanager/secret:Secret";
const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy";
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
/** What keeps a bucket closed and locked. */
const SETTINGS = [
    BUCKET,
    LOCK,
    LIFECYCLE,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketVersioning:BucketVersioning",
];
/** What is in it is noise without these. */
const KEYS = [SECRET, VERSION, SECRET_POLICY];
/** Nothing in the sandbox uploads: this stands for a backup. */
const OBJECT = "sandbox:s3/object";
const BACKUP = {
    type: OBJECT,
    id: "restartix/20261130T020000Z/manifest.json",
    region: "eu-central-1",
    inputs: {},
    outputs: { bucket: STAGING.bucketName, key: "restartix/20261130T020000Z/manifest.json" },
    secrets: [],
};

function programOf(change: Partial<BackupSubstrateArgs> = {}): PulumiFn {
    return () => {
        const { opts, secret, args } = dataSurroundings("backup-keys");
        const made = { provider: opts.providers.aws };
        const vpc = new Vpc("backup-vpc", { cidrBlock: "10.20.0.0/16" }, made);
        const group = (name: string) => new SecurityGroup(name, { vpcId: vpc.id }, made).id;
        const cluster = new Cluster("cluster", { name: "restartix-staging-cluster" }, made);
        const backup = new BackupSubstrate(
            "backup",
            {
                ...STAGING,
                clusterArn: cluster.arn,
                network: { vpcId: vpc.id, subnetIds: args.subnetIds, endpointsSecurityGroupId: group("endpoints") },
                database: { ...STAGING.database, securityGroupId: group("rds") },
                encryptionSecretArn: secret.arn,
                secretsKeyArn: args.encryptionKeyArn,
                maxAgeHours: 26,
                ...change,
            },
            { ...opts, dependsOn: [secret] },
        );
        return Promise.resolve({ bucketName: backup.bucketName, kmsKeyArn: backup.kmsKeyArn });
    };
}

describe("the backups through the real engine", () => {
    let stack: TestStack;
    const records = (type: string) => stack.sandbox.worlds.world(SANDBOX_SCOPE).list(type);
    const backUp = (action: "upload" | "delete"): Promise<unknown> =>
        stack.sandbox.worlds.transact(SANDBOX_SCOPE, { ...BACKUP, action }, (draft) => {
            if (action === "upload") {
                draft.put(BACKUP);
            } else {
                draft.remove(BACKUP);
            }
            return BACKUP;
        });

    before(async () => {
        stack = await testStack({ program: programOf(), config: NO_DEFAULT_PROVIDERS });
    });

    after(() => stack.discard());

    it("come up, and stay as they are", async () => {
        await stack.up();
        assert.deepEqual(Object.keys((await stack.up()).counts), ["same"]);
        assert.deepEqual(Object.keys((await stack.refresh()).counts), ["same"]);
    });

    it("take a firmer lock in place, for what is backed up from then on, and go back to the weaker", async () => {
        const locked = programOf({ complianceLockConfirmed: STAGING.bucketName, lockYears: 8 });
        const { steps } = await stack.up(locked);
        // With the lifecycle, which keeps what was overwritten as long.
        assert.deepEqual([...steps].sort(), [
            `update ${LIFECYCLE} backup-bucket-lifecycle`,
            `update ${LOCK} backup-bucket-lock`,
        ]);
        assert.deepEqual(
            records(LOCK).map(({ inputs }) => inputs["rule"]),
            [{ defaultRetention: { mode: "COMPLIANCE", years: 8 } }],
        );
        assert.equal((await stack.up()).steps.length, 2);
    });

    it("refuse a confirmation that names another bucket, with everything untouched", async () => {
        const wrong = programOf({ complianceLockConfirmed: "restartix-backups-primary-production" });
        await assert.rejects(stack.up(wrong), /complianceLockConfirmed.*the bucket's name/s);
        assert.deepEqual(Object.keys((await stack.up()).counts), ["same"]);
    });

    it("stay with bucket, settings, key and secret when somebody destroys them with backups in them", async () => {
        await backUp("upload");
        const left = () => [...SETTINGS, ...KEYS].map((type) => records(type));
        const before = left();
        await assert.rejects(stack.destroy(), /BucketNotEmpty/);
        assert.deepEqual(left(), before);
        assert.ok(before.every(({ length }) => length === 1));
        assert.equal(
            records(KEY).filter(({ outputs }) => outputs["description"] === "restartix-staging-backup").length,
            1,
        );
    });

    it("go on from there with the keys that they have, and go for good once they are empty", async () => {
        const keys = records(VERSION);
        await stack.up();
        assert.deepEqual(records(VERSION), keys);
        assert.deepEqual(Object.keys((await stack.up()).counts), ["same"]);
        await backUp("delete");
        await stack.destroy();
        assert.deepEqual(records(BUCKET), []);
    });

    it("come up again beside what was left", async () => {
        await stack.up();
        assert.deepEqual(Object.keys((await stack.up()).counts), ["same"]);
    });

    it("stay in AWS, backups and all, where they are told to", async () => {
        const kept = programOf({ retainBucketOnDelete: true, retainKeyOnDelete: true });
        await stack.up(kept);
        await backUp("upload");
        await stack.destroy();
        assert.deepEqual(
            SETTINGS.map((type) => records(type).length),
            SETTINGS.map(() => 1),
        );
        assert.deepEqual(records(SECRET), []);
        await assert.rejects(stack.up(kept), /BucketAlreadyOwnedByYou/);
    });
});
