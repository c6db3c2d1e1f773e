import assert from "node:assert/strict";
import { BackupSubstrate } from "../../../components/backup";
import { backupBucketStatements } from "../../../components/backup/bucket-policy";
import { backupKeyPolicy } from "../../../components/backup/key-policy";
import { backupPrincipals } from "../../../components/backup/principals";
import { InvalidArgsError } from "../../../components/faults";
import { encryptionSecretPolicy } from "../../../components/backup/secret-policy";
import { bucketPolicy } from "../../../components/storage/policy";
import { NAMING } from "../../support/data-args";
import { record, type Recording, valueOf } from "../../support/mocks";
import { statementsOf } from "../network/fixtures";
import {
    BACKUP_KEY,
    BUCKET_ARN,
    ENCRYPTION_SECRET,
    PRODUCTION,
    recordBackup,
    RUNNER,
    STAGING,
    VERIFY,
} from "./fixtures";
import { ALARM_URN, BACKUP_URNS } from "./urns";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const KEY = "aws:kms/key:Key";
const LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";
const ROLE = "aws:iam/role:Role";
const SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy";

describe("BackupSubstrate", () => {
    let staging: Recording<BackupSubstrate>;
    let production: Recording<BackupSubstrate>;
    const principals = backupPrincipals(NAMING, STAGING);

    before(async () => {
        staging = await recordBackup();
        production = await recordBackup(PRODUCTION);
    });

    it("has the URNs that state and aliases rely on, and an alarm where there is an age to watch", () => {
        assert.deepEqual(staging.urns, BACKUP_URNS);
        assert.deepEqual(production.urns, [...BACKUP_URNS, ALARM_URN].sort());
    });

    it("has a key of its own, which nothing but its policy lets anybody use", () => {
        assert.deepEqual(staging.find(KEY, "backup-key-key").inputs, {
            description: "restartix-staging-backup",
            enableKeyRotation: true,
            deletionWindowInDays: 30,
            policy: backupKeyPolicy(principals),
            tags: { Name: "restartix-staging-backup" },
        });
        const alias = staging.find("aws:kms/alias:Alias", "backup-key-alias").inputs;
        assert.deepEqual(alias, { name: "alias/restartix-staging-backup", targetKeyId: "key-id" });
    });

    it("encrypts its bucket with that key, and lets in only whom the policy names", () => {
        const encryption = staging.ofType(
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        );
        assert.match(JSON.stringify(encryption[0]?.inputs["rules"]), new RegExp(BACKUP_KEY));
        const { policy } = staging.find("aws:s3/bucketPolicy:BucketPolicy", "backup-bucket-policy").inputs;
        const wanted = bucketPolicy(BUCKET_ARN, backupBucketStatements(BUCKET_ARN, BACKUP_KEY, principals));
        assert.deepEqual(statementsOf(policy), statementsOf(wanted));
        // S3 takes 20 KB: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
        assert.ok(wanted.length < 10_000);
    });

    it("guards the secret with the keys, by whom it is given", () => {
        const guards = [staging, production].map(({ find }) => find(SECRET_POLICY, "backup-encryption-secret").inputs);
        assert.deepEqual(
            guards,
            [STAGING, PRODUCTION].map((args) => ({
                secretArn: ENCRYPTION_SECRET,
                policy: encryptionSecretPolicy(backupPrincipals(NAMING, args)),
            })),
        );
    });

    it("locks every backup for seven years: so that operations can take it off, and for good where it is confirmed", () => {
        const locks = [staging, production].map(({ find }) => find(LOCK, "backup-bucket-lock").inputs["rule"]);
        assert.deepEqual(locks, [
            { defaultRetention: { mode: "GOVERNANCE", years: 7 } },
            { defaultRetention: { mode: "COMPLIANCE", years: 7 } },
        ]);
    });

    it("keeps bucket, key and the secret's policy where they are told to stay", () => {
        const retained = ({ resources }: Recording<BackupSubstrate>): string[] =>
            resources.filter(({ options }) => options.retainOnDelete).map(({ name }) => name);
        assert.deepEqual(retained(staging), []);
        assert.deepEqual(
            retained(production).filter((name) => !name.startsWith("backup-bucket-")),
            ["backup-encryption-secret", "backup-key-key"],
        );
        assert.equal(retained(production).length, 10);
    });

    it("lets nobody delete bucket, settings and key in passing where it is protected", async () => {
        const held = (await recordBackup({ protect: true })).resources.filter(({ options }) => options.protect);
        const types = held.map(({ type }) => type).filter((type) => type.startsWith("aws:"));
        assert.equal(types.filter((type) => type.startsWith("aws:s3/")).length, 8);
        assert.deepEqual(
            types.filter((type) => !type.startsWith("aws:s3/")),
            ["aws:kms/key:Key"],
        );
        assert.deepEqual(
            staging.resources.filter(({ options }) => options.protect),
            [],
        );
    });

    it("deletes key and secret after the bucket, and not at all while S3 refuses to delete that", () => {
        const { dependencies } = staging.find("aws:s3/bucket:Bucket", "backup-bucket-bucket").options;
        for (const needed of ["::backup-key-key", "::backup-encryption-secret"]) {
            assert.ok(
                dependencies.some((urn) => urn.endsWith(needed)),
                needed,
            );
        }
    });

    it("calls the roles as key and bucket know them, for tasks of the account alone", () => {
        assert.deepEqual(
            staging.ofType(ROLE).map(({ inputs }) => inputs["name"]),
            [
                "restartix-staging-backup-runner",
                "restartix-staging-backup-verify",
                "restartix-staging-backup-execution",
            ],
        );
        assert.deepEqual([principals.runner, principals.verify], [RUNNER, VERIFY]);
        for (const { inputs } of staging.ofType(ROLE)) {
            assert.match(String(inputs["assumeRolePolicy"]), /"aws:SourceAccount":"111122223333"/);
        }
    });

    it("lets ECS pull its two images and write its two logs, and injects no secret", () => {
        const { policy } = staging.find("aws:iam/rolePolicy:RolePolicy", "backup-execution").inputs;
        const repository = "arn:aws:ecr:eu-central-1:111122223333:repository/restartix";
        const log = "arn:aws:logs:eu-central-1:111122223333:log-group:backup";
        assert.deepEqual(statementsOf(policy), [
            { Sid: "LogInToRegistry", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
            {
                Sid: "PullImage",
                Effect: "Allow",
                Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                Resource: [`${repository}-backup-runner`, `${repository}-postgres`],
            },
            {
                Sid: "WriteLog",
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: [`${log}-runner:*`, `${log}-verify:*`],
            },
        ]);
    });

    it("opens the database to the runner's own group, and nothing of it to its check", () => {
        const rule = (type: string, name: string): unknown => staging.find(type, name).inputs;
        const session = { ipProtocol: "tcp", fromPort: 5432, toPort: 5432 };
        assert.deepEqual(rule(INGRESS, "backup-database-ingress-runner"), {
            ...session,
            securityGroupId: "sg-rds",
            referencedSecurityGroupId: "backup-runner-id",
            description: "Direct session of pg_dump (from backup-runner)",
        });
        assert.deepEqual(rule(EGRESS, "backup-runner-egress-database"), {
            ...session,
            securityGroupId: "backup-runner-id",
            referencedSecurityGroupId: "sg-rds",
            description: "Direct session of pg_dump (to the database)",
        });
        const ports = staging
            .ofType(EGRESS)
            .filter(({ inputs }) => inputs["securityGroupId"] === "backup-verify-id")
            .map(({ inputs }) => inputs["toPort"]);
        assert.deepEqual(ports, [443]);
    });

    it("reaches AWS over HTTPS alone, by the VPC's endpoints where there are any", async () => {
        const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };
        for (const kind of ["runner", "verify"]) {
            assert.deepEqual(staging.find(EGRESS, `backup-${kind}-egress-https`).inputs, {
                ...https,
                securityGroupId: `backup-${kind}-id`,
                cidrIpv4: "0.0.0.0/0",
                description: "AWS services (to anywhere)",
            });
            assert.deepEqual(staging.find(INGRESS, `backup-endpoints-ingress-${kind}`).inputs, {
                ...https,
                securityGroupId: "sg-endpoints",
                referencedSecurityGroupId: `backup-${kind}-id`,
                description: `AWS services inside the VPC (from backup-${kind})`,
            });
        }
        const { vpcId, subnetIds } = STAGING.network;
        const without = await recordBackup({ network: { vpcId, subnetIds } });
        assert.equal(without.ofType(INGRESS).length, 1);
        assert.deepEqual(await valueOf(without.result.securityGroupIds), ["backup-runner-id"]);
    });

    it("keeps its groups closed to everybody", () => {
        const groups = staging.ofType(GROUP).map(({ inputs }) => [inputs["vpcId"], inputs["ingress"], inputs["tags"]]);
        assert.deepEqual(groups, [
            ["vpc-1", undefined, { Name: "restartix-staging-backup-runner" }],
            ["vpc-1", undefined, { Name: "restartix-staging-backup-verify" }],
        ]);
    });

    it("counts completed backups in the runner's log, and raises an alarm when there was none for too long", () => {
        const name = "restartix-staging-backup-completed";
        assert.deepEqual(staging.find(FILTER, "backup-completed").inputs, {
            name,
            logGroupName: "/ecs/restartix-staging/backup-runner",
            pattern: '{ $.event = "backup-completed" }',
            metricTransformation: { namespace: "Plinth/Backup", name, value: "1" },
        });
        const alarm = production.find(ALARM, "backup-alarm-backup-age").inputs;
        assert.deepEqual(
            [alarm["name"], alarm["metricName"], alarm["namespace"]],
            ["restartix-staging-backup-age", name, "Plinth/Backup"],
        );
        assert.deepEqual([alarm["period"], alarm["evaluationPeriods"], alarm["threshold"]], [3600, 26, 1]);
        assert.deepEqual([alarm["comparisonOperator"], alarm["treatMissingData"]], ["LessThanThreshold", "breaching"]);
        assert.deepEqual(alarm["alarmActions"], PRODUCTION.alarmTopicArns);
    });

    it("gives what a schedule and a restore need to start its tasks", async () => {
        const { result } = staging;
        const outputs = {
            container: valueOf(result.containerName),
            verifyContainer: valueOf(result.verifyContainerName),
            groups: valueOf(result.securityGroupIds),
            verifyGroups: valueOf(result.verifySecurityGroupIds),
            subnets: valueOf(result.subnetIds),
            cluster: valueOf(result.clusterArn),
            bucket: valueOf(result.bucketName),
            key: valueOf(result.kmsKeyArn),
        };
        const values = await Promise.all(Object.values(outputs));
        assert.deepEqual(Object.fromEntries(Object.keys(outputs).map((key, index) => [key, values[index]])), {
            container: "backup-runner",
            verifyContainer: "backup-verify",
            groups: ["backup-runner-id", "sg-migrations"],
            verifyGroups: ["backup-verify-id"],
            subnets: ["subnet-a", "subnet-b"],
            cluster: STAGING.clusterArn,
            bucket: "backup-bucket-bucket-id",
            key: BACKUP_KEY,
        });
    });

    it("makes nothing when an argument is wrong, and says all that is", async () => {
        const { resources } = await record(() => {
            assert.throws(
                () => new BackupSubstrate("backup", { ...STAGING, complianceLockConfirmed: "yes", maxAgeHours: 0 }),
                (error: unknown) => {
                    assert.ok(error instanceof InvalidArgsError);
                    assert.match(error.message, /BackupSubstrate "backup" was not made: its arguments have 2 faults/);
                    return true;
                },
            );
        });
        assert.deepEqual(
            resources.filter(({ type }) => type.startsWith("aws:")),
            [],
        );
    });
});
