import assert from "node:assert/strict";
import { namesAt } from "../../../sandbox/models/kernel/references";
import { Unknown } from "../../../sandbox/values";
import type { Toy } from "./support";
import {
    ATTACHMENT,
    bag,
    ENTRY,
    identityOf,
    LOG,
    MACHINE,
    make,
    NETWORK,
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

describe("the names at a property", () => {
    it("are found in objects and lists, and absent, empty and unknown ones are skipped", () => {
        const values = { id: "a", ids: ["b", "", "c"], vpc: { ids: ["d"], rules: [{ id: "e" }, {}, { id: 1 }] } };
        assert.deepEqual(namesAt(values, "id"), ["a"]);
        assert.deepEqual(namesAt(values, "ids[*]"), ["b", "c"]);
        assert.deepEqual(namesAt(values, "vpc.ids[*]"), ["d"]);
        assert.deepEqual(namesAt(values, "vpc.rules[*].id"), ["e"]);
        for (const property of ["none", "id.deeper", "id[*]", "vpc[*].ids", "ids"]) {
            assert.deepEqual(namesAt(values, property), [], property);
        }
        assert.deepEqual(namesAt({ id: Unknown.value }, "id"), []);
    });
});

describe("a reference", () => {
    it("to what does not exist is refused in the API's words, on create and on update", async () => {
        const words = await refused(cloud, refusals.noNetwork, () => cloud.make(SUBNET, { networkId: "net-404" }));
        assert.match(words, /api error InvalidNetwork\.NotFound: The network ID 'net-404' does not exist$/);
        const { id: networkId } = await cloud.make(NETWORK);
        const log = await cloud.make(LOG, { networkId });
        await refused(cloud, refusals.noNetwork, () =>
            cloud.at("eu-central-1").update(identityOf(LOG, "log"), log.id, bag({ networkId: "net-404" })),
        );
    });

    it("that is left out is not missed", async () => {
        assert.match((await cloud.make(MACHINE)).id, /^machine-/);
    });

    it("may be to either of several types, each name in a list for itself", async () => {
        const { id: networkId } = await cloud.make(NETWORK);
        const subnet = await cloud.make(SUBNET, { networkId });
        await cloud.make(MACHINE, { placement: { subnetIds: [subnet.id, `ent-${networkId}`] } });
        const ids = [subnet.id, "subnet-404"];
        const words = await refused(cloud, refusals.noSubnet, () =>
            cloud.make(MACHINE, { placement: { subnetIds: ids } }),
        );
        assert.match(words, /'subnet-404'/);
    });

    it("by another output than the id, to a service without regions, is found from every region", async () => {
        const role = await cloud.make(ROLE, { name: "deploy" });
        const arn = text(role.outputs.values["arn"]);
        await make(cloud.at("us-east-1"), MACHINE, { role: arn }, "far");
        const words = await refused(cloud, refusals.noRole, () => cloud.make(MACHINE, { role: "deploy" }));
        assert.match(words, /StatusCode: 404.*NoSuchRole: The role with ARN deploy cannot be found/);
    });

    it("does not reach into another region or another account", async () => {
        const { id: networkId } = await cloud.make(NETWORK);
        for (const elsewhere of [cloud.at("us-east-1"), cloud.at("eu-central-1", "444455556666")]) {
            await assert.rejects(make(elsewhere, SUBNET, { networkId }, "s"), /InvalidNetwork\.NotFound/);
        }
    });
});

describe("a deletion", () => {
    it("is refused while something holds the resource, and goes through afterwards", async () => {
        const { id: networkId } = await cloud.make(NETWORK);
        const subnet = await cloud.make(SUBNET, { networkId });
        const words = await refused(cloud, refusals.inUse, () => cloud.remove(NETWORK, networkId));
        assert.match(words, /^deleting Test Network \(net-[0-9a-f]{8}\): operation error Test: RemoveNetwork, /);
        assert.match(words, /api error DependencyViolation: The network '.*' has dependencies/);
        await cloud.remove(SUBNET, subnet.id);
        await cloud.remove(NETWORK, networkId);
        assert.deepEqual(cloud.ids(NETWORK), []);
    });

    it("of what a resource in another region names with the same id is not in its way", async () => {
        const there = cloud.at("us-east-1");
        const near = await make(cloud.at("eu-central-1"), NETWORK, {}, "same");
        const far = await make(there, NETWORK, {}, "other");
        await make(there, SUBNET, { networkId: far.id }, "s");
        await cloud.remove(NETWORK, near.id);
        assert.deepEqual(cloud.ids(NETWORK), [far.id]);
    });

    it("of a resource without region is held from every region", async () => {
        const role = await cloud.make(ROLE, { name: "deploy" });
        await make(cloud.at("us-east-1"), MACHINE, { role: text(role.outputs.values["arn"]) }, "m");
        await refused(cloud, refusals.inUse, () => cloud.remove(ROLE, "deploy"));
    });

    it("takes along what cascades, and leaves behind what ignores it", async () => {
        const { id: networkId } = await cloud.make(NETWORK);
        await cloud.make(ATTACHMENT, { networkId });
        const log = await cloud.make(LOG, { networkId });
        await cloud.remove(NETWORK, networkId);
        assert.deepEqual(cloud.ids(ATTACHMENT), []);
        assert.deepEqual(cloud.ids(LOG), [log.id]);
        assert.equal(cloud.worlds.world("aws/111122223333").all()[0]?.inputs["networkId"], networkId);
    });

    it("is refused whole while something holds what would be taken along", async () => {
        const { id: networkId } = await cloud.make(NETWORK);
        const attachment = await cloud.make(ATTACHMENT, { networkId });
        await cloud.make(LOG, { attachmentId: attachment.id });
        const words = await refused(cloud, refusals.inUse, () => cloud.remove(NETWORK, networkId));
        assert.match(words, new RegExp(`The attachment '${attachment.id}' is used`));
    });

    it("takes along what the cloud made with the resource, and with that", async () => {
        const { id: networkId } = await cloud.make(NETWORK);
        const other = await cloud.make(NETWORK);
        await cloud.remove(NETWORK, networkId);
        assert.deepEqual(cloud.ids(TABLE), [`tbl-${other.id}`]);
        assert.deepEqual(cloud.ids(ENTRY), [`ent-${other.id}`]);
    });

    it("is refused while something holds what the cloud made with the resource", async () => {
        const { id: networkId } = await cloud.make(NETWORK);
        await cloud.make(LOG, { tableId: `tbl-${networkId}` });
        const words = await refused(cloud, refusals.inUse, () => cloud.remove(NETWORK, networkId));
        assert.match(words, new RegExp(`The network '${networkId}' has dependencies`));
    });

    it("of what is gone already succeeds", async () => {
        await cloud.remove(NETWORK, "net-404");
        assert.deepEqual(cloud.ids(NETWORK), []);
    });

    it("of a held resource whose model has no refusal for it is a fault of the model", async () => {
        const { id: networkId } = await cloud.make(NETWORK);
        const entry = `ent-${networkId}`;
        await cloud.make(MACHINE, { placement: { subnetIds: [entry] } });
        await assert.rejects(cloud.remove(ENTRY, entry), /model fault: .*Machine .* holds .*Entry .*no refusal/);
    });
});
