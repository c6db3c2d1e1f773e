import assert from "node:assert/strict";
import { modelCloud } from "../../../sandbox/models/kernel/cloud";
import { aws } from "../../../sandbox/models/aws";
import type { Properties } from "../../../sandbox/values";
import { Unknown } from "../../../sandbox/values";
import { memoryStore, Worlds } from "../../../sandbox/worlds/worlds";
import { testCloud } from "../../support/cloud";
import type { Toy } from "./support";
import {
    ACCOUNT,
    bag,
    BUCKET,
    identityOf,
    make,
    models,
    NETWORK,
    OTHER_ACCOUNT,
    refused,
    refusals,
    ROLE,
    SUBNET,
    TABLE,
    toy,
} from "./support";
import { text } from "../text";

let cloud: Toy;
beforeEach(() => {
    cloud = toy();
});

async function update(type: string, id: string, inputs: Properties): Promise<Properties> {
    const state = await cloud.at("eu-central-1").update(identityOf(type, "any"), id, bag(inputs));
    return state.outputs.values;
}

describe("a resource of the model", () => {
    it("has its inputs, what every resource of the cloud has, what the model adds, and its id", async () => {
        const { id, outputs } = await cloud.make(NETWORK, { label: "x", absent: undefined, __defaults: ["label"] });
        const { secretNumber, pick, ...rest } = outputs.values;
        assert.deepEqual(rest, {
            id,
            label: "x",
            region: "eu-central-1",
            arn: `arn:aws:test:eu-central-1:${ACCOUNT}:network/${id}`,
            size: "named",
            madeBy: "create",
            subnets: 0,
        });
        assert.match(text(secretNumber), /^[0-9a-f]{6}$/);
        assert.ok(typeof pick === "number" && pick >= 0 && pick < 10);
    });

    it("drops an input that an update leaves out, and keeps what only the cloud knows", async () => {
        const { id, outputs } = await cloud.make(NETWORK, { label: "x" });
        const subnet = await cloud.make(SUBNET, { networkId: id });
        const after = await update(NETWORK, id, { tables: 2 });
        assert.equal("label" in after, false);
        assert.equal(after["size"], "default");
        assert.equal(after["tables"], 2);
        assert.equal(after["madeBy"], "create");
        assert.equal(after["secretNumber"], outputs.values["secretNumber"]);
        assert.equal(after["lastSubnet"], subnet.id, "what a neighbour wrote was lost");
    });

    it("is read as it is now: others change it too", async () => {
        const { id } = await cloud.make(NETWORK);
        await cloud.make(SUBNET, { networkId: id });
        const state = await cloud.at("eu-central-1").read(identityOf(NETWORK, "any"), id, {});
        assert.equal(state?.outputs.values["subnets"], 1);
        assert.deepEqual(state.inputs.values, {});
    });

    it("keeps the places of its secrets, over an update of a neighbour too", async () => {
        const connection = cloud.at("eu-central-1");
        const { id } = await connection.create(identityOf(NETWORK, "n"), bag({ label: "s3cret" }, [["label"]]));
        await cloud.make(SUBNET, { networkId: id });
        const state = await connection.read(identityOf(NETWORK, "n"), id, {});
        assert.deepEqual([state?.inputs.secrets, state?.outputs.secrets], [[["label"]], [["label"]]]);
    });

    it("stays what the cloud made along with its owner when it is updated", async () => {
        const { id } = await cloud.make(NETWORK);
        await update(TABLE, `tbl-${id}`, { routes: 1 });
        await cloud.remove(NETWORK, id);
        assert.deepEqual(cloud.ids(TABLE), []);
    });

    it("that is gone is read as gone, and an update says what to do", async () => {
        const connection = cloud.at("eu-central-1");
        assert.equal(await connection.read(identityOf(NETWORK, "n"), "net-404", {}), undefined);
        await assert.rejects(
            update(NETWORK, "net-404", {}),
            /'net-404': it no longer exists. Run refresh, then up again/,
        );
    });
});

