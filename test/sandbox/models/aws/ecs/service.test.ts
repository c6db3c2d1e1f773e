import assert from "node:assert/strict";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { securityGroupRefusals } from "../../../../../sandbox/models/aws/ec2/security-group";
import { subnetRefusals } from "../../../../../sandbox/models/aws/ec2/subnet";
import { ECS_TYPES } from "../../../../../sandbox/models/aws/ecs/sources";
import { privateDnsNamespaceRefusals } from "../../../../../sandbox/models/aws/servicediscovery/namespaces";
import { discoveryServiceRefusals } from "../../../../../sandbox/models/aws/servicediscovery/service";
import { CLOUD_MAP_TYPES } from "../../../../../sandbox/models/aws/servicediscovery/sources";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { makeSubnet } from "../ec2/network";
import type { Platform } from "./platform";
import { makePlatform, makeService, makeTarget, makeTask, serviceInputs, target } from "./platform";

const { service: SERVICE, taskDefinition: TASK } = ECS_TYPES;
const ARN = "arn:aws:ecs:eu-central-1:111122223333:service/staging/api";

/** Interfaces of tasks, by their subnets. */
function taskSubnets(cloud: TestCloud): string[] {
    return cloud
        .records(TYPES.networkInterface)
        .filter((record) => record.ownedBy?.type === SERVICE)
        .map((record) => asText(record.outputs["subnetId"]));
}

async function makeNamespace(cloud: TestCloud, { network }: Platform): Promise<Made> {
    return cloud.create(CLOUD_MAP_TYPES.privateDnsNamespace, { name: "staging.internal", vpc: network.vpc.id });
}

