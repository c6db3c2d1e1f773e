import assert from "node:assert/strict";
import { LB_TYPES } from "../../../../../sandbox/models/aws/lb/sources";
import { targetGroupRefusals as refusals } from "../../../../../sandbox/models/aws/lb/target-group";
import type { Properties } from "../../../../../sandbox/values";
import type { TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import type { BalancerNetwork } from "./balancers";
import {
    forward,
    groupInputs,
    makeBalancer,
    makeBalancerNetwork,
    makeGroup,
    makeListener,
    makeRule,
} from "./balancers";

const GROUP = LB_TYPES.targetGroup;

describe("aws:lb/targetGroup:TargetGroup", () => {
    let cloud: TestCloud;
    let network: BalancerNetwork;
    beforeEach(async () => {
        cloud = testCloud();
        network = await makeBalancerNetwork(cloud);
    });

    it("fills in what Elastic Load Balancing fills in", async () => {
        const { id, outputs } = await makeGroup(cloud, network);
        assert.match(id, /^arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup\/app\/[0-9a-f]{16}$/);
        assert.deepEqual(outputs, {
            arn: id,
            arnSuffix: id.split(":").at(-1),
            connectionTermination: false,
            deregistrationDelay: 300,
            healthCheck: {
                enabled: true,
                healthyThreshold: 5,
                interval: 30,
                matcher: "200",
                path: "/",
                port: "traffic-port",
                protocol: "HTTP",
                timeout: 5,
                unhealthyThreshold: 2,
            },
            id,
            ipAddressType: "ipv4",
            lambdaMultiValueHeadersEnabled: false,
            loadBalancerArns: [],
            loadBalancingAlgorithmType: "round_robin",
            loadBalancingAnomalyMitigation: "off",
            loadBalancingCrossZoneEnabled: "use_load_balancer_configuration",
            name: "app",
            namePrefix: "",
            port: 9000,
            preserveClientIp: "",
            protocol: "HTTP",
            protocolVersion: "HTTP1",
            proxyProtocolV2: false,
            region: "eu-central-1",
            slowStart: 0,
            stickiness: { cookieDuration: 86_400, cookieName: "", enabled: false, type: "lb_cookie" },
            tagsAll: {},
            targetFailovers: [{ onDeregistration: "", onUnhealthy: "" }],
            targetGroupHealth: {
                dnsFailover: { minimumHealthyTargetsCount: "1", minimumHealthyTargetsPercentage: "off" },
                unhealthyStateRouting: { minimumHealthyTargetsCount: 1, minimumHealthyTargetsPercentage: "off" },
            },
            targetHealthStates: [{ enableUnhealthyConnectionTermination: true, unhealthyDrainingInterval: 0 }],
            targetType: "ip",
            vpcId: network.vpc.id,
        });
        assert.deepEqual(await cloud.read(GROUP, id), outputs);
    });

    it("takes the provider's defaults as soon as the program says anything of the health check", async () => {
        const { outputs } = await makeGroup(cloud, network, { healthCheck: { path: "/health" } });
        const check = outputs["healthCheck"] as Properties;
        assert.deepEqual(
            [check["path"], check["healthyThreshold"], check["unhealthyThreshold"], check["timeout"]],
            ["/health", 3, 3, 5],
        );
    });

    it("checks over TCP where TCP is spoken", async () => {
        const { outputs } = await makeGroup(cloud, network, { protocol: "TCP", port: 6432 });
        const check = outputs["healthCheck"] as Properties;
        assert.deepEqual([check["protocol"], check["path"], check["matcher"], check["timeout"]], ["TCP", "", "", 10]);
    });

    it("can be for a function, which has no network", async () => {
        const { outputs } = await cloud.create(GROUP, { name: "fn", targetType: "lambda" });
        const check = outputs["healthCheck"] as Properties;
        assert.deepEqual([check["enabled"], check["interval"], check["timeout"]], [false, 35, 30]);
    });

    it("knows the load balancers that send it requests, by a listener or by a rule", async () => {
        const balancer = await makeBalancer(cloud, network);
        const group = await makeGroup(cloud, network);
        const other = await makeGroup(cloud, network, { name: "other" });
        const listener = await makeListener(cloud, balancer, { defaultActions: [forward(group)] });
        await makeRule(cloud, listener, other);
        for (const { id } of [group, other]) {
            assert.deepEqual((await cloud.read(GROUP, id))?.["loadBalancerArns"], [balancer.id]);
        }
    });

    it("is replaced for another port, protocol, target type or VPC, and changes its health check in place", async () => {
        const { id } = await makeGroup(cloud, network);
        const diff = await cloud.diff(
            GROUP,
            id,
            groupInputs(network, {
                deregistrationDelay: 30,
                healthCheck: { path: "/health" },
                port: 9100,
                protocol: "HTTPS",
                protocolVersion: "HTTP2",
                slowStart: 30,
                targetType: "instance",
                vpcId: "vpc-0",
            }),
        );
        assert.deepEqual([...diff.replaces].sort(), ["port", "protocol", "protocolVersion", "targetType", "vpcId"]);
        assert.equal(diff.changed.length, 8);
        assert.deepEqual((await cloud.diff(GROUP, id, groupInputs(network))).changed, []);
    });

    it("keeps what it is through an update", async () => {
        const made = await makeGroup(cloud, network);
        const changed = await cloud.update(GROUP, made.id, groupInputs(network, { deregistrationDelay: 30 }));
        assert.deepEqual(changed.outputs, { ...made.outputs, deregistrationDelay: 30 });
    });
});

describe("aws:lb/targetGroup:TargetGroup refuses", () => {
    let cloud: TestCloud;
    let network: BalancerNetwork;
    beforeEach(async () => {
        cloud = testCloud();
        network = await makeBalancerNetwork(cloud);
    });
    const make = (inputs: Properties): Promise<unknown> => makeGroup(cloud, network, inputs);

    it("DuplicateTargetGroupName", async () => {
        await make({});
        await cloud.refuses(() => make({}), refusals.exists);
    });

    it("ValidationError: a VPC that does not exist", async () => {
        const error = await cloud.refuses(() => make({ vpcId: "vpc-0" }), refusals.unknownVpc);
        assert.match(error.message, /The VPC ID 'vpc-0' is not found$/);
    });

    it("ValidationError: two hyphens in a row", async () => {
        await cloud.refuses(() => make({ name: "a--b" }), refusals.doubleHyphen);
    });

    it("ValidationError: a health check that takes as long as its interval", async () => {
        await cloud.refuses(() => make({ healthCheck: { interval: 10, timeout: 10 } }), refusals.timeout);
        const { id } = await makeGroup(cloud, network);
        const slow = groupInputs(network, { healthCheck: { interval: 5, timeout: 5 } });
        await cloud.refuses(() => cloud.update(GROUP, id, slow), refusals.timeout);
    });

    for (const matcher of ["2xx", "200-", "199", "200-500", "300-200"]) {
        it(`ValidationError: the matcher '${matcher}'`, async () => {
            await cloud.refuses(() => make({ healthCheck: { matcher } }), refusals.matcher);
        });
    }

    it("nothing of the matcher '200,202' or '200-399'", async () => {
        await make({ name: "one", healthCheck: { matcher: "200,202" } });
        await make({ name: "two", healthCheck: { matcher: "200-399" } });
    });

    it("ValidationError: a protocol that the targets do not speak", async () => {
        await cloud.refuses(() => make({ targetType: "alb" }), refusals.albProtocol);
        await cloud.refuses(() => make({ targetType: "lambda" }), refusals.lambdaInputs);
    });

    it("ResourceInUse: to go while a listener or a rule names it", async () => {
        const balancer = await makeBalancer(cloud, network);
        const group = await makeGroup(cloud, network);
        const listener = await makeListener(cloud, balancer);
        const rule = await makeRule(cloud, listener, group, {
            actions: [{ type: "forward", forward: { targetGroups: [{ arn: group.id, weight: 1 }] } }],
        });
        const error = await cloud.refuses(() => cloud.delete(GROUP, group.id), refusals.inUse);
        assert.match(error.message, /is currently in use by a listener or a rule$/);
        await cloud.delete(LB_TYPES.listenerRule, rule.id);
        await cloud.delete(GROUP, group.id);
    });

    const whole = { port: 80, protocol: "HTTP", vpcId: "vpc-0" };
    const tcp = { ...whole, protocol: "TCP" };
    checkTable(() => cloud, GROUP, [
        [refusals.nameForm, "name", { ...whole, name: "a".repeat(33) }],
        [refusals.nameForm, "name", { ...whole, name: "-app" }],
        [refusals.nameForm, "namePrefix", { ...whole, namePrefix: "longish" }],
        [refusals.incomplete, "port", { protocol: "HTTP", vpcId: "vpc-0" }],
        [refusals.incomplete, "vpcId", { port: 80, protocol: "HTTP" }],
        [refusals.typeForm, "targetType", { ...whole, targetType: "task" }],
        [refusals.typeForm, "protocol", { ...whole, protocol: "SMTP" }],
        [refusals.typeForm, "protocolVersion", { ...whole, protocolVersion: "HTTP3" }],
        [refusals.range, "port", { ...whole, port: 65_536 }],
        [refusals.range, "deregistrationDelay", { ...whole, deregistrationDelay: 3601 }],
        [refusals.range, "slowStart", { ...whole, slowStart: 10 }],
        [refusals.healthRange, "healthCheck.interval", { ...whole, healthCheck: { interval: 4 } }],
        [refusals.healthRange, "healthCheck.healthyThreshold", { ...whole, healthCheck: { healthyThreshold: 1 } }],
        [refusals.healthPath, "healthCheck.path", { ...whole, healthCheck: { path: "health" } }],
        [refusals.healthPort, "healthCheck.port", { ...whole, healthCheck: { port: "http" } }],
        [refusals.healthTcp, "healthCheck.path", { ...tcp, healthCheck: { protocol: "TCP", path: "/" } }],
        [refusals.healthTcp, "healthCheck.protocol", { ...whole, healthCheck: { protocol: "TCP" } }],
    ]);
});