describe("a refusal", () => {
    it("is worded as the provider words the API's answer, the same in every run", async () => {
        const step = (): Promise<unknown> => cloud.make(SUBNET, { networkId: "net-404" }, "web");
        const words = await refused(cloud, refusals.noNetwork, step);
        assert.match(
            words,
            new RegExp(
                "^creating Test Subnet \\(web\\): operation error Test: CreateSubnet, https response error " +
                    "StatusCode: 400, RequestID: [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}, " +
                    "api error InvalidNetwork.NotFound: The network ID 'net-404' does not exist$",
            ),
        );
        assert.equal(await refused(cloud, refusals.noNetwork, step), words);
    });

    it("names an operation even where the model does not", async () => {
        const { id: networkId } = await cloud.make(NETWORK);
        const subnet = await cloud.make(SUBNET, { networkId });
        await assert.rejects(update(SUBNET, subnet.id, { networkId: "x" }), /updating Test Subnet .*: UpdateSubnet, /);
    });

    it("late in an operation leaves no trace: no record, no patch, no number used up", async () => {
        const { id: networkId } = await cloud.make(NETWORK);
        await refused(cloud, refusals.tooMany, () => cloud.make(SUBNET, { networkId, tooMany: true }, "s"));
        const afterRefusal = await cloud.make(SUBNET, { networkId }, "s");
        const other = toy();
        const { id } = await other.make(NETWORK, {}, "r1");
        assert.equal((await other.make(SUBNET, { networkId: id }, "s")).id, afterRefusal.id);
    });
});

describe("a world", () => {
    it("of another account is not visible", async () => {
        const { id } = await cloud.make(NETWORK);
        const elsewhere = cloud.at("eu-central-1", OTHER_ACCOUNT);
        assert.equal(await elsewhere.read(identityOf(NETWORK, "n"), id, {}), undefined);
        await elsewhere.delete(identityOf(NETWORK, "n"), id, {});
        assert.deepEqual(cloud.ids(NETWORK), [id]);
    });

    it("keeps its regions apart, and a resource may name its own region", async () => {
        const { id } = await make(cloud.at("eu-central-1"), NETWORK, { region: "us-east-1" }, "n");
        assert.ok(await cloud.at("us-east-1").read(identityOf(NETWORK, "n"), id, {}));
        assert.equal(await cloud.at("eu-central-1").read(identityOf(NETWORK, "n"), id, {}), undefined);
        assert.ok(await cloud.at("eu-central-1").read(identityOf(NETWORK, "n"), id, { region: "us-east-1" }));
        await cloud.remove(NETWORK, id, { region: "us-east-1" });
        assert.deepEqual(cloud.ids(NETWORK), []);
    });

    it("has one place for services without regions, whichever region a provider is in", async () => {
        const role = await make(cloud.at("us-east-1"), ROLE, { name: "deploy" }, "role");
        assert.equal(role.outputs.values["arn"], `arn:aws:iam::${ACCOUNT}:role/deploy`);
        assert.ok(await cloud.at("eu-central-1").read(identityOf(ROLE, "role"), "deploy", {}));
        await cloud.remove(ROLE, "deploy");
        assert.deepEqual(cloud.ids(ROLE), []);
    });

    it("knows the names that are taken in any region of any account", async () => {
        const taken = { bucket: "shop-assets" };
        await make(cloud.at("us-east-1", OTHER_ACCOUNT), BUCKET, taken, "theirs");
        await refused(cloud, refusals.taken, () => cloud.make(BUCKET, taken));
        await make(cloud.at("us-east-1"), BUCKET, { bucket: "ours" }, "ours");
        await refused(cloud, refusals.taken, () => cloud.make(BUCKET, { bucket: "ours" }));
    });

    it("says in its history what was done", async () => {
        const { id } = await cloud.make(NETWORK);
        await update(NETWORK, id, {});
        await cloud.remove(NETWORK, id);
        const history = cloud.worlds.world(`aws/${ACCOUNT}`).history();
        assert.deepEqual(
            history.map((line) => [line.action, line.type, line.id, line.region]),
            ["create", "update", "delete"].map((action) => [action, NETWORK, id, "eu-central-1"]),
        );
    });
});

describe("a data source", () => {
    it("sees its own region and account, or the region its arguments name", async () => {
        const { id } = await cloud.make(NETWORK);
        const ids = async (connection = cloud.at("eu-central-1"), args: Properties = {}): Promise<unknown> =>
            (await connection.invoke("aws:test/getNetworks:getNetworks", args)).result["ids"];
        assert.deepEqual(await ids(), [id]);
        assert.deepEqual(await ids(cloud.at("us-east-1")), []);
        assert.deepEqual(await ids(cloud.at("us-east-1"), { region: "eu-central-1" }), [id]);
        assert.deepEqual(await ids(cloud.at("eu-central-1", OTHER_ACCOUNT)), []);
    });

    it("without a model is refused, and the message names those that have one", async () => {
        await assert.rejects(
            cloud.at("eu-central-1").invoke("aws:test/getThing:getThing", {}),
            /no model of the data source aws:test\/getThing:getThing; it has aws:test\/getNetworks:getNetworks/,
        );
    });
});

