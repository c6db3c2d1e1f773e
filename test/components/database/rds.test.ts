import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Database } from "../../../components/database";
import { KEY_ARN } from "../../support/data-args";
import { type Recording, valueOf } from "../../support/mocks";
import { recordRds } from "./fixtures";
import { RDS_MORE_URNS, RDS_URNS } from "./urns";

const INSTANCE = "aws:rds/instance:Instance";

/** What primary and replica have alike. */
const SHARED = {
    instanceClass: "db.t4g.medium",
    storageEncrypted: true,
    vpcSecurityGroupIds: ["sg-rds"],
    publiclyAccessible: false,
    parameterGroupName: "database-parameters-name",
    maintenanceWindow: "sun:04:00-sun:05:00",
    applyImmediately: false,
    autoMinorVersionUpgrade: true,
    copyTagsToSnapshot: true,
    deletionProtection: true,
    iamDatabaseAuthenticationEnabled: true,
    enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
    caCertIdentifier: "rds-ca-rsa2048-g1",
    databaseInsightsMode: "standard",
    performanceInsightsEnabled: true,
    performanceInsightsRetentionPeriod: 7,
    performanceInsightsKmsKeyId: KEY_ARN,
    monitoringInterval: 60,
    monitoringRoleArn: "arn:aws:iam::111122223333:role/database-monitoring",
};

