import assert from "node:assert/strict";
import fc from "fast-check";
import { randomBackend, randomModels } from "../../../../sandbox/models/random";
import type { Refusal } from "../../../../sandbox/models/kernel/refusal";
import { bcryptHash } from "../../../../sandbox/models/random/bcrypt";
import { Draws } from "../../../../sandbox/models/random/draws";
import type { Properties } from "../../../../sandbox/values";
import { Unknown } from "../../../../sandbox/values";
import type { TestProvider } from "../../../support/provider";
import { testProvider } from "../../../support/provider";

/** A value that must be a text or a number. */
function text(value: unknown): string {
    assert.ok(typeof value === "string" || typeof value === "number", `neither text nor number: ${typeof value}`);
    return String(value);
}

const PASSWORD = "random:index/randomPassword:RandomPassword";
const STRING = "random:index/randomString:RandomString";
const ID = "random:index/randomId:RandomId";
const BYTES = "random:index/randomBytes:RandomBytes";
const PET = "random:index/randomPet:RandomPet";
const INTEGER = "random:index/randomInteger:RandomInteger";
const SHUFFLE = "random:index/randomShuffle:RandomShuffle";
const UUID = "random:index/randomUuid:RandomUuid";
const UUID4 = "random:index/randomUuid4:RandomUuid4";
const UUID7 = "random:index/randomUuid7:RandomUuid7";

const provider = (): TestProvider => testProvider((worlds) => randomBackend(randomModels, worlds));

function row(type: string, name: string): Refusal {
    const refusal = randomModels.find((model) => model.type === type)?.refusals[name];
    assert.ok(refusal, `${type} has no refusal ${name}`);
    return refusal;
}

async function result(type: string, inputs: Properties, of = provider(), name = "it"): Promise<string> {
    const { outputs } = await of.create(type, inputs, name);
    return text(outputs.values["result"]);
}

function count(text: string, pattern: RegExp): number {
    return [...text.matchAll(pattern)].length;
}

describe("the random provider", () => {
    it("gives the same value to the same resource of the same program", async () => {
        assert.equal(await result(PASSWORD, { length: 24 }), await result(PASSWORD, { length: 24 }));
    });

    it("gives another value to another resource", async () => {
        assert.notEqual(
            await result(STRING, { length: 24 }),
            await result(STRING, { length: 24 }, provider(), "other"),
        );
    });

    it("gives another value each time a resource is made anew", async () => {
        const same = provider();
        assert.notEqual(await result(STRING, { length: 24 }, same), await result(STRING, { length: 24 }, same));
    });

    it("lets two resources have the same id, since it keeps none of them", async () => {
        const same = provider();
        const [first, second] = await Promise.all([
            same.create(PASSWORD, { length: 8 }, "first"),
            same.create(PASSWORD, { length: 8 }, "second"),
        ]);
        assert.deepEqual([first.id, second.id], ["none", "none"]);
    });

    it("replaces whatever is changed", async () => {
        const same = provider();
        const state = await same.create(STRING, { length: 8, keepers: { version: "1" } });
        const change = same.change(STRING, state, { length: 9, keepers: { version: "2" }, upper: false });
        assert.deepEqual(change.replaces, change.changed);
        assert.deepEqual(change.changed, ["keepers.version", "length", "upper"]);
    });

    it("sees no change in a default that is written out, in empty keepers or in no special characters", async () => {
        const same = provider();
        const state = await same.create(STRING, { length: 8 });
        const inputs = { length: 8, special: true, number: true, minLower: 0, keepers: {}, overrideSpecial: "" };
        assert.deepEqual(same.change(STRING, state, inputs).changed, []);
    });

    it("reads back what the engine's state says", async () => {
        const same = provider();
        const state = await same.create(STRING, { length: 8 });
        const read = await same.read(STRING, state);
        assert.deepEqual(read?.outputs.values, state.outputs.values);
        assert.deepEqual(read?.inputs.values, state.inputs.values);
    });

    it("deletes without a trace", async () => {
        const same = provider();
        const state = await same.create(STRING, { length: 8 });
        const before = same.worlds.world("random/values").sequence;
        await same.delete(STRING, state);
        assert.equal(same.worlds.world("random/values").sequence, before);
    });

    it("keeps no value among the records and the history of its world", async () => {
        const same = provider();
        const { outputs } = await same.create(BYTES, { length: 16 });
        const kept = JSON.stringify(same.worlds.world("random/values").contents());
        assert.ok(!kept.includes(text(outputs.values["base64"])));
    });

    it("checks what is known of inputs in a preview, and leaves the rest", () => {
        assert.equal(provider().check(STRING, { length: Unknown.value })["length"], Unknown.value);
    });

    it("refuses an input that the type does not have", () => {
        assert.throws(() => provider().check(STRING, { length: 8, size: 3 }), /size: is not an input/);
    });

    it("has an SDK declaration for each of its types", () => {
        for (const model of randomModels) {
            assert.throws(() => provider().check(model.type, { nonsense: 1 }), /nonsense: is not an input/, model.type);
        }
    });
});

