import assert from "node:assert/strict";
import {
    clusterCapacityProvidersRefusals as providerRefusals,
    clusterRefusals as refusals,
} from "../../../../../sandbox/models/aws/ecs/cluster";
import { ECS_TYPES } from "../../../../../sandbox/models/aws/ecs/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable, makeVpc } from "../ec2/network";
import { makeCluster, makePlatform, makeService, serviceInputs } from "./platform";

const { cluster: CLUSTER, clusterCapacityProviders: PROVIDERS, service: SERVICE } = ECS_TYPES;
const ARN = "arn:aws:ecs:eu-central-1:111122223333:cluster/staging";

describe("aws:ecs/cluster:Cluster", () => {
    let cloud: TestCloud;
    beforeEach(() => {
        cloud = testCloud();
    });

    it("has its ARN for an id, and no Container Insights unless told so", async () => {
        const { id, outputs } = await cloud.create(CLUSTER, { name: "staging" });
        assert.deepEqual(outputs, {
            arn: ARN,
            id: ARN,
            name: "staging",
            region: "eu-central-1",
            settings: [{ name: "containerInsights", value: "disabled" }],
            tagsAll: {},
        });
        assert.deepEqual(await cloud.read(CLUSTER, id), outputs);
    });

    it("is replaced for another name only", async () => {
        const { id } = await cloud.create(CLUSTER, { name: "staging" });
        const settings = [{ name: "containerInsights", value: "enhanced" }];
        const diff = await cloud.diff(CLUSTER, id, { name: "other", settings });
        assert.deepEqual([diff.changed.length, diff.replaces], [2, ["name"]]);
        assert.deepEqual((await cloud.diff(CLUSTER, id, { name: "staging" })).changed, []);
    });

    it("is the one that is there already when it is made again in the same way", async () => {
        await cloud.create(CLUSTER, { name: "staging" });
        await cloud.create(CLUSTER, { name: "staging", tags: { Name: "other" } });
        assert.equal(cloud.records(CLUSTER).length, 1);
    });

    it("has a namespace for Service Connect", async () => {
        const vpc = await makeVpc(cloud);
        const namespace = await cloud.create("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", {
            name: "staging.internal",
            vpc: vpc.id,
        });
        const serviceConnectDefaults = { namespace: namespace.outputs["arn"] ?? "" };
        const { outputs } = await cloud.create(CLUSTER, { name: "staging", serviceConnectDefaults });
        assert.deepEqual(outputs["serviceConnectDefaults"], serviceConnectDefaults);
    });

    it("takes the association of its capacity providers along", async () => {
        const { id } = await makeCluster(cloud);
        await cloud.delete(CLUSTER, id);
        assert.deepEqual(cloud.records(PROVIDERS), []);
    });
});

describe("aws:ecs/cluster:Cluster refuses", () => {
    let cloud: TestCloud;
    beforeEach(() => {
        cloud = testCloud();
    });
    const make = (inputs: Properties): Promise<unknown> => cloud.create(CLUSTER, { name: "staging", ...inputs });

    it("InvalidParameterException: the name of a cluster that is otherwise", async () => {
        await make({});
        const settings = [{ name: "containerInsights", value: "enabled" }];
        const error = await cloud.refuses(() => make({ settings }), refusals.inconsistent);
        assert.match(error.message, /Arguments on this idempotent request are inconsistent/);
    });

    it("settings that cannot be", async () => {
        await cloud.refuses(() => make({ settings: [{ name: "containerInsights", value: "on" }] }), refusals.insights);
        const configuration = { executeCommandConfiguration: { logging: "OVERRIDE" } };
        await cloud.refuses(() => make({ configuration }), refusals.noLogging);
        const namespace = "arn:aws:servicediscovery:eu-central-1:111122223333:namespace/ns-0";
        await cloud.refuses(() => make({ serviceConnectDefaults: { namespace } }), refusals.unknownNamespace);
    });

    it("ClusterContainsServicesException: to go while it has services", async () => {
        const platform = await makePlatform(cloud);
        const { id } = await makeService(cloud, platform);
        const error = await cloud.refuses(() => cloud.delete(CLUSTER, platform.cluster.id), refusals.hasServices);
        assert.match(error.message, /The Cluster cannot be deleted while Services are active\.$/);
        await cloud.delete(SERVICE, id);
        await cloud.delete(CLUSTER, platform.cluster.id);
    });

    checkTable(() => cloud, CLUSTER, [
        [refusals.nameForm, "name", { name: "a b" }],
        [refusals.settingName, "settings", { settings: [{ name: "insights", value: "enabled" }] }],
        [
            refusals.loggingForm,
            "configuration",
            { configuration: { executeCommandConfiguration: { logging: "SOME" } } },
        ],
        [
            refusals.namespaceForm,
            "serviceConnectDefaults",
            { serviceConnectDefaults: { namespace: "staging.internal" } },
        ],
    ]);
});