describe("aws:ecs/service:Service", () => {
    let cloud: TestCloud;
    let platform: Platform;
    beforeEach(async () => {
        cloud = testCloud();
        platform = await makePlatform(cloud);
    });

    it("fills in what ECS fills in", async () => {
        const group = await makeTarget(cloud, platform);
        const { id, outputs } = await makeService(cloud, platform, { loadBalancers: [target(group)] });
        assert.deepEqual(outputs, {
            arn: ARN,
            availabilityZoneRebalancing: "ENABLED",
            capacityProviderStrategies: [{ base: 0, capacityProvider: "FARGATE_SPOT", weight: 1 }],
            cluster: platform.cluster.id,
            deploymentCircuitBreaker: { enable: false, rollback: false },
            deploymentConfiguration: { bakeTimeInMinutes: "0", strategy: "ROLLING" },
            deploymentController: { type: "ECS" },
            deploymentMaximumPercent: 200,
            deploymentMinimumHealthyPercent: 100,
            desiredCount: 2,
            enableEcsManagedTags: false,
            enableExecuteCommand: false,
            healthCheckGracePeriodSeconds: 0,
            iamRole: "/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
            id: ARN,
            launchType: "",
            loadBalancers: [target(group)],
            name: "api",
            networkConfiguration: {
                assignPublicIp: false,
                securityGroups: [platform.group.id],
                subnets: platform.network.subnets.map((subnet) => subnet.id),
            },
            platformVersion: "LATEST",
            propagateTags: "NONE",
            region: "eu-central-1",
            schedulingStrategy: "REPLICA",
            tagsAll: {},
            taskDefinition: platform.task.outputs["arn"],
            triggers: {},
            waitForSteadyState: false,
        });
        assert.deepEqual(await cloud.read(SERVICE, id), outputs);
    });

    it("runs on the cluster's default where it says nothing", async () => {
        const { outputs } = await makeService(cloud, platform, { capacityProviderStrategies: undefined });
        assert.deepEqual(outputs["capacityProviderStrategies"], [{ base: 0, capacityProvider: "FARGATE", weight: 1 }]);
        assert.equal(outputs["launchType"], "");
    });

    it("may name its cluster, and its task by family alone", async () => {
        const inputs = { cluster: "staging", taskDefinition: "staging-api", name: "other" };
        const { id, outputs } = await makeService(cloud, platform, inputs);
        assert.equal(id, ARN.replace(/api$/, "other"));
        assert.deepEqual([outputs["cluster"], outputs["taskDefinition"]], ["staging", "staging-api"]);
    });

    it("runs as many tasks as it wants, spread over its subnets", async () => {
        const subnets = platform.network.subnets.map((subnet) => subnet.id);
        const { id } = await makeService(cloud, platform);
        assert.deepEqual(taskSubnets(cloud).sort(), [...subnets].sort());
        await cloud.update(SERVICE, id, serviceInputs(platform, { desiredCount: 4 }));
        assert.equal(taskSubnets(cloud).length, 4);
        await cloud.update(SERVICE, id, serviceInputs(platform, { desiredCount: 0 }));
        assert.deepEqual(taskSubnets(cloud), []);
    });

    it("runs no more tasks than its subnets have room for", async () => {
        const small = await makeSubnet(cloud, platform.network.vpc, { cidrBlock: "10.0.9.0/28" });
        const networkConfiguration = { subnets: [small.id], securityGroups: [platform.group.id] };
        await makeService(cloud, platform, { networkConfiguration, desiredCount: 20 });
        assert.equal(taskSubnets(cloud).length, 11);
    });

    it("keeps the subnets and security groups of its tasks in use", async () => {
        const { id } = await makeService(cloud, platform);
        const [subnet] = platform.network.subnets;
        await cloud.refuses(() => cloud.delete(TYPES.subnet, subnet.id), subnetRefusals.inUse);
        const group = platform.group.id;
        await cloud.refuses(() => cloud.delete(TYPES.securityGroup, group), securityGroupRefusals.inUse);
        await cloud.delete(SERVICE, id);
        await cloud.delete(TYPES.subnet, subnet.id);
        await cloud.delete(TYPES.securityGroup, group);
    });

    it("moves to another revision in place, and the old one may go before or after", async () => {
        const { id } = await makeService(cloud, platform);
        const next = await makeTask(cloud, platform.role, { memory: "2048" });
        const { outputs } = await cloud.update(SERVICE, id, serviceInputs({ ...platform, task: next }));
        assert.equal(outputs["taskDefinition"], next.outputs["arn"]);
        await cloud.delete(TASK, platform.task.id);
    });

    it("registers its tasks in Cloud Map, whose service cannot go before them", async () => {
        const namespace = await makeNamespace(cloud, platform);
        const registry = await cloud.create(CLOUD_MAP_TYPES.service, {
            name: "api",
            dnsConfig: { namespaceId: namespace.id, dnsRecords: [{ ttl: 10, type: "A" }] },
        });
        const registries = { serviceRegistries: { registryArn: registry.outputs["arn"] ?? "" } };
        const { id } = await makeService(cloud, platform, registries);
        const addresses = cloud.records(CLOUD_MAP_TYPES.instance).map((record) => record.outputs["attributes"]);
        const tasks = cloud.records(TYPES.networkInterface).filter((record) => record.ownedBy?.id === id);
        assert.deepEqual(
            addresses,
            tasks.map((record) => ({ AWS_INSTANCE_IPV4: record.outputs["privateIp"] })),
        );
        const refusal = discoveryServiceRefusals.hasInstances;
        await cloud.refuses(() => cloud.delete(CLOUD_MAP_TYPES.service, registry.id), refusal);
        await cloud.delete(SERVICE, id);
        assert.deepEqual(cloud.records(CLOUD_MAP_TYPES.instance), []);
        await cloud.delete(CLOUD_MAP_TYPES.service, registry.id);
    });

    it("takes its tasks out of a Cloud Map service that goes by force", async () => {
        const namespace = await makeNamespace(cloud, platform);
        const registry = await cloud.create(CLOUD_MAP_TYPES.service, {
            name: "api",
            forceDestroy: true,
            dnsConfig: { namespaceId: namespace.id, dnsRecords: [{ ttl: 10, type: "A" }] },
        });
        await makeService(cloud, platform, { serviceRegistries: { registryArn: registry.outputs["arn"] ?? "" } });
        await cloud.delete(CLOUD_MAP_TYPES.service, registry.id);
        assert.deepEqual(cloud.records(CLOUD_MAP_TYPES.instance), []);
    });

    it("offers its ports through Service Connect, in whose namespace they stay as long as it does", async () => {
        const namespace = await makeNamespace(cloud, platform);
        const connect = {
            enabled: true,
            namespace: namespace.outputs["arn"] ?? "",
            services: [{ portName: "http", clientAlias: [{ port: 9000, dnsName: "api" }] }],
        };
        const { id } = await makeService(cloud, platform, { serviceConnectConfiguration: connect });
        assert.equal(cloud.records(CLOUD_MAP_TYPES.service)[0]?.outputs["name"], "http");
        const { privateDnsNamespace: type } = CLOUD_MAP_TYPES;
        await cloud.refuses(() => cloud.delete(type, namespace.id), privateDnsNamespaceRefusals.inUse);
        await cloud.delete(SERVICE, id);
        await cloud.delete(type, namespace.id);
    });

    it("changes in place what a deployment can change", async () => {
        const { id } = await makeService(cloud, platform);
        const diff = await cloud.diff(
            SERVICE,
            id,
            serviceInputs(platform, {
                deploymentCircuitBreaker: { enable: true, rollback: true },
                deploymentMaximumPercent: 150,
                desiredCount: 3,
                enableExecuteCommand: true,
                loadBalancers: [{ targetGroupArn: "arn:group", containerName: "api", containerPort: 9000 }],
                networkConfiguration: { subnets: ["subnet-0"] },
                propagateTags: "SERVICE",
                taskDefinition: "other:1",
            }),
        );
        assert.equal(diff.changed.length, 8);
        assert.deepEqual(diff.replaces, []);
        assert.deepEqual((await cloud.diff(SERVICE, id, serviceInputs(platform))).changed, []);
    });

    it("is replaced for another cluster, launch type, scheduling or name, the old one first for a fixed name", async () => {
        const { id } = await makeService(cloud, platform);
        const inputs = {
            capacityProviderStrategies: [],
            cluster: "other",
            launchType: "FARGATE",
            schedulingStrategy: "DAEMON",
            deploymentController: { type: "CODE_DEPLOY" },
        };
        const diff = await cloud.diff(SERVICE, id, serviceInputs(platform, inputs));
        assert.deepEqual([...diff.replaces].sort(), Object.keys(inputs).sort());
        assert.equal(diff.deleteBeforeReplace, true);
    });

    it("changes its capacity in place only with a new deployment", async () => {
        const { id } = await makeService(cloud, platform);
        const strategy = { capacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1 }] };
        const without = await cloud.diff(SERVICE, id, serviceInputs(platform, strategy));
        assert.deepEqual(without.replaces, ["capacityProviderStrategies"]);
        const forced = { ...strategy, forceNewDeployment: true };
        assert.deepEqual((await cloud.diff(SERVICE, id, serviceInputs(platform, forced))).replaces, []);
    });

    it("has no tasks where none can start, unless it is waited for", async () => {
        await cloud.delete("aws:cloudwatch/logGroup:LogGroup", "/ecs/staging/api");
        await makeService(cloud, platform);
        assert.deepEqual(taskSubnets(cloud), []);
    });
});