describe("RandomPassword and RandomString", () => {
    it("have the length, and at least what is asked of each class", async () => {
        const minima = fc.record({
            minUpper: fc.integer({ min: 0, max: 5 }),
            minLower: fc.integer({ min: 0, max: 5 }),
            minNumeric: fc.integer({ min: 0, max: 5 }),
            minSpecial: fc.integer({ min: 0, max: 5 }),
        });
        const of = provider();
        await fc.assert(
            fc.asyncProperty(minima, fc.integer({ min: 1, max: 30 }), async (least, more) => {
                const length = least.minUpper + least.minLower + least.minNumeric + least.minSpecial + more;
                const text = await result(STRING, { length, ...least }, of);
                assert.equal(text.length, length);
                assert.ok(count(text, /[A-Z]/g) >= least.minUpper);
                assert.ok(count(text, /[a-z]/g) >= least.minLower);
                assert.ok(count(text, /[0-9]/g) >= least.minNumeric);
                assert.ok(count(text, /[^A-Za-z0-9]/g) >= least.minSpecial);
            }),
        );
    });

    it("hold no character of a class that is off", async () => {
        assert.match(await result(STRING, { length: 200, special: false, upper: false }), /^[a-z0-9]+$/);
        assert.match(await result(STRING, { length: 200, number: false, special: false }), /^[A-Za-z]+$/);
    });

    it("take their special characters from overrideSpecial", async () => {
        const text = await result(STRING, { length: 40, overrideSpecial: "_", minSpecial: 10 });
        assert.ok(count(text, /_/g) >= 10);
        assert.match(text, /^[A-Za-z0-9_]+$/);
    });

    it("declare result and hash as secrets", () => {
        const connection = randomBackend(randomModels, provider().worlds).configure({});
        assert.deepEqual([...connection.secretOutputs(PASSWORD)].sort(), ["bcryptHash", "result"]);
        assert.deepEqual(connection.secretOutputs(STRING), []);
    });

    it("mark an output where the input of that name is secret", async () => {
        const state = await provider().create(STRING, { length: 8, overrideSpecial: "!?" }, "it", [
            ["overrideSpecial"],
        ]);
        assert.deepEqual(state.outputs.secrets, [["overrideSpecial"]]);
    });

    it("are imported by their text", async () => {
        const password = await provider().read(PASSWORD, { id: "hunter2" });
        assert.equal(password?.id, "none");
        assert.equal(password.inputs.values["length"], 7);
        assert.equal(password.outputs.values["result"], "hunter2");
    });

    for (const type of [PASSWORD, STRING]) {
        it(`refuse what the provider refuses: ${type}`, async () => {
            const of = provider();
            const check = (inputs: Properties) => (): unknown => of.check(type, inputs);
            await of.refuses(check({ length: 0 }), row(type, "tooShort"));
            await of.refuses(check({ length: 3, minLower: 2, minUpper: 2 }), row(type, "minimaTooLarge"));
            await of.refuses(check({ length: 3, number: true, numeric: false }), row(type, "numberAgainstNumeric"));
            const off = { lower: false, numeric: false, special: false, upper: false };
            await of.refuses(check({ length: 3, ...off }), row(type, "noCharacters"));
        });
    }
});

