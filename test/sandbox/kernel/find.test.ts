import assert from "node:assert/strict";
import { lookUp } from "../../../sandbox/lookup";
import type { Properties } from "../../../sandbox/values";
import { ACCOUNT, BUCKET, LOG, make, NETWORK, OTHER_ACCOUNT, ROLE, TABLE, toy, type Toy } from "./support";

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:abc" };

describe("what was made with given inputs", () => {
    let cloud: Toy;
    beforeEach(() => {
        cloud = toy();
    });

    const here = (): ReturnType<Toy["at"]> => cloud.at("eu-central-1");
    const ids = async (
        type: string,
        inputs: Properties,
        ignoring: readonly string[] = [],
    ): Promise<readonly string[]> => {
        const found = await here().find(
            type,
            inputs,
            ignoring.map((property) => [property]),
        );
        return found.map(({ id }) => id);
    };

    it("is found with the time when it was made", async () => {
        const from = Date.now();
        const { id } = await cloud.make(NETWORK, { label: "a" });
        const [found, ...others] = await here().find(NETWORK, { label: "a" }, []);
        assert.deepEqual(others, []);
        assert.equal(found?.id, id);
        const { createdAt = 0 } = found;
        assert.ok(from <= createdAt && createdAt <= Date.now());
    });

    it("is not found by fewer inputs, more, or others", async () => {
        await cloud.make(NETWORK, { label: "a", tables: 1 });
        assert.deepEqual(await ids(NETWORK, { label: "a" }), []);
        assert.deepEqual(await ids(NETWORK, { label: "a", tables: 1, more: true }), []);
        assert.deepEqual(await ids(NETWORK, { label: "b", tables: 1 }), []);
    });

    it("is all of it, where several are alike: a cloud knows no URNs", async () => {
        const one = await cloud.make(NETWORK, { label: "a" });
        const other = await cloud.make(NETWORK, { label: "a" });
        assert.deepEqual([...(await ids(NETWORK, { label: "a" }))], [one.id, other.id].sort());
    });

    it("is found without its secrets, which make no difference then", async () => {
        const { id } = await cloud.make(NETWORK, { label: "secret", tables: 1 });
        assert.deepEqual(await ids(NETWORK, { label: null, tables: 1 }, ["label"]), [id]);
        assert.deepEqual(await ids(NETWORK, { label: null, tables: 2 }, ["label"]), []);
    });

    it("is not what the cloud has made along with another resource", async () => {
        await cloud.make(NETWORK);
        assert.equal(cloud.ids(TABLE).length, 1);
        assert.deepEqual(await ids(TABLE, {}), []);
    });

    it("is not what outlives a deleted resource", async () => {
        const { id } = await cloud.make(LOG, { text: "a" });
        const scope = `aws/${ACCOUNT}`;
        const address = { type: LOG, id, region: "eu-central-1" };
        const action = { action: "keep", type: LOG, region: address.region };
        await cloud.worlds.transact(scope, action, (draft) => {
            const record = draft.get(address);
            assert.ok(record);
            draft.put({ ...record, remainder: "kept" });
            return record;
        });
        assert.deepEqual(await ids(LOG, { text: "a" }), []);
    });

    it("is looked for in the region and the account of the provider", async () => {
        await make(cloud.at("eu-west-1"), NETWORK, { label: "a" }, "elsewhere");
        await make(cloud.at("eu-central-1", OTHER_ACCOUNT), NETWORK, { label: "a" }, "theirs");
        assert.deepEqual(await ids(NETWORK, { label: "a" }), []);
        assert.equal((await cloud.at("eu-west-1").find(NETWORK, { label: "a" }, [])).length, 1);
    });

    it("is found where a service has no regions", async () => {
        await make(cloud.at("eu-west-1"), ROLE, { name: "role" }, "role");
        assert.deepEqual(await ids(ROLE, { name: "role" }), ["role"]);
    });

    it("was made when it was made last: some ids are given again", async () => {
        const bucket = async (): Promise<number> => {
            await cloud.make(BUCKET, { bucket: "b" });
            const [found] = await here().find(BUCKET, { bucket: "b" }, []);
            return found?.createdAt ?? 0;
        };
        await bucket();
        await cloud.remove(BUCKET, "b");
        const from = Date.now();
        assert.ok((await bucket()) >= from);
    });

    it("has no known age when the world's history no longer tells", async () => {
        const { id } = await cloud.make(NETWORK, { label: "a" });
        const scope = `aws/${ACCOUNT}`;
        const address = { type: NETWORK, id, region: "eu-central-1" };
        await cloud.worlds.transact(scope, { action: "rename", type: NETWORK, region: address.region }, (draft) => {
            const record = draft.get(address);
            assert.ok(record);
            draft.put({ ...record, id: "net-renamed" });
            return { id: "net-renamed" };
        });
        const found = await here().find(NETWORK, { label: "a" }, []);
        assert.deepEqual(
            found.find((one) => one.id === "net-renamed"),
            { id: "net-renamed" },
        );
    });

    describe("as a state describes it", () => {
        const query = (providerInputs: Record<string, unknown>, inputs: Record<string, unknown>) =>
            lookUp({ package: "aws", providerInputs, type: NETWORK, inputs }, [cloud.backend], cloud.worlds);

        it("is looked for where the provider's inputs say, its secrets aside", async () => {
            const { id } = await cloud.make(NETWORK, { label: "secret", tables: 1 });
            await make(cloud.at("eu-west-1"), NETWORK, { label: "secret", tables: 1 }, "elsewhere");
            const found = await query({ account: ACCOUNT, region: "eu-central-1" }, { label: SECRET, tables: 1 });
            assert.deepEqual(
                found.map((one) => one.id),
                [id],
            );
        });

        it("is looked for everywhere when a secret hides the place", async () => {
            await cloud.make(NETWORK, { label: "a" });
            await make(cloud.at("eu-west-1", OTHER_ACCOUNT), NETWORK, { label: "a" }, "elsewhere");
            assert.equal((await query({ account: SECRET, region: "eu-central-1" }, { label: "a" })).length, 2);
        });

        it("is nowhere when nothing answers for the package", async () => {
            const lost = { package: "gcp", providerInputs: {}, type: NETWORK, inputs: {} };
            assert.deepEqual(await lookUp(lost, [cloud.backend], cloud.worlds), []);
        });
    });
});
