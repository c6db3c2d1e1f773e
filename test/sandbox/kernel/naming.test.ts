import assert from "node:assert/strict";
import fc from "fast-check";
import { autonamed, DEFAULTS, isDefault } from "../../../sandbox/models/kernel/naming";
import type { Properties } from "../../../sandbox/values";
import { Unknown } from "../../../sandbox/values";
import { World } from "../../../sandbox/worlds/world";
import type { Toy } from "./support";
import { BUCKET, identityOf, make, NETWORK, SINGLE, toy } from "./support";
import { text } from "../text";

let cloud: Toy;
beforeEach(() => {
    cloud = toy();
});

function nameOf(inputs: Properties, previous?: Properties): string {
    return text(cloud.at("eu-central-1").check(identityOf(BUCKET, "assets"), inputs, previous).inputs["bucket"]);
}

describe("a name that the program leaves out", () => {
    it("is made of the logical name, and noted as the provider's choice", () => {
        const { inputs } = cloud.at("eu-central-1").check(identityOf(BUCKET, "assets"), {}, undefined);
        assert.match(text(inputs["bucket"]), /^assets-[0-9a-f]{7}$/);
        assert.ok(isDefault(inputs, "bucket"));
    });

    it("is the same in the preview and in the run that follows, and kept from then on", async () => {
        const previewed = nameOf({});
        const { id, inputs } = await cloud.make(BUCKET, {}, "assets");
        assert.equal(id, previewed);
        assert.equal(nameOf({ size: 2 }, inputs.values), id);
        assert.equal(nameOf({ size: 3 }, { ...inputs.values, bucket: "from-the-cloud" }), "from-the-cloud");
    });

    it("is another one for the resource that replaces it, which is checked without previous inputs", async () => {
        const { id } = await cloud.make(BUCKET, {}, "assets");
        const replacement = await cloud.make(BUCKET, {}, "assets");
        assert.notEqual(replacement.id, id);
        assert.match(replacement.id, /^assets-[0-9a-f]{7}$/);
    });

    it("is chosen anew where the program gave the last one itself", () => {
        assert.match(nameOf({}, { bucket: "mine" }), /^assets-[0-9a-f]{7}$/);
    });

    it("never grows beyond what the cloud allows", () => {
        const world = new World("aws/111122223333");
        fc.assert(
            fc.property(
                fc.string({ minLength: 1, maxLength: 40 }),
                fc.integer({ min: 12, max: 63 }),
                (name, maxLength) => {
                    const rule = { property: "name", maxLength };
                    const named = text(autonamed(world, identityOf(BUCKET, name), rule, {}, undefined)["name"]);
                    assert.ok(named.length <= maxLength);
                    assert.ok(named.startsWith(name.slice(0, maxLength - 8)));
                },
            ),
        );
    });

    it("begins with the prefix that the program gives, and keeps the rest until the prefix changes", () => {
        const first = cloud.at("eu-central-1").check(identityOf(BUCKET, "a"), { bucketPrefix: "logs-" }, undefined);
        assert.match(text(first.inputs["bucket"]), /^logs-\d{26}$/);
        assert.equal(nameOf({ bucketPrefix: "logs-" }, first.inputs), first.inputs["bucket"]);
        assert.match(nameOf({ bucketPrefix: "data-" }, first.inputs), /^data-\d{26}$/);
    });

    it("is refused beside a prefix", () => {
        const both = { bucket: "mine", bucketPrefix: "logs-" };
        const { faults } = cloud.at("eu-central-1").check(identityOf(BUCKET, "a"), both, undefined);
        assert.match(faults.map(({ reason }) => reason).join(), /conflicts with bucketPrefix/);
    });

    it("is not made up where the program gives one, even one that is not known yet", () => {
        assert.equal(nameOf({ bucket: "mine" }), "mine");
        const { inputs } = cloud
            .at("eu-central-1")
            .check(identityOf(BUCKET, "a"), { bucket: Unknown.value }, undefined);
        assert.deepEqual(inputs, { bucket: Unknown.value });
    });
});

describe("a replacement", () => {
    const replacement = (previous: Properties, inputs: Properties, type = BUCKET) =>
        cloud.at("eu-central-1").replacement(type, previous, inputs);

    it("deletes first where both would bear the name that the program fixes", () => {
        assert.equal(replacement({ bucket: "mine" }, { bucket: "mine", acl: "x" }).deleteBeforeReplace, true);
        const chosen = { bucket: "assets-1", [DEFAULTS]: ["bucket"] };
        assert.equal(replacement(chosen, { bucket: "assets-1" }).deleteBeforeReplace, true);
    });

    it("makes the new one first where the names differ, or the provider chooses them", () => {
        const chosen = { bucket: "assets-1", [DEFAULTS]: ["bucket"] };
        assert.equal(replacement(chosen, { ...chosen, acl: "x" }).deleteBeforeReplace, false);
        assert.equal(replacement({ bucket: "one" }, { bucket: "two" }).deleteBeforeReplace, false);
        assert.equal(replacement({ bucket: "one" }, { bucket: Unknown.value }).deleteBeforeReplace, false);
    });

    it("deletes first where the model says so", () => {
        assert.equal(replacement({}, {}, SINGLE).deleteBeforeReplace, true);
        assert.equal(replacement({}, {}, NETWORK).deleteBeforeReplace, false);
    });

    it("is forced by the region and by what the model corrects, and lists are ordered unless the model says else", () => {
        const network = replacement({}, {}, NETWORK);
        const forcing = (type: string): readonly string[] =>
            ["region", "size", "label"].filter((name) => replacement({}, {}, type).replaces(name, [name]));
        assert.deepEqual(forcing(SINGLE), ["region", "size"]);
        assert.deepEqual(forcing(NETWORK), ["region"]);
        assert.deepEqual([network.ordered("zones"), network.ordered("others")], [false, true]);
    });
});

describe("an id", () => {
    it("is the same in every run, in whatever order resources are made", async () => {
        const names = ["a", "b", "c", "d"];
        const idsInOrder = async (order: readonly string[]): Promise<Record<string, string>> => {
            const run = toy();
            const ids: Record<string, string> = {};
            for (const name of order) {
                ids[name] = (await run.make(NETWORK, {}, name)).id;
            }
            return ids;
        };
        const forward = await idsInOrder(names);
        assert.deepEqual(await idsInOrder([...names].reverse()), forward);
        assert.equal(new Set(Object.values(forward)).size, names.length);
    });

    it("is another one each time the same resource is made, so that nothing is made twice into one", async () => {
        const ids: string[] = [];
        for (let count = 0; count < 5; count += 1) {
            ids.push((await cloud.make(NETWORK, {}, "same")).id);
        }
        assert.equal(new Set(ids).size, 5);
        assert.equal(cloud.ids(NETWORK).length, 5);
    });

    it("is another one in another account", async () => {
        const here = await make(cloud.at("eu-central-1"), NETWORK, {}, "same");
        const there = await make(cloud.at("eu-central-1", "444455556666"), NETWORK, {}, "same");
        assert.notEqual(here.id, there.id);
    });
});
