import assert from "node:assert/strict";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { serviceRefusals as refusals } from "../../../../../sandbox/models/aws/ecs/service-refusals";
import { ECS_TYPES } from "../../../../../sandbox/models/aws/ecs/sources";
import { LB_TYPES } from "../../../../../sandbox/models/aws/lb/sources";
import { CLOUD_MAP_TYPES } from "../../../../../sandbox/models/aws/servicediscovery/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable, makeSubnet, makeVpc } from "../ec2/network";
import { makeGroup } from "../lb/balancers";
import type { Platform } from "./platform";
import {
    CONTAINER,
    containers,
    makePlatform,
    makeRole,
    makeService,
    makeTarget,
    makeTask,
    serviceInputs,
    target,
} from "./platform";

const { cluster: CLUSTER, service: SERVICE, taskDefinition: TASK } = ECS_TYPES;

describe("aws:ecs/service:Service refuses", () => {
    let cloud: TestCloud;
    let platform: Platform;
    beforeEach(async () => {
        cloud = testCloud();
        platform = await makePlatform(cloud);
    });
    const make = (inputs: Properties = {}): Promise<Made> => makeService(cloud, platform, inputs);
    const onMachines = { networkMode: "bridge", requiresCompatibilities: ["EC2"] };

    it("ClusterNotFoundException", async () => {
        await cloud.refuses(() => make({ cluster: "other" }), refusals.unknownCluster);
        await cloud.refuses(() => make({ cluster: undefined }), refusals.unknownCluster);
    });

    it("InvalidParameterException: a name that is taken, though not in another cluster", async () => {
        await make();
        const error = await cloud.refuses(() => make(), refusals.exists);
        assert.match(error.message, /api error InvalidParameterException: Creation of service was not idempotent\.$/);
        const other = await cloud.create(CLUSTER, { name: "other" });
        await make({ cluster: other.id, capacityProviderStrategies: [], launchType: "FARGATE" });
    });

    it("InvalidParameterException: names and numbers that cannot be", async () => {
        await cloud.refuses(() => make({ name: "core api" }), refusals.nameForm);
        await cloud.refuses(() => make({ desiredCount: -1 }), refusals.negativeCount);
    });

    it("task definitions that are not there, or no more", async () => {
        await cloud.refuses(() => make({ taskDefinition: undefined }), refusals.noDefinition);
        await cloud.refuses(() => make({ taskDefinition: "staging-api:2" }), refusals.unknownDefinition);
        await cloud.delete(TASK, platform.task.id);
        const error = await cloud.refuses(() => make(), refusals.inactiveDefinition);
        assert.match(error.message, /api error ClientException: TaskDefinition is inactive$/);
        await cloud.refuses(() => make({ taskDefinition: "staging-api" }), refusals.unknownDefinition);
    });

    it("InvalidParameterException: a task that cannot run on Fargate, or on machines elsewhere", async () => {
        const task = await makeTask(cloud, platform.role, { family: "old", ...onMachines });
        await cloud.refuses(() => make({ taskDefinition: task.outputs["arn"] }), refusals.incompatible);
        const external = { capacityProviderStrategies: [], launchType: "EXTERNAL" };
        await cloud.refuses(() => make(external), refusals.incompatible);
    });

    it("InvalidParameterException: capacity that the cluster does not have", async () => {
        const { id: cluster } = await cloud.create(CLUSTER, { name: "bare" });
        const error = await cloud.refuses(() => make({ cluster }), refusals.notAssociated);
        assert.match(error.message, /cannot contain a capacity provider that is not associated with the cluster/);
    });

    it("strategies and versions that Fargate does not have", async () => {
        await cloud.refuses(() => make({ schedulingStrategy: "DAEMON" }), refusals.daemonOnFargate);
        await cloud.refuses(() => make({ platformVersion: "2.0.0" }), refusals.platform);
    });

    it("InvalidParameterException: deployments that could not go on", async () => {
        await cloud.refuses(() => make({ deploymentMaximumPercent: 50 }), refusals.maximum);
        await cloud.refuses(() => make({ deploymentMaximumPercent: 100 }), refusals.noRoom);
        const tight = { deploymentMaximumPercent: 100, deploymentMinimumHealthyPercent: 50 };
        const balanced = { ...tight, availabilityZoneRebalancing: "ENABLED" };
        await cloud.refuses(() => make(balanced), refusals.rebalancing);
        const { id, outputs } = await make(tight);
        assert.equal(outputs["availabilityZoneRebalancing"], "DISABLED");
        await cloud.refuses(() => cloud.update(SERVICE, id, serviceInputs(platform, balanced)), refusals.rebalancing);
    });

    it("InvalidParameterException: a network that is missing, or not for such tasks", async () => {
        await cloud.refuses(() => make({ networkConfiguration: undefined }), refusals.noNetwork);
        const task = await makeTask(cloud, platform.role, { family: "old", ...onMachines });
        const machines = { capacityProviderStrategies: [], launchType: "EC2" };
        await cloud.refuses(() => make({ ...machines, taskDefinition: task.outputs["arn"] }), refusals.networkUnused);
        const subnets = [platform.network.subnets[0].id];
        const open = { ...machines, networkConfiguration: { subnets, assignPublicIp: true } };
        await cloud.refuses(() => make(open), refusals.publicAddress);
    });

    it("InvalidParameterException: subnets and security groups that do not go together", async () => {
        const [{ id: subnet }] = platform.network.subnets;
        const network =
            (subnets: readonly string[], securityGroups: readonly string[] = []) =>
            (): Promise<Made> =>
                make({ networkConfiguration: { subnets, securityGroups } });
        await cloud.refuses(network([]), refusals.noSubnets);
        const error = await cloud.refuses(network(["subnet-0"]), refusals.unknownSubnet);
        assert.match(error.message, /Error retrieving subnet information for \[subnet-0\]/);
        await cloud.refuses(network([subnet], ["sg-0"]), refusals.unknownGroup);
        const vpc = await makeVpc(cloud);
        const foreign = await makeSubnet(cloud, vpc);
        await cloud.refuses(network([subnet, foreign.id]), refusals.subnetsOfTwoVpcs);
        const group = await cloud.create(TYPES.securityGroup, { vpcId: vpc.id, name: "foreign" });
        await cloud.refuses(network([subnet], [group.id]), refusals.groupOfOtherVpc);
        const many = (count: number): string[] => Array.from({ length: count }, () => subnet);
        await cloud.refuses(network(many(17)), refusals.tooManySubnets);
        await cloud.refuses(network([subnet], many(6)), refusals.tooManyGroups);
    });

    it("InvalidParameterException: target groups that send nothing here", async () => {
        const to =
            (group: Made, more: Properties = {}) =>
            (): Promise<Made> =>
                make({ loadBalancers: [target(group, more)] });
        const idle = await makeGroup(cloud, platform.network, { name: "idle" });
        const error = await cloud.refuses(to(idle), refusals.unattachedTarget);
        assert.match(
            error.message,
            /The target group with targetGroupArn arn:.* does not have an associated load balancer\.$/,
        );
        await cloud.refuses(to({ id: `${idle.id}0`, outputs: {} }), refusals.unknownTarget);
        await cloud.refuses(to(idle, { targetGroupArn: undefined }), refusals.noTarget);
        const machines = await makeGroup(cloud, platform.network, { name: "machines", targetType: "instance" });
        await cloud.refuses(to(machines), refusals.targetType);
        const group = await makeTarget(cloud, platform);
        await cloud.refuses(to(group, { containerName: "web" }), refusals.unknownContainer);
        const port = await cloud.refuses(to(group, { containerPort: 80 }), refusals.unknownPort);
        assert.match(port.message, /The container api did not have a container port 80 defined\.$/);
        await cloud.refuses(() => make({ healthCheckGracePeriodSeconds: 60 }), refusals.graceWithoutTarget);
        await make({ loadBalancers: [target(group)], healthCheckGracePeriodSeconds: 60 });
    });

    it("registries that are not there, or ask for more or less", async () => {
        const { id: namespaceId } = await cloud.create(CLOUD_MAP_TYPES.privateDnsNamespace, {
            name: "staging.internal",
            vpc: platform.network.vpc.id,
        });
        const registry = async (name: string, type: string): Promise<Properties> => {
            const dnsConfig = { namespaceId, dnsRecords: [{ ttl: 10, type }] };
            const { outputs } = await cloud.create(CLOUD_MAP_TYPES.service, { name, dnsConfig });
            return { registryArn: outputs["arn"] ?? "" };
        };
        const under = (serviceRegistries: Properties) => (): Promise<Made> => make({ serviceRegistries });
        await cloud.refuses(under({ registryArn: "arn:nowhere" }), refusals.unknownRegistry);
        const plain = await registry("plain", "A");
        const error = await cloud.refuses(
            under({ ...plain, containerName: "api", containerPort: 9000 }),
            refusals.registryPortUnused,
        );
        assert.match(error.message, /do not require a value for 'containerPort'\. Remove the value and retry\.$/);
        const ports = await registry("ports", "SRV");
        await cloud.refuses(under(ports), refusals.registryPortMissing);
        const both = { ...ports, containerName: "api", containerPort: 9000, port: 9000 };
        await cloud.refuses(under(both), refusals.registryBoth);
        const wrong = { ...ports, containerName: "api", containerPort: 80 };
        await cloud.refuses(under(wrong), refusals.registryContainer);
        await make({ serviceRegistries: { ...ports, port: 9000 } });
    });

    it("Service Connect without a namespace, or with names that lead nowhere", async () => {
        const { outputs } = await cloud.create(CLOUD_MAP_TYPES.httpNamespace, { name: "staging" });
        const connect = (more: Properties) => (): Promise<Made> =>
            make({ serviceConnectConfiguration: { enabled: true, ...more } });
        await cloud.refuses(connect({}), refusals.connectWithoutNamespace);
        await cloud.refuses(connect({ namespace: "production" }), refusals.connectNamespace);
        const namespace = outputs["arn"] ?? "";
        await cloud.refuses(connect({ namespace, services: [{ portName: "grpc" }] }), refusals.connectPort);
        const twice = [{ portName: "http" }, { portName: "http" }];
        await cloud.refuses(connect({ namespace, services: twice }), refusals.connectTwice);
        await connect({ namespace: "staging", services: [{ portName: "http" }] })();
    });

    const strategy = [{ capacityProvider: "FARGATE", weight: 1 }];
    checkTable(() => cloud, SERVICE, [
        [refusals.typeAndStrategy, "launchType", { launchType: "FARGATE", capacityProviderStrategies: strategy }],
        [refusals.enumForm, "launchType", { launchType: "LAMBDA" }],
        [refusals.enumForm, "schedulingStrategy", { schedulingStrategy: "ONCE" }],
        [refusals.enumForm, "propagateTags", { propagateTags: "ALL" }],
        [refusals.portForm, "loadBalancers", { loadBalancers: [{ containerName: "api", containerPort: 70_000 }] }],
        [refusals.graceForm, "healthCheckGracePeriodSeconds", { healthCheckGracePeriodSeconds: -1 }],
    ]);
});

