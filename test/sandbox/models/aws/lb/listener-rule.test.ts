import assert from "node:assert/strict";
import { listenerRuleRefusals as refusals } from "../../../../../sandbox/models/aws/lb/listener-rule";
import { LB_TYPES } from "../../../../../sandbox/models/aws/lb/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import {
    makeBalancer,
    makeBalancerNetwork,
    makeGroup,
    makeListener,
    makeRule,
    NOT_FOUND,
    ruleInputs,
} from "./balancers";

const RULE = LB_TYPES.listenerRule;

function hosts(...values: string[]): Properties {
    return { hostHeader: { values } };
}

function paths(...values: string[]): Properties {
    return { pathPattern: { values } };
}

describe("aws:lb/listenerRule:ListenerRule", () => {
    let cloud: TestCloud;
    let listener: Made;
    let group: Made;
    beforeEach(async () => {
        cloud = testCloud();
        const network = await makeBalancerNetwork(cloud);
        listener = await makeListener(cloud, await makeBalancer(cloud, network));
        group = await makeGroup(cloud, network);
    });

    it("fills in what Elastic Load Balancing fills in", async () => {
        const { id, outputs } = await makeRule(cloud, listener, group);
        assert.match(id, new RegExp(`^${listener.id.replace("listener/", "listener-rule/")}/[0-9a-f]{16}$`));
        assert.deepEqual(outputs, {
            actions: [{ order: 1, targetGroupArn: group.id, type: "forward" }],
            arn: id,
            conditions: [hosts("api.example.com")],
            id,
            listenerArn: listener.id,
            priority: 10,
            region: "eu-central-1",
            tagsAll: {},
        });
        assert.deepEqual(await cloud.read(RULE, id), outputs);
    });

    it("comes after the others where no priority is given, and stays there", async () => {
        await makeRule(cloud, listener, group);
        const inputs = ruleInputs(listener, group, { priority: undefined });
        const { id, outputs } = await cloud.create(RULE, inputs);
        assert.equal(outputs["priority"], 11);
        await makeRule(cloud, listener, group, { priority: 20 });
        const changed = await cloud.update(RULE, id, { ...inputs, conditions: [hosts("other.example.com")] });
        assert.equal(changed.outputs["priority"], 11);
    });

    it("is replaced for another listener only", async () => {
        const { id } = await makeRule(cloud, listener, group);
        const diff = await cloud.diff(RULE, id, {
            listenerArn: `${listener.id}0`,
            priority: 11,
            actions: [NOT_FOUND],
            conditions: [hosts("other.example.com")],
        });
        assert.deepEqual(diff.replaces, ["listenerArn"]);
        assert.equal(diff.changed.length, 4);
        assert.deepEqual((await cloud.diff(RULE, id, ruleInputs(listener, group))).changed, []);
    });

    it("moves to another target group in place, which frees the old one", async () => {
        const { id } = await makeRule(cloud, listener, group);
        await cloud.update(RULE, id, ruleInputs(listener, group, { actions: [NOT_FOUND] }));
        await cloud.delete(LB_TYPES.targetGroup, group.id);
    });
});

describe("aws:lb/listenerRule:ListenerRule refuses", () => {
    let cloud: TestCloud;
    let listener: Made;
    let group: Made;
    beforeEach(async () => {
        cloud = testCloud();
        const network = await makeBalancerNetwork(cloud);
        listener = await makeListener(cloud, await makeBalancer(cloud, network));
        group = await makeGroup(cloud, network);
    });
    const make = (inputs: Properties): Promise<Made> => makeRule(cloud, listener, group, inputs);
    const when =
        (...conditions: Properties[]) =>
        (): Promise<Made> =>
            make({ conditions });

    it("ListenerNotFound", async () => {
        await cloud.refuses(() => make({ listenerArn: `${listener.id}0` }), refusals.unknownListener);
    });

    it("PriorityInUse, also on an update", async () => {
        await make({});
        const error = await cloud.refuses(() => make({}), refusals.priorityTaken);
        assert.match(error.message, /api error PriorityInUse: Priority '10' is currently in use$/);
        const { id } = await make({ priority: 11 });
        await cloud.refuses(() => cloud.update(RULE, id, ruleInputs(listener, group)), refusals.priorityTaken);
    });

    it("ValidationError: the priority of the default", async () => {
        await cloud.refuses(() => make({ priority: 99_999 }), refusals.defaultPriority);
    });

    it("TooManyRules: the 101st", async () => {
        for (let priority = 1; priority <= 100; priority += 1) {
            await make({ priority });
        }
        await cloud.refuses(() => make({ priority: 101 }), refusals.tooMany);
    });

    it("ValidationError: more than five values or six wildcards", async () => {
        const four = ["a.example.com", "b.example.com", "c.example.com", "d.example.com"];
        const error = await cloud.refuses(when(hosts(...four), paths("/a", "/b")), refusals.tooManyValues);
        assert.match(error.message, /A rule can only have '5' condition values$/);
        await cloud.refuses(when(hosts("*.*.*.example.com"), paths("/*/*/*/*")), refusals.tooManyWildcards);
        await when(hosts(...four), paths("/*"))();
    });

    it("ValidationError: values of a wrong form", async () => {
        await cloud.refuses(when(hosts("api_1.example.com")), refusals.hostForm);
        await cloud.refuses(when(hosts("localhost")), refusals.hostDot);
        await cloud.refuses(when(paths("/a b")), refusals.pathForm);
        await cloud.refuses(when({ httpRequestMethod: { values: ["get"] } }), refusals.methodForm);
    });

    it("ValidationError: two conditions for the host", async () => {
        await cloud.refuses(when(hosts("a.example.com"), hosts("b.example.com")), refusals.twice);
    });

    const on = { listenerArn: "arn:listener", actions: [NOT_FOUND] };
    checkTable(() => cloud, RULE, [
        [refusals.priorityRange, "priority", { ...on, conditions: [hosts("a.b")], priority: 0 }],
        [refusals.priorityRange, "priority", { ...on, conditions: [hosts("a.b")], priority: 50_001 }],
        [refusals.blockForm, "conditions[0]", { ...on, conditions: [{}] }],
        [refusals.blockForm, "conditions[0]", { ...on, conditions: [{ ...hosts("a.b"), ...paths("/") }] }],
        [refusals.longValue, "conditions[0]", { ...on, conditions: [hosts(`${"a".repeat(128)}.com`)] }],
        [
            refusals.headerName,
            "conditions[0]",
            { ...on, conditions: [{ httpHeader: { httpHeaderName: "X Y", values: ["1"] } }] },
        ],
    ]);
});