describe("a type without a model", () => {
    const topic = "aws:sns/topic:Topic";

    it("is answered in a plausible form, and reported once", async () => {
        const { id, outputs } = await cloud.make(topic, { displayName: "Alarms" }, "alarms");
        assert.match(id, /^topic-[0-9a-f]{12}$/);
        assert.equal(outputs.values["displayName"], "Alarms");
        assert.match(text(outputs.values["arn"]), new RegExp(`^arn:aws:generic:eu-central-1:${ACCOUNT}:.*${id}$`));
        assert.equal(typeof outputs.values["owner"], "string");
        await cloud.make(topic, {}, "more");
        await cloud.at("us-east-1").read(identityOf(topic, "alarms"), id, {});
        assert.deepEqual(cloud.unmodelled, [topic]);
    });

    it("keeps its attributes over an update, and can be deleted", async () => {
        const { id, outputs } = await cloud.make(topic, { displayName: "Alarms" }, "alarms");
        const after = await update(topic, id, {});
        assert.deepEqual([after["arn"], after["owner"]], [outputs.values["arn"], outputs.values["owner"]]);
        assert.equal("displayName" in after, false);
        await cloud.remove(topic, id);
        assert.deepEqual(cloud.ids(topic), []);
    });

    it("outside the SDK, such as a custom resource, echoes its inputs", async () => {
        const { id, outputs } = await cloud.make("aws:custom/widget:Widget", { a: 1 });
        assert.deepEqual(outputs.values, { a: 1, region: "eu-central-1", id });
    });

    it("is still held to the SDK's declaration: required inputs, and no others than declared", () => {
        const { faults } = cloud
            .at("eu-central-1")
            .check(
                identityOf("aws:sns/topicSubscription:TopicSubscription", "s"),
                { protocol: "sqs", topik: "x" },
                undefined,
            );
        assert.deepEqual(faults.map(({ property }) => property).sort(), ["endpoint", "topic", "topik"]);
        assert.match(
            faults.find(({ property }) => property === "topik")?.reason ?? "",
            /is not an input of .*protocol/,
        );
    });

    it("is satisfied by a required input that is not known yet", () => {
        const inputs = { protocol: "sqs", endpoint: Unknown.value, topic: Unknown.value };
        const identity = identityOf("aws:sns/topicSubscription:TopicSubscription", "s");
        assert.deepEqual(cloud.at("eu-central-1").check(identity, inputs, undefined).faults, []);
    });
});

describe("default tags of a provider", () => {
    const topic = "aws:sns/topic:Topic";
    const tagged = testCloud().in({ defaultTags: { Owner: "platform", Environment: "staging" } });

    it("are merged into each resource's own, which win", async () => {
        const { outputs } = await tagged.create(topic, { tags: { Owner: "shop", Name: "alarms" } });
        const merged = { Owner: "shop", Environment: "staging", Name: "alarms" };
        assert.deepEqual([outputs["tags"], outputs["tagsAll"]], [merged, merged]);
    });

    it("stand alone on a resource without tags, and are left out where a type has none", async () => {
        const { outputs, id } = await tagged.create(topic, {});
        assert.deepEqual(outputs["tagsAll"], { Owner: "platform", Environment: "staging" });
        assert.deepEqual((await tagged.diff(topic, id, {})).changed, []);
        const policy = await tagged.create("aws:sns/topicPolicy:TopicPolicy", {
            arn: text(outputs["arn"]),
            policy: "{}",
        });
        assert.equal("tags" in policy.outputs, false);
    });
});

describe("the models of a cloud", () => {
    it("may not have two models of one type", () => {
        const twice = { ...aws, models: [...models, ...models.slice(0, 1)] };
        assert.throws(
            () => modelCloud(twice, new Worlds(memoryStore()), () => undefined),
            /model fault: two models of aws:test\/network:Network/,
        );
    });
});