describe("Database on RDS", () => {
    let plain: Recording<Database>;
    let grown: Recording<Database>;

    before(async () => {
        plain = await recordRds();
        grown = await recordRds({
            replicas: 1,
            snapshots: ["before-split"],
            maxAllocatedStorage: 200,
            backupRetentionDays: 30,
            logRetentionDays: 90,
        });
    });

    it("has the URNs that state and aliases rely on", () => {
        assert.deepEqual(plain.urns, [...RDS_URNS].sort());
        assert.deepEqual(grown.urns, [...RDS_URNS, ...RDS_MORE_URNS].sort());
    });

    it("is the parent of everything it makes", () => {
        const children = grown.resources.filter(({ type }) => type !== "plinth:database:Database");
        assert.deepEqual([...new Set(children.map(({ parent }) => parent))], ["plinth:database:Database::database"]);
    });

    it("has a primary that is safe by default", () => {
        assert.deepEqual(plain.find(INSTANCE, "database-instance").inputs, {
            ...SHARED,
            identifier: "restartix-staging-database",
            engine: "postgres",
            engineVersion: "17",
            allowMajorVersionUpgrade: false,
            engineLifecycleSupport: "open-source-rds-extended-support-disabled",
            allocatedStorage: 50,
            storageType: "gp3",
            kmsKeyId: KEY_ARN,
            dbName: "restartix",
            username: "platform",
            password: "first-password",
            port: 5432,
            dbSubnetGroupName: "database-subnets-name",
            multiAz: true,
            backupRetentionPeriod: 7,
            backupWindow: "00:30-01:30",
            deleteAutomatedBackups: false,
            skipFinalSnapshot: false,
            finalSnapshotIdentifier: "restartix-staging-database-final-0a1b2c3d",
            tags: { Name: "restartix-staging-database" },
        });
    });

    it("takes the sizes it is given", () => {
        const { inputs } = grown.find(INSTANCE, "database-instance");
        assert.deepEqual([inputs["maxAllocatedStorage"], inputs["backupRetentionPeriod"]], [200, 30]);
        const logs = grown.ofType("aws:cloudwatch/logGroup:LogGroup");
        assert.deepEqual([...new Set(logs.map((log) => log.inputs["retentionInDays"]))], [90]);
    });

    it("has replicas that differ in what a replica may not have", () => {
        assert.deepEqual(grown.find(INSTANCE, "database-replica-1").inputs, {
            ...SHARED,
            identifier: "restartix-staging-database-replica-1",
            replicateSourceDb: "restartix-staging-database",
            maxAllocatedStorage: 200,
            skipFinalSnapshot: true,
            tags: { Name: "restartix-staging-database-replica-1" },
        });
    });

    it("has the platform's parameters in a group that can be replaced", () => {
        const { parameters, ...inputs } = plain.find(
            "aws:rds/parameterGroup:ParameterGroup",
            "database-parameters",
        ).inputs;
        assert.deepEqual(inputs, {
            description: "Parameters of restartix-staging-database",
            family: "postgres17",
            tags: { Name: "restartix-staging-database-parameters" },
        });
        assert.deepEqual(
            (parameters as { name: string; value: string }[]).map(({ name, value }) => `${name}=${value}`),
            [
                "idle_in_transaction_session_timeout=300000",
                "log_lock_waits=1",
                "log_min_duration_statement=1000",
                "max_connections=200",
                "pg_stat_statements.track=all",
                "rds.force_ssl=1",
                "shared_preload_libraries=pg_stat_statements",
            ],
        );
    });

    it("makes the groups of its logs first, encrypted and with an end", () => {
        const name = "database-replica-1-upgrade";
        assert.deepEqual(grown.find("aws:cloudwatch/logGroup:LogGroup", name).inputs, {
            name: "/aws/rds/instance/restartix-staging-database-replica-1/upgrade",
            retentionInDays: 90,
            kmsKeyId: KEY_ARN,
            tags: { Name: "restartix-staging-database-replica-1-upgrade" },
        });
        const { dependencies } = grown.find(INSTANCE, "database-replica-1").options;
        assert.ok(dependencies.some((urn) => urn.endsWith(`::${name}`)));
    });

    it("is watched through a role that only this account's databases may use", () => {
        const { inputs } = plain.find("aws:iam/role:Role", "database-monitoring");
        const policy = JSON.parse(String(inputs["assumeRolePolicy"])) as { Statement: unknown[] };
        assert.deepEqual(policy.Statement, [
            {
                Effect: "Allow",
                Action: "sts:AssumeRole",
                Principal: { Service: "monitoring.rds.amazonaws.com" },
                Condition: {
                    StringEquals: { "aws:SourceAccount": "111122223333" },
                    ArnLike: { "aws:SourceArn": "arn:aws:rds:eu-central-1:111122223333:db:*" },
                },
            },
        ]);
        assert.deepEqual(
            plain.find("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "database-monitoring").inputs,
            {
                role: "database-monitoring-name",
                policyArn: "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
            },
        );
        const { dependencies } = plain.find(INSTANCE, "database-instance").options;
        assert.ok(dependencies.some((urn) => urn.endsWith("RolePolicyAttachment::database-monitoring")));
    });

    it("names AWS's policy and its databases in the partition of the key", async () => {
        const encryptionKeyArn = "arn:aws-cn:kms:cn-north-1:111122223333:key/0123abcd-0123-4567-89ab-0123456789ab";
        const { find } = await recordRds({ encryptionKeyArn });
        const attachment = find("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "database-monitoring").inputs;
        assert.match(String(attachment["policyArn"]), /^arn:aws-cn:iam::aws:policy/);
        const role = find("aws:iam/role:Role", "database-monitoring").inputs;
        assert.match(String(role["assumeRolePolicy"]), /"arn:aws-cn:rds:cn-north-1:111122223333:db:\*"/);
    });

    it("has no role where nothing is watched", async () => {
        const { urns, find } = await recordRds({ monitoringInterval: 0 });
        assert.deepEqual(
            urns.filter((urn) => urn.includes("aws:iam")),
            [],
        );
        const { inputs } = find(INSTANCE, "database-instance");
        assert.equal(inputs["monitoringInterval"], 0);
        assert.equal("monitoringRoleArn" in inputs, false);
    });

    it("takes the snapshots that config names", () => {
        assert.deepEqual(grown.find("aws:rds/snapshot:Snapshot", "database-snapshot-before-split").inputs, {
            dbInstanceIdentifier: "restartix-staging-database",
            dbSnapshotIdentifier: "restartix-staging-database-before-split",
            tags: { Name: "restartix-staging-database-before-split" },
        });
    });

    it("starts from a snapshot, under another name", async () => {
        const { find } = await recordRds({
            snapshotIdentifier: "restartix-staging-database-final-1",
            logicalName: "db-2",
        });
        const { inputs } = find(INSTANCE, "database-instance");
        assert.equal(inputs["snapshotIdentifier"], "restartix-staging-database-final-1");
        assert.equal(inputs["identifier"], "restartix-staging-db-2");
        // It has the snapshot's password, which may be another than the first.
        assert.equal("password" in inputs, false);
        assert.equal(inputs["finalSnapshotIdentifier"], "restartix-staging-db-2-final-0a1b2c3d");
    });

    it("keeps insights as long as the mode asks for", async () => {
        const { find } = await recordRds({ insights: "advanced" });
        const { inputs } = find(INSTANCE, "database-instance");
        assert.deepEqual(
            [inputs["databaseInsightsMode"], inputs["performanceInsightsRetentionPeriod"]],
            ["advanced", 465],
        );
    });

    it("gives up deletion protection and Pulumi's protection by name only", async () => {
        assert.equal(plain.find(INSTANCE, "database-instance").options.protect, false);
        const { find } = await recordRds({ deletionProtection: false, protect: true, keepAutomatedBackups: false });
        const { inputs, options } = find(INSTANCE, "database-instance");
        assert.deepEqual(
            [inputs["deletionProtection"], inputs["deleteAutomatedBackups"], inputs["skipFinalSnapshot"]],
            [false, true, false],
        );
        assert.equal(options.protect, true);
    });

    it("can be bent where it is contested", async () => {
        const { find } = await recordRds({ transform: { instance: { storageThroughput: 500 } } });
        assert.equal(find(INSTANCE, "database-instance").inputs["storageThroughput"], 500);
    });

    it("reads from the writer without a replica, and from the first replica with one", async () => {
        const endpoints = ({ result }: Recording<Database>) =>
            Promise.all([result.writerEndpoint, result.readerEndpoint].map(valueOf));
        assert.deepEqual(await endpoints(plain), ["database-instance.example", "database-instance.example"]);
        assert.deepEqual(await endpoints(grown), ["database-instance.example", "database-replica-1.example"]);
        assert.deepEqual(await valueOf(grown.result.readerEndpoints), ["database-replica-1.example"]);
    });

    it("says what it is, and nothing that is secret", async () => {
        const { identifier, resourceId, databaseName, masterSecretArn, port, instanceIdentifiers } = grown.result;
        assert.deepEqual(await Promise.all([identifier, resourceId, databaseName, masterSecretArn].map(valueOf)), [
            "restartix-staging-database",
            "db-database-instance",
            "restartix",
            "secret-arn",
        ]);
        assert.equal(await valueOf(port), 5432);
        assert.deepEqual(await valueOf(instanceIdentifiers), [
            "restartix-staging-database",
            "restartix-staging-database-replica-1",
        ]);
        for (const output of [identifier, resourceId, databaseName, masterSecretArn, port, instanceIdentifiers]) {
            assert.equal(await pulumi.isSecret<unknown>(output), false);
        }
    });
});
