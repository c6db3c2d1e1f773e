import assert from "node:assert/strict";
import { NETWORK_INTERFACE } from "../../../../../sandbox/models/aws/ec2/interfaces";
import { asText, text, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { subnetRefusals } from "../../../../../sandbox/models/aws/ec2/subnet";
import { clusterInstanceRefusals as refusals } from "../../../../../sandbox/models/aws/rds/cluster-instance";
import { RDS_TYPES } from "../../../../../sandbox/models/aws/rds/sources";
import type { Refusal } from "../../../../../sandbox/models/kernel/refusal";
import type { Properties } from "../../../../../sandbox/values";
import type { TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import type { CheckCase } from "../ec2/network";
import { checkTable } from "../ec2/network";
import { makeCluster, makeDataNetwork, makeMember, makeSubnetGroup, SERVERLESS } from "./databases";

const MEMBER = RDS_TYPES.clusterInstance;
const INPUTS: Properties = {
    clusterIdentifier: "main",
    engine: "aurora-postgresql",
    identifier: "main-1",
    instanceClass: "db.serverless",
};

describe(MEMBER, () => {
    let cloud: TestCloud;
    beforeEach(async () => {
        cloud = testCloud();
        await makeSubnetGroup(cloud, await makeDataNetwork(cloud));
        await makeCluster(cloud, { preferredBackupWindow: "02:00-02:30" });
    });

    it("fills in what RDS fills in, and reads the same", async () => {
        const { id, outputs } = await makeMember(cloud, {
            availabilityZone: "eu-central-1b",
            preferredMaintenanceWindow: "sun:04:00-sun:05:00",
        });
        const { dbiResourceId, endpoint } = outputs;
        assert.match(asText(dbiResourceId), /^db-[A-Z2-7]{26}$/);
        assert.match(asText(endpoint), /^main-1\.c[0-9a-f]{11}\.eu-central-1\.rds\.amazonaws\.com$/);
        assert.deepEqual(outputs, {
            ...INPUTS,
            ...{ dbiResourceId, endpoint, id },
            applyImmediately: false,
            arn: "arn:aws:rds:eu-central-1:111122223333:db:main-1",
            autoMinorVersionUpgrade: true,
            availabilityZone: "eu-central-1b",
            caCertIdentifier: "rds-ca-rsa2048-g1",
            copyTagsToSnapshot: false,
            dbParameterGroupName: "default.aurora-postgresql16",
            dbSubnetGroupName: "data",
            engineVersion: "16.6",
            engineVersionActual: "16.6",
            forceDestroy: false,
            identifierPrefix: "",
            kmsKeyId: "",
            monitoringInterval: 0,
            monitoringRoleArn: "",
            networkType: "IPV4",
            performanceInsightsEnabled: false,
            performanceInsightsKmsKeyId: "",
            performanceInsightsRetentionPeriod: 0,
            port: 5432,
            preferredBackupWindow: "02:00-02:30",
            preferredMaintenanceWindow: "sun:04:00-sun:05:00",
            promotionTier: 0,
            publiclyAccessible: false,
            region: "eu-central-1",
            storageEncrypted: false,
            tagsAll: {},
            writer: true,
        });
        assert.deepEqual(await cloud.read(MEMBER, id), outputs);
        assert.match((await makeMember(cloud, { identifier: undefined })).id, /^tf-\d{26}$/);
    });

    it("stays as it is where an update changes nothing", async () => {
        const { id, outputs } = await makeMember(cloud);
        assert.deepEqual((await cloud.update(MEMBER, id, INPUTS)).outputs, outputs);
    });

    it("writes where it is the first, and hands that on when it goes", async () => {
        const first = await makeMember(cloud);
        const late = await makeMember(cloud, { identifier: "late", promotionTier: 2 });
        const next = await makeMember(cloud, { identifier: "next", promotionTier: 1 });
        assert.deepEqual(
            [first, late, next].map(({ outputs }) => outputs["writer"]),
            [true, false, false],
        );
        await cloud.delete(MEMBER, first.id);
        assert.equal((await cloud.read(MEMBER, next.id))?.["writer"], true);
        assert.equal((await cloud.read(MEMBER, late.id))?.["writer"], false);
    });

    it("lives in one subnet with the cluster's security groups", async () => {
        const { id } = await makeMember(cloud);
        const [record, ...others] = cloud.records(NETWORK_INTERFACE);
        assert.deepEqual(others, []);
        await cloud.refuses(() => cloud.delete(TYPES.subnet, text(record, "subnetId")), subnetRefusals.inUse);
        await cloud.delete(MEMBER, id);
        assert.deepEqual(cloud.records(NETWORK_INTERFACE), []);
    });

    it("has its cluster's Performance Insights", async () => {
        const watched = { clusterIdentifier: "watched", performanceInsightsEnabled: true };
        await makeCluster(cloud, { ...watched, performanceInsightsRetentionPeriod: 31 });
        const { id } = await makeMember(cloud, { clusterIdentifier: "watched" });
        const shown = async (): Promise<unknown[]> => {
            const read = (await cloud.read(MEMBER, id)) ?? {};
            return [read["performanceInsightsEnabled"], read["performanceInsightsRetentionPeriod"]];
        };
        assert.deepEqual(await shown(), [true, 31]);
        const longer = { ...SERVERLESS, ...watched, performanceInsightsRetentionPeriod: 62 };
        await cloud.update(RDS_TYPES.cluster, "watched", longer);
        assert.deepEqual(await shown(), [true, 62]);
    });

    it("is upgraded along with its cluster", async () => {
        const { id } = await makeMember(cloud);
        await cloud.update(RDS_TYPES.cluster, "main", { ...SERVERLESS, engineVersion: "16.8" });
        assert.equal((await cloud.read(MEMBER, id))?.["engineVersionActual"], "16.8");
    });

    it("is replaced for another place or name, and changes its class in place", async () => {
        const { id } = await makeMember(cloud);
        const diff = await cloud.diff(MEMBER, id, {
            ...INPUTS,
            ...{ availabilityZone: "eu-central-1c", identifier: "other", instanceClass: "db.r7g.large" },
            ...{ clusterIdentifier: "other", dbParameterGroupName: "pg", promotionTier: 1, publiclyAccessible: true },
        });
        assert.deepEqual([...diff.replaces].sort(), ["availabilityZone", "clusterIdentifier", "identifier"]);
        assert.equal(diff.changed.length, 7);
    });

    describe("refuses", () => {
        const cases: readonly (readonly [Refusal, Properties, RegExp])[] = [
            [refusals.cluster, { clusterIdentifier: "none" }, /DBCluster none not found\.$/],
            [
                refusals.engine,
                { engine: "aurora-mysql" },
                /requested for your DB instance \(aurora-mysql\) doesn't match the engine name of your DB cluster/,
            ],
            [
                refusals.version,
                { engineVersion: "16.8" },
                /\(16\.8\) does not match the engine version of your DB cluster/,
            ],
            [refusals.unknownClass, { instanceClass: "serverless" }, /Invalid DB Instance class: serverless$/],
            [refusals.combination, { instanceClass: "db.t4g.micro" }, /Engine=aurora-postgresql, EngineVersion=16\.6/],
            [refusals.combination, { instanceClass: "db.m7g.large" }, /does not support creating a DB instance/],
            [refusals.tier, { promotionTier: 16 }, /Invalid promotion tier 16/],
            [refusals.parameterGroup, { dbParameterGroupName: "none" }, /DBParameterGroup not found: none$/],
            [
                refusals.family,
                { dbParameterGroupName: "default.postgres16" },
                /DBParameterGroupFamily aurora-postgresql16$/,
            ],
            [refusals.zone, { availabilityZone: "eu-central-1d" }, /'\[eu-central-1d\]' is unavailable/],
            [refusals.monitoringRoleMissing, { monitoringInterval: 60 }, /A MonitoringRoleARN value is required/],
            [refusals.insightsOff, { performanceInsightsRetentionPeriod: 7 }, /you must enable Performance Insights/],
            [refusals.windowsOverlap, { preferredMaintenanceWindow: "sun:02:00-sun:03:00" }, /must not overlap\.$/],
        ];
        for (const [refusal, inputs, sentence] of cases) {
            it(`${refusal.code}: ${refusal.when}: ${JSON.stringify(inputs)}`, async () => {
                const error = await cloud.refuses(() => makeMember(cloud, inputs), refusal);
                assert.match(error.message, sentence);
            });
        }

        it("DBInstanceAlreadyExists: an identifier twice", async () => {
            await makeMember(cloud);
            await cloud.refuses(() => makeMember(cloud), refusals.exists);
            await cloud.refuses(() => makeMember(cloud, { identifier: "a".repeat(64) }), refusals.longIdentifier);
        });

        it("InvalidDBClusterStateFault: db.serverless without the cluster's capacity", async () => {
            const fixed = { clusterIdentifier: "fixed", serverlessv2ScalingConfiguration: undefined };
            await makeCluster(cloud, fixed);
            const member = { clusterIdentifier: "fixed", identifier: "fixed-1" };
            const error = await cloud.refuses(() => makeMember(cloud, member), refusals.noCapacity);
            assert.match(error.message, /Set the Serverless v2 scaling configuration on the parent DB cluster before/);
            await makeMember(cloud, { ...member, instanceClass: "db.r7g.large" });
        });

        const checks: readonly CheckCase[] = [
            [refusals.identifierForm, "identifier", { identifier: "Main" }],
            [refusals.identifierTwice, "identifier", { identifierPrefix: "main-" }],
            [refusals.engineForm, "engine", { engine: "aurora" }],
            [refusals.insightsRange, "performanceInsightsRetentionPeriod", { performanceInsightsRetentionPeriod: 30 }],
            [refusals.windowForm, "preferredMaintenanceWindow", { preferredMaintenanceWindow: "sunday" }],
            [refusals.arnForm, "performanceInsightsKmsKeyId", { performanceInsightsKmsKeyId: "key" }],
        ];
        checkTable(
            () => cloud,
            MEMBER,
            checks.map(([refusal, property, inputs]) => [refusal, property, { ...INPUTS, ...inputs }]),
        );
    });
});