describe("aws:ecs/service:Service that is waited for refuses", () => {
    let cloud: TestCloud;
    let platform: Platform;
    beforeEach(async () => {
        cloud = testCloud();
        platform = await makePlatform(cloud);
    });
    const waiting = async (task: Made): Promise<Made> =>
        makeService(cloud, { ...platform, task }, { waitForSteadyState: true });
    const own = { family: "other" };

    it("nothing where all is there", async () => {
        await waiting(platform.task);
    });

    it("nothing where no task is wanted", async () => {
        await cloud.delete("aws:cloudwatch/logGroup:LogGroup", "/ecs/staging/api");
        await makeService(cloud, platform, { desiredCount: 0, waitForSteadyState: true });
    });

    it("TaskFailedToStart: a role that ECS cannot assume", async () => {
        const role = await makeRole(cloud, "lambda", "lambda.amazonaws.com");
        const task = await makeTask(cloud, platform.role, { ...own, taskRoleArn: role.outputs["arn"] });
        const error = await cloud.refuses(() => waiting(task), refusals.roleNotAssumable);
        assert.match(error.message, /ECS was unable to assume the role 'arn:aws:iam::111122223333:role\/lambda'/);
    });

    it("TaskFailedToStart: a log group that does not exist", async () => {
        await cloud.delete("aws:cloudwatch/logGroup:LogGroup", "/ecs/staging/api");
        await cloud.refuses(() => waiting(platform.task), refusals.noLogGroup);
    });

    it("TaskFailedToStart: a secret that does not exist", async () => {
        const secret = await cloud.create("aws:secretsmanager/secret:Secret", { name: "plinth/staging/database" });
        const inject = (arn: string): Promise<Made> => {
            const secrets = [{ name: "PASSWORD", valueFrom: `${arn}:password::` }];
            return makeTask(cloud, platform.role, {
                ...own,
                containerDefinitions: containers({ ...CONTAINER, secrets }),
            });
        };
        const arn = asText(secret.outputs["arn"]);
        const missing = await inject(arn.replace("database", "redis"));
        await cloud.refuses(() => waiting(missing), refusals.noSecret);
        await waiting(await inject(arn));
    });

    it("TaskFailedToStart: a repository that does not exist", async () => {
        const pull = (repository: string): Promise<Made> => {
            const image = `111122223333.dkr.ecr.eu-central-1.amazonaws.com/${repository}:1.0`;
            return makeTask(cloud, platform.role, {
                ...own,
                containerDefinitions: containers({ ...CONTAINER, image }),
            });
        };
        await cloud.create("aws:ecr/repository:Repository", { name: "core-api" });
        const missing = await pull("web");
        await cloud.refuses(() => waiting(missing), refusals.noRepository);
        await waiting(await pull("core-api"));
    });
});

describe("a target group of an ECS service", () => {
    it("may go when no listener names it any more", async () => {
        const cloud = testCloud();
        const platform = await makePlatform(cloud);
        const group = await makeTarget(cloud, platform);
        await makeService(cloud, platform, { loadBalancers: [target(group)] });
        const [rule] = cloud.records(LB_TYPES.listenerRule);
        await cloud.delete(LB_TYPES.listenerRule, rule?.id ?? "");
        await cloud.delete(LB_TYPES.targetGroup, group.id);
    });
});