describe("a password's bcrypt hash", () => {
    const salt = Buffer.from("a3612d8c9a37dac2f99d94da03bd4521", "hex");

    it("is the one of other implementations", () => {
        // From the tests of jBCrypt: https://github.com/jeremyh/jBCrypt
        assert.equal(
            bcryptHash("abc", Buffer.from("2a1f1dc70a3d147956a46febe3016017", "hex"), 6),
            "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
        );
        // The rest by crypt(3) of libxcrypt.
        assert.equal(bcryptHash("grün", salt), "$2a$04$m0CrhHm10qJ3lXRY.5zDGOhcL0W6sptUnWRJU/dQEQCCF2YM7F656");
    });

    it("is of the first 72 bytes", () => {
        const hash = "$2a$04$m0CrhHm10qJ3lXRY.5zDGOmeRWHkmwnkzZG2Vh.MfNQ0v34dpSnDm";
        assert.equal(bcryptHash("x".repeat(72), salt), hash);
        assert.equal(bcryptHash("x".repeat(80), salt), hash);
    });

    it("comes with the password", async () => {
        const { outputs } = await provider().create(PASSWORD, { length: 12 });
        const hash = text(outputs.values["bcryptHash"]);
        assert.match(hash, /^\$2a\$04\$[./A-Za-z0-9]{53}$/);
    });
});

describe("RandomId and RandomBytes", () => {
    it("spell the same bytes in four ways, each behind the prefix", async () => {
        const { id, outputs } = await provider().create(ID, { byteLength: 8, prefix: "p-" });
        const bytes = Buffer.from(id, "base64url");
        assert.equal(bytes.length, 8);
        assert.equal(outputs.values["hex"], `p-${bytes.toString("hex")}`);
        assert.equal(outputs.values["b64Url"], `p-${id}`);
        assert.equal(outputs.values["b64Std"], `p-${bytes.toString("base64")}`);
        assert.equal(outputs.values["dec"], `p-${BigInt(`0x${bytes.toString("hex")}`)}`);
    });

    it("are imported by their bytes", async () => {
        const read = await provider().read(ID, { id: "p-,3q2-7w" });
        assert.equal(read?.outputs.values["hex"], "p-deadbeef");
        assert.deepEqual(read.inputs.values, { byteLength: 4, prefix: "p-" });
        assert.equal((await provider().read(BYTES, { id: "3q2+7w==" }))?.outputs.values["hex"], "deadbeef");
    });

    it("show random bytes as the id, in the clear, as the provider does", async () => {
        const { id, outputs } = await provider().create(BYTES, { length: 5 });
        assert.equal(id, outputs.values["base64"]);
        assert.equal(Buffer.from(id, "base64").toString("hex"), outputs.values["hex"]);
    });

    it("refuse less than one byte", async () => {
        const of = provider();
        await of.refuses(() => of.check(ID, { byteLength: 0 }), row(ID, "tooShort"));
        await of.refuses(() => of.check(BYTES, { length: 0 }), row(BYTES, "tooShort"));
    });
});

describe("RandomUuid", () => {
    const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

    it("is a UUID and the id as well", async () => {
        const { id, outputs } = await provider().create(UUID, {});
        assert.match(id, FORM);
        assert.equal(outputs.values["result"], id);
    });

    it("carries its version where it has one", async () => {
        for (const [type, version] of [
            [UUID4, "4"],
            [UUID7, "7"],
        ] as const) {
            const uuid = await result(type, {});
            assert.match(uuid, FORM);
            assert.equal(uuid[14], version);
            assert.match(uuid[19] ?? "", /[89ab]/);
        }
    });

    it("is imported by its text", async () => {
        const uuid = "6f3f0a52-26f6-4f1c-9a3e-5f0c7f0a9e10";
        assert.equal((await provider().read(UUID, { id: uuid }))?.outputs.values["result"], uuid);
    });
});

