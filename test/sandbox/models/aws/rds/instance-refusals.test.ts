import assert from "node:assert/strict";
import { TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { instanceRefusals as refusals } from "../../../../../sandbox/models/aws/rds/instance";
import { RDS_TYPES } from "../../../../../sandbox/models/aws/rds/sources";
import type { Refusal } from "../../../../../sandbox/models/kernel/refusal";
import type { Properties } from "../../../../../sandbox/values";
import type { TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import type { CheckCase } from "../ec2/network";
import { checkTable } from "../ec2/network";
import type { DataNetwork } from "./databases";
import {
    makeCluster,
    makeDatabase,
    makeDataNetwork,
    makeMember,
    makeMonitoringRole,
    makeSubnetGroup,
    SMALL,
} from "./databases";

const INSTANCE = RDS_TYPES.instance;
const KEY = "arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555";
const GP3 = { storageType: "gp3", allocatedStorage: 400 };

/** A row, the inputs that provoke it, and a part of the sentence. */
type Case = readonly [refusal: Refusal, inputs: Properties, sentence: RegExp];

const CASES: readonly Case[] = [
    [refusals.engine, { engine: "informix" }, /Invalid DB engine: informix$/],
    [refusals.version, { engineVersion: "17.99" }, /Cannot find version 17\.99 for postgres$/],
    [refusals.version, { engineVersion: "9.6" }, /Cannot find version 9\.6 for postgres$/],
    [refusals.unknownClass, { instanceClass: "db.t9.micro" }, /Invalid DB Instance class: db\.t9\.micro$/],
    [
        refusals.combination,
        { instanceClass: "db.serverless" },
        /DBInstanceClass=db\.serverless, Engine=postgres, EngineVersion=17\.4, LicenseModel=postgresql-license\./,
    ],
    [refusals.combination, { instanceClass: "db.m7g.medium" }, /does not support creating a DB instance/],
    [refusals.subnetGroup, { dbSubnetGroupName: "none" }, /DB subnet group 'none' does not exist\.$/],
    [refusals.noSubnetGroup, { dbSubnetGroupName: undefined }, /No default subnet detected in VPC/],
    [refusals.parameterGroup, { parameterGroupName: "none" }, /DBParameterGroup not found: none$/],
    [refusals.family, { parameterGroupName: "default.postgres16" }, /DBParameterGroupFamily postgres17$/],
    [refusals.optionGroup, { optionGroupName: "none" }, /Specified OptionGroupName: none not found\.$/],
    [refusals.longIdentifier, { identifier: "a".repeat(64) }, /longer than 63 characters\.$/],
    [refusals.type, { storageType: "gp9" }, /Invalid storage type: gp9$/],
    [
        refusals.size,
        { allocatedStorage: 10 },
        /Invalid storage size for engine name postgres and storage type gp2: 10$/,
    ],
    [refusals.size, { storageType: "io1", iops: 1000, allocatedStorage: 50 }, /storage type io1: 50$/],
    [refusals.smallGp3, { storageType: "gp3", iops: 3000 }, /engine postgres and a storage size less than 400\.$/],
    [refusals.smallGp3, { storageType: "gp3", storageThroughput: 125 }, /a storage size less than 400\.$/],
    [refusals.gp3Iops, { ...GP3, iops: 3000 }, /storage type gp3: 3000$/],
    [refusals.gp3Throughput, { ...GP3, storageThroughput: 100 }, /storage type gp3: 100$/],
    [refusals.throughputType, { storageThroughput: 500 }, /storage type gp2\.$/],
    [refusals.iopsMissing, { storageType: "io2", allocatedStorage: 100 }, /storage type io2\.$/],
    [refusals.iopsRatio, { storageType: "io1", allocatedStorage: 10000, iops: 3000 }, /storage type io1: 0\.3000$/],
    [refusals.noHeadroom, { maxAllocatedStorage: 20 }, /Max storage size must be greater than storage size$/],
    [refusals.littleHeadroom, { maxAllocatedStorage: 21 }, /must be increased by at least 10 percent\.$/],
    [refusals.unknownGroup, { vpcSecurityGroupIds: ["sg-1"] }, /Invalid security group , groupId= sg-1, groupName=\.$/],
    [refusals.zone, { availabilityZone: "eu-central-1d" }, /Availability zone '\[eu-central-1d\]' is unavailable/],
    [
        refusals.zoneOfMultiAz,
        { availabilityZone: "eu-central-1a", multiAz: true },
        /not valid for Multi-AZ instances\.$/,
    ],
    [refusals.key, { kmsKeyId: KEY, storageEncrypted: true }, /Specified KMS key \[arn:.+\] does not exist/],
    [refusals.shortBackupWindow, { backupWindow: "03:00-03:20" }, /backup window must be at least 30 minutes\.$/],
    [refusals.shortMaintenanceWindow, { maintenanceWindow: "mon:03:00-mon:03:20" }, /maintenance window must be/],
    [
        refusals.windowsOverlap,
        { backupWindow: "03:00-04:00", maintenanceWindow: "mon:03:30-mon:04:30" },
        /The backup window and maintenance window must not overlap\.$/,
    ],
    [refusals.monitoringRoleMissing, { monitoringInterval: 60 }, /A MonitoringRoleARN value is required/],
    [
        refusals.monitoringIntervalMissing,
        { monitoringRoleArn: "arn:aws:iam::111122223333:role/none" },
        /You must specify a MonitoringInterval value other than 0/,
    ],
    [
        refusals.monitoringRole,
        { monitoringInterval: 60, monitoringRoleArn: "arn:aws:iam::111122223333:role/none" },
        /required permissions for: ENHANCED_MONITORING$/,
    ],
    [
        refusals.insightsDays,
        { performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 30 },
        /Valid values/,
    ],
    [refusals.insightsOff, { performanceInsightsRetentionPeriod: 7 }, /you must enable Performance Insights\.$/],
    [
        refusals.advancedInsights,
        { databaseInsightsMode: "advanced", performanceInsightsEnabled: true },
        /at least 465 days/,
    ],
    [refusals.usernameForm, { username: "1app" }, /must begin with a letter/],
    [refusals.usernameReserved, { username: "admin" }, /MasterUsername admin cannot be used as it is a reserved word/],
    [refusals.usernameReserved, { username: "rdsadmin" }, /MasterUsername rdsadmin cannot be used/],
    [refusals.usernamePrefix, { username: "pg_app" }, /role names starting with "pg_" are reserved/],
    [refusals.passwordLength, { password: "short" }, /because it is shorter than 8 characters\.$/],
    [refusals.passwordLength, { password: "a".repeat(129) }, /because it is longer than 128 characters\.$/],
    ...["slash/slash", "at@at-at-at", 'quote"quote', "space space", "umlaut-ä-ö"].map((password): Case => [
        refusals.passwordCharacters,
        { password },
        /Only printable ASCII characters besides/,
    ]),
    [refusals.databaseName, { dbName: "my-app" }, /DBName must begin with a letter/],
    [refusals.port, { port: 1149 }, /Valid values are 1150-65535\.$/],
    [refusals.logTypes, { enabledCloudwatchLogsExports: ["slowquery"] }, /log types 'slowquery' with engine version/],
    [refusals.certificate, { caCertIdentifier: "rds-ca-2019" }, /Certificate not found: rds-ca-2019$/],
    [refusals.unknownSnapshot, { snapshotIdentifier: "none" }, /DBSnapshot not found: none$/],
    [
        refusals.unknownSource,
        { restoreToPointInTime: { sourceDbInstanceIdentifier: "none" } },
        /DBInstance none not found/,
    ],
    ...["allocatedStorage", "engine", "password", "username"].map((lacking): Case => [
        refusals.requiredSettings,
        { [lacking]: undefined },
        /required field is not set$/,
    ]),
];

describe(`${INSTANCE} refuses`, () => {
    let cloud: TestCloud;
    let network: DataNetwork;
    beforeEach(async () => {
        cloud = testCloud();
        network = await makeDataNetwork(cloud);
        await makeSubnetGroup(cloud, network);
    });

    for (const [refusal, inputs, sentence] of CASES) {
        it(`${refusal.code}: ${refusal.when}: ${JSON.stringify(inputs)}`, async () => {
            const error = await cloud.refuses(() => makeDatabase(cloud, inputs), refusal);
            assert.match(error.message, sentence);
        });
    }

    it("DBInstanceAlreadyExists: an identifier twice, a cluster's member included", async () => {
        const { id } = await makeDatabase(cloud);
        await cloud.refuses(() => makeDatabase(cloud), refusals.exists);
        await makeCluster(cloud, { clusterIdentifier: "cluster" });
        await makeMember(cloud, { clusterIdentifier: "cluster", identifier: "member" });
        await cloud.refuses(() => makeDatabase(cloud, { identifier: "member" }), refusals.exists);
        await cloud.refuses(() => cloud.update(INSTANCE, id, { ...SMALL, identifier: "member" }), refusals.exists);
    });

    it("InvalidParameterCombination: a security group of another VPC", async () => {
        const other = await makeDataNetwork(cloud, "10.1");
        const error = await cloud.refuses(
            () => makeDatabase(cloud, { vpcSecurityGroupIds: [other.securityGroup.id] }),
            refusals.groupOfOtherVpc,
        );
        assert.match(
            error.message,
            new RegExp(`The DB instance is in ${network.vpc.id} and the EC2 security group is in`),
        );
    });

    it("InvalidParameterValue: a role that RDS may not assume", async () => {
        const role = await makeMonitoringRole(cloud, "ec2.amazonaws.com");
        const monitoring = { monitoringInterval: 60, monitoringRoleArn: role.outputs["arn"] };
        await cloud.refuses(() => makeDatabase(cloud, monitoring), refusals.monitoringRole);
        const right = await makeMonitoringRole(cloud);
        await makeDatabase(cloud, { ...monitoring, monitoringRoleArn: right.outputs["arn"] });
    });

    it("KMSKeyNotAccessibleFault: a key that waits for its deletion", async () => {
        const key = await cloud.create("aws:kms/key:Key", {});
        const encrypted = { kmsKeyId: key.outputs["arn"], storageEncrypted: true };
        const { outputs } = await makeDatabase(cloud, encrypted);
        assert.equal(outputs["kmsKeyId"], key.outputs["arn"]);
        await cloud.delete("aws:kms/key:Key", key.id);
        await cloud.refuses(() => makeDatabase(cloud, { ...encrypted, identifier: "late" }), refusals.key);
    });

    it("DBSubnetGroupDoesNotCoverEnoughAZs: Multi-AZ after the other subnets have gone", async () => {
        await cloud.delete(TYPES.subnet, network.subnets[1]?.id ?? "");
        await cloud.delete(TYPES.subnet, network.subnets[2]?.id ?? "");
        await cloud.refuses(() => makeDatabase(cloud, { multiAz: true }), refusals.coverage);
        await makeDatabase(cloud);
    });

    it("InvalidVPCNetworkStateFault: another subnet group of the same VPC", async () => {
        const { id } = await makeDatabase(cloud);
        await makeSubnetGroup(cloud, network, { name: "other" });
        const error = await cloud.refuses(
            () => cloud.update(INSTANCE, id, { ...SMALL, dbSubnetGroupName: "other" }),
            refusals.cannotMove,
        );
        assert.match(error.message, /You cannot move DB instance main to subnet group other\./);
    });

    it("InvalidParameterCombination: a major upgrade that nobody allowed, and a way back", async () => {
        const { id } = await makeDatabase(cloud, { engineVersion: "16.8" });
        const update = (inputs: Properties) => () => cloud.update(INSTANCE, id, { ...SMALL, ...inputs });
        const error = await cloud.refuses(update({ engineVersion: "17.4" }), refusals.majorUpgrade);
        assert.match(error.message, /The AllowMajorVersionUpgrade flag must be present/);
        const back = await cloud.refuses(update({ engineVersion: "16.6" }), refusals.downgrade);
        assert.match(back.message, /Cannot upgrade postgres from 16\.8 to 16\.6$/);
        await update({ engineVersion: "16.9" })();
    });

    it("InvalidParameterCombination: a major upgrade with the old version's parameter group", async () => {
        await cloud.create(RDS_TYPES.parameterGroup, { name: "old", family: "postgres16" });
        const { id } = await makeDatabase(cloud, { engineVersion: "16.8", parameterGroupName: "old" });
        const inputs = { ...SMALL, parameterGroupName: "old", allowMajorVersionUpgrade: true };
        await cloud.refuses(() => cloud.update(INSTANCE, id, inputs), refusals.family);
    });

    it("InvalidParameterCombination: less storage than there is, unless it grew by itself", async () => {
        const { id } = await makeDatabase(cloud, { allocatedStorage: 40 });
        await cloud.refuses(() => cloud.update(INSTANCE, id, { ...SMALL, allocatedStorage: 30 }), refusals.shrink);
        const { outputs } = await cloud.update(INSTANCE, id, {
            ...SMALL,
            ...{ allocatedStorage: 30, maxAllocatedStorage: 100 },
        });
        assert.equal(outputs["allocatedStorage"], 40);
    });

    const checks: readonly CheckCase[] = [
        [refusals.identifierForm, "identifier", { identifier: "Main" }],
        [refusals.identifierForm, "identifier", { identifier: "1main" }],
        [refusals.identifierForm, "identifier", { identifier: "main--1" }],
        [refusals.identifierForm, "identifier", { identifier: "main-" }],
        [refusals.identifierForm, "identifierPrefix", { identifier: undefined, identifierPrefix: "Main-" }],
        [refusals.finalSnapshotForm, "finalSnapshotIdentifier", { finalSnapshotIdentifier: "last_one" }],
        [refusals.retention, "backupRetentionPeriod", { backupRetentionPeriod: 36 }],
        [refusals.backupWindowForm, "backupWindow", { backupWindow: "3:00-4:00" }],
        [refusals.maintenanceWindowForm, "maintenanceWindow", { maintenanceWindow: "03:00-04:00" }],
        [refusals.interval, "monitoringInterval", { monitoringInterval: 20 }],
        [refusals.arnForm, "kmsKeyId", { kmsKeyId: "alias/main" }],
        [refusals.logTypeForm, "enabledCloudwatchLogsExports", { enabledCloudwatchLogsExports: ["postgres"] }],
        [refusals.choice, "networkType", { networkType: "ipv4" }],
        [refusals.choice, "engineLifecycleSupport", { engineLifecycleSupport: "none" }],
        [refusals.passwordTwice, "manageMasterUserPassword", { manageMasterUserPassword: true }],
        [refusals.passwordVersion, "passwordWoVersion", { passwordWoVersion: 1 }],
        [refusals.replicaSettings, "username", { replicateSourceDb: "main" }],
        [refusals.originTwice, "s3Import", { s3Import: {}, snapshotIdentifier: "a" }],
    ];
    checkTable(
        () => cloud,
        INSTANCE,
        checks.map(([refusal, property, inputs]) => [refusal, property, { ...SMALL, ...inputs }]),
    );
});
