import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { EcsCluster } from "../../../../components/ecs/cluster";
import {
    type Discovery,
    EcsService,
    type EcsServiceArgs,
    type NamespaceArgs,
} from "../../../../components/ecs/service";
import { type RunResult, testStack, type TestStack } from "../../../support/engine";
import { CORE_API } from "./fixtures";

type Change = Partial<EcsServiceArgs>;

/** A cluster, a load balancer, and the service between them. */
function programOf(change: Change, inNamespace: (namespace: NamespaceArgs) => Change = () => ({})): PulumiFn {
    return () => {
        const provider = new aws.Provider("aws", { region: "eu-central-1", allowedAccountIds: ["111122223333"] });
        const own = { provider };
        const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.10.0.0/16" }, own);
        const subnets = ["a", "b"].map((letter, index) => {
            const place = { availabilityZone: `eu-central-1${letter}`, cidrBlock: `10.10.${index}.0/24` };
            return new aws.ec2.Subnet(letter, { vpcId: vpc.id, ...place }, own);
        });
        const subnetIds = subnets.map(({ id }) => id);
        const group = new aws.ec2.SecurityGroup("tasks", { vpcId: vpc.id, description: "Tasks" }, own);
        const { naming } = CORE_API;
        const cluster = new EcsCluster("ecs", { naming, enableFargateSpot: true, namespace: { vpcId: vpc.id } }, own);
        const balancer = { internal: true, subnets: subnetIds, securityGroups: [group.id] };
        const loadBalancer = new aws.lb.LoadBalancer("lb", balancer, own);
        const notFound = { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } };
        const listener = new aws.lb.Listener(
            "http",
            { loadBalancerArn: loadBalancer.arn, port: 80, protocol: "HTTP", defaultActions: [notFound] },
            own,
        );
        const { http, ...coreApi } = CORE_API;
        const args: EcsServiceArgs = {
            ...coreApi,
            image: { repositoryUrl: "registry.example/core-api", tag: "1.4.2" },
            secrets: [],
            clusterArn: cluster.clusterArn,
            vpcId: vpc.id,
            subnetIds,
            securityGroupIds: [group.id],
            http: http && { ...http, listenerArn: listener.arn },
            ...change,
            ...inNamespace({ id: cluster.namespaceId, arn: cluster.namespaceArn, name: cluster.namespaceName }),
        };
        new EcsService("core-api", args, own);
        return Promise.resolve({});
    };
}

/** What an update did, by the resource's type. */
function stepsOf({ printed }: Pick<RunResult, "printed">): string[] {
    const steps = printed.matchAll(/^\s*(\S+) ?(aws:\S+): \((?:create|update|replace|delete)\)/gm);
    return [...steps].map(([, sign = "", type = ""]) => `${sign} ${type.split(":").at(-1) ?? ""}`).sort();
}

/** Names of the services in all namespaces. */
function namesIn({ sandbox: { worlds } }: TestStack): unknown[] {
    const records = worlds.scopes().flatMap((scope) => worlds.world(scope).all());
    return records
        .filter(({ type }) => type === "aws:servicediscovery/service:Service")
        .map(({ outputs }) => outputs["name"]);
}

describe("a change of an ECS service that runs", () => {
    let stack: TestStack;
    const bigger = { memory: 2048 };
    const wider = { ...bigger, scaling: { ...CORE_API.scaling, max: 8 } };

    before(async () => {
        const config = { "pulumi:disable-default-providers": ["*"] };
        stack = await testStack({ program: programOf({}), config });
        await stack.up();
    });

    after(() => stack.discard());

    it("of nothing does nothing", async () => {
        assert.deepEqual(Object.keys((await stack.up(programOf({}))).counts), ["same"]);
    });

    it("of its memory registers a revision, and updates the service in place", async () => {
        const steps = stepsOf(await stack.up(programOf(bigger)));
        assert.deepEqual(steps, ["+- TaskDefinition", "~ Service"]);
    });

    it("of the most tasks touches the scaling target alone", async () => {
        assert.deepEqual(stepsOf(await stack.up(programOf(wider))), ["~ Target"]);
    });

    it("of the number to start with does nothing: auto-scaling owns it", async () => {
        const scaling = { ...wider.scaling, desired: 2 };
        assert.deepEqual(stepsOf(await stack.up(programOf({ ...wider, scaling }))), []);
    });

    it("of useSpot updates in place", async () => {
        assert.deepEqual(stepsOf(await stack.up(programOf({ ...wider, useSpot: false }))), ["~ Service"]);
    });

    it("of how it is found moves it to another name in the same namespace", async () => {
        const internal = (discovery: Discovery, namespace: NamespaceArgs) => ({ internal: { discovery, namespace } });
        await stack.up(programOf(wider, (namespace) => internal("cloud-map", namespace)));
        assert.deepEqual(namesIn(stack), ["core-api"]);
        const moved = await stack.up(programOf(wider, (namespace) => internal("service-connect", namespace)));
        assert.deepEqual(stepsOf(moved), ["- Service", "~ Service"]);
        assert.deepEqual(namesIn(stack), ["core-api-sc"]);
        await stack.up(programOf(wider));
    });

    it("of its port moves rule and service to another target group before the old one goes", async () => {
        const steps = stepsOf(await stack.up(programOf({ ...wider, port: 9001 })));
        assert.deepEqual(steps, ["+- TargetGroup", "+- TaskDefinition", "~ ListenerRule", "~ Service"]);
    });

    it("leaves nothing behind that a destroy can't take away", async () => {
        const { counts } = await stack.destroy();
        assert.deepEqual(Object.keys(counts), ["delete"]);
    });
});