describe("RandomPet", () => {
    it("is an adjective and a name, or as many words as asked", async () => {
        const of = provider();
        assert.match((await of.create(PET, {}, "two")).id, /^[a-z]+-[a-z]+$/);
        assert.match((await of.create(PET, { length: 1 }, "one")).id, /^[a-z]+$/);
        assert.match(
            (await of.create(PET, { length: 4, prefix: "web", separator: "_" }, "four")).id,
            /^web(_[a-z]+){4}$/,
        );
    });

    it("cannot be imported", async () => {
        await assert.rejects(provider().read(PET, { id: "calm-otter" }), /cannot be imported/);
    });
});

describe("RandomInteger", () => {
    it("lies between min and max, both included", async () => {
        const of = provider();
        const seen = new Set<unknown>();
        for (let round = 0; round < 60; round++) {
            const { id, outputs } = await of.create(INTEGER, { min: -1, max: 1 });
            assert.equal(id, text(outputs.values["result"]));
            seen.add(outputs.values["result"]);
        }
        assert.deepEqual(
            [...seen].map(Number).sort((left, right) => left - right),
            [-1, 0, 1],
        );
    });

    it("depends on its seed alone where it has one", async () => {
        const inputs = { min: 1, max: 1_000_000, seed: "abc" };
        assert.equal(await result(INTEGER, inputs), await result(INTEGER, inputs, provider(), "other"));
    });

    it("refuses an empty range only when it draws, so that a preview passes", async () => {
        const of = provider();
        assert.deepEqual(of.check(INTEGER, { min: 2, max: 1 }), { min: 2, max: 1 });
        const message = await of.refuses(() => of.create(INTEGER, { min: 2, max: 1 }), row(INTEGER, "emptyRange"));
        assert.match(message, /^Create Random Integer Error: .* min is 2, max is 1$/);
    });

    it("is imported by its result and its range", async () => {
        const read = await provider().read(INTEGER, { id: "5,1,9" });
        assert.equal(read?.id, "5");
        assert.deepEqual(read.inputs.values, { min: 1, max: 9 });
        assert.throws(() => provider().read(INTEGER, { id: "5" }), /\{result\},\{min\},\{max\}/);
    });
});

describe("RandomShuffle", () => {
    const letters = ["a", "b", "c", "d"];
    const shuffled = async (inputs: Properties): Promise<unknown> =>
        (await provider().create(SHUFFLE, inputs)).outputs.values["results"];

    it("is the same items in another order", async () => {
        const results = await shuffled({ inputs: letters });
        assert.deepEqual([...(results as string[])].sort(), letters);
    });

    it("leaves some out, or starts over, to reach the number asked", async () => {
        assert.equal(((await shuffled({ inputs: letters, resultCount: 2 })) as string[]).length, 2);
        const many = (await shuffled({ inputs: letters, resultCount: 6 })) as string[];
        assert.equal(many.length, 6);
        assert.deepEqual(many.slice(0, 4).sort(), letters);
        assert.deepEqual(await shuffled({ inputs: [] }), []);
    });
});

describe("a draw", () => {
    it("is uniform enough: every remainder comes up", () => {
        const draws = new Draws("test");
        const counts = Array.from({ length: 10 }, () => 0);
        for (let round = 0; round < 2000; round++) {
            const drawn = draws.below(10);
            counts[drawn] = (counts[drawn] ?? 0) + 1;
        }
        assert.ok(
            counts.every((times) => times > 140 && times < 260),
            counts.join(" "),
        );
    });
});