describe("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", () => {
    let cloud: TestCloud;
    beforeEach(async () => {
        cloud = testCloud();
        await cloud.create(CLUSTER, { name: "staging" });
    });
    const inputs = (more: Properties = {}): Properties => ({
        clusterName: "staging",
        capacityProviders: ["FARGATE", "FARGATE_SPOT"],
        defaultCapacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1 }],
        ...more,
    });

    it("completes the default strategy", async () => {
        const { id, outputs } = await cloud.create(PROVIDERS, inputs());
        assert.deepEqual(outputs, {
            ...inputs(),
            defaultCapacityProviderStrategies: [{ base: 0, capacityProvider: "FARGATE", weight: 1 }],
            id: "staging",
            region: "eu-central-1",
        });
        assert.deepEqual(await cloud.read(PROVIDERS, id), outputs);
        const diff = await cloud.diff(PROVIDERS, id, { clusterName: "other", capacityProviders: ["FARGATE"] });
        assert.deepEqual([diff.changed.length, diff.replaces], [3, ["clusterName"]]);
        assert.deepEqual((await cloud.diff(PROVIDERS, id, inputs())).changed, []);
    });

    it("is one for each cluster, whichever resource set it last", async () => {
        await cloud.create(PROVIDERS, inputs());
        await cloud.create(PROVIDERS, inputs({ capacityProviders: ["FARGATE"] }));
        assert.equal(cloud.records(PROVIDERS).length, 1);
    });

    it("refuses clusters and capacity providers that are not there", async () => {
        const make = (more: Properties) => (): Promise<unknown> => cloud.create(PROVIDERS, inputs(more));
        await cloud.refuses(make({ clusterName: "other" }), providerRefusals.unknownCluster);
        await cloud.refuses(make({ capacityProviders: ["FARGATE", "spot"] }), providerRefusals.unknownProvider);
        await cloud.refuses(make({ capacityProviders: ["FARGATE_SPOT"] }), providerRefusals.notAssociated);
    });

    it("refuses strategies with two bases or without weight", async () => {
        const strategy = (base: number, weight: number) => (): Promise<unknown> =>
            cloud.create(
                PROVIDERS,
                inputs({
                    defaultCapacityProviderStrategies: ["FARGATE", "FARGATE_SPOT"].map((capacityProvider) => ({
                        base,
                        capacityProvider,
                        weight,
                    })),
                }),
            );
        await cloud.refuses(strategy(1, 1), providerRefusals.severalBases);
        await cloud.refuses(strategy(0, 0), providerRefusals.noWeight);
        const error = await cloud.refuses(strategy(0, 1001), providerRefusals.strategyRange);
        assert.match(error.message, /has the weight 1001; allowed are 0 to 1000/);
    });

    it("ResourceInUseException: to take away what a service runs on", async () => {
        const other = testCloud();
        const platform = await makePlatform(other);
        const { id } = await makeService(other, platform);
        const fewer = inputs({ capacityProviders: ["FARGATE"] });
        await other.refuses(() => other.update(PROVIDERS, "staging", fewer), providerRefusals.inUse);
        await other.refuses(() => other.delete(PROVIDERS, "staging"), providerRefusals.inUse);
        const strategy = [{ capacityProvider: "FARGATE", weight: 1 }];
        const moved = serviceInputs(platform, { capacityProviderStrategies: strategy, forceNewDeployment: true });
        await other.update(SERVICE, id, moved);
        await other.update(PROVIDERS, "staging", fewer);
    });
});
