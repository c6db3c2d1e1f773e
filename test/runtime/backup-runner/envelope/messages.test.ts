import assert from "node:assert/strict";
import { inspect } from "node:util";
import { chunkNonce } from "../../../../runtime/backup-runner/envelope/chunks";
import { BackupKeysError, parseBackupKeys } from "../../../../runtime/backup-runner/envelope/keys";
import { CONTEXT, flipped, KEY, KEYS, keysOf, layoutOf, open, OTHER_KEY, seal } from "./support";

const PLAIN = Buffer.from("canary-7f2c-hunter2 and enough for more than one chunk");

async function message(object: Buffer, keys = KEYS, context = CONTEXT): Promise<string> {
    const { error } = await open(object, [], keys, context);
    assert.ok(error instanceof Error);
    return error.message;
}

describe("what an error of an envelope says", () => {
    it("not an envelope, also when it is shorter than one's first bytes", async () => {
        for (const text of ["PGDMP", "PGDMP and a plain dump", "PLNTHB_"]) {
            assert.equal(
                await message(Buffer.from(text)),
                "This is not an encrypted backup: it doesn't begin with PLNTHBK. Look whether this is the object and the " +
                    "version of it that the manifest names, downloaded without any conversion.",
            );
        }
    });

    it("made by a newer version", async () => {
        const object = await seal(PLAIN);
        object.writeUInt8(2, 7);
        assert.equal(
            await message(object),
            "The envelope has version 2; versions up to 1 can be opened here. Use the release of the backup runner that " +
                "made it, or a newer one. If there is none, the object was altered.",
        );
    });

    it("what about a header can't be", async () => {
        const object = await seal(PLAIN);
        for (const [at, value, fault] of [
            [7, 0, "there is no version 0"],
            [8, 0, "it can't have 4 bytes"],
            [10, 255, "chunkBytes must be an integer from 1 to 16777216, and is 4278190096"],
            [46, 255, "a name in it is longer than the header"],
            [47, 0x20, 'keyId must match [A-Za-z0-9._-]{1,32}, and is " 026-11"'],
        ] as const) {
            const altered = Buffer.from(object);
            altered.writeUInt8(value, at);
            if (at === 8) {
                altered.writeUInt8(4, 9);
            }
            assert.ok((await message(altered)).startsWith(`The header was altered: ${fault}. Fetch the version`));
        }
    });

    it("which key is missing, which there are, and where to get it", async () => {
        const keys = keysOf({ "2027-01": OTHER_KEY });
        assert.equal(
            await message(await seal(PLAIN), keys),
            "The backup was made with the key 2026-11, which is not in the secret; there are 2027-01. Put that key back " +
                "into the secret, from an earlier version of it. If there was never one of that id, the backup was altered: " +
                "compare its SHA-256 with the manifest's.",
        );
    });

    it("a wrong key, or an altered header", async () => {
        assert.equal(
            await message(await seal(PLAIN), keysOf({ "2026-11": OTHER_KEY })),
            "The header doesn't authenticate: it was altered, or the secret's key 2026-11 is another than the one that the " +
                "backup was made with. Fetch the version of the object that the manifest names and compare its SHA-256; if it " +
                "is the same, look in the secret's history for the key that had this id when the backup was made.",
        );
    });

    it("which object it is, and which was asked for", async () => {
        assert.equal(
            await message(await seal(PLAIN), KEYS, { ...CONTEXT, environment: "production" }),
            'The object is backup 2026-11-21T030000Z-5f3a of database "core" in staging; asked for was backup ' +
                '2026-11-21T030000Z-5f3a of database "core" in production. Somebody put it in the other one\'s place: fetch ' +
                "the version of the object that the manifest names.",
        );
    });

    it("which chunk was altered, and where it is", async () => {
        const object = await seal(PLAIN);
        const begin = layoutOf(object).bounds[2] ?? 0;
        assert.equal(
            await message(flipped(object, (begin + 9) * 8)),
            `The object was altered: chunk 2 (from 0), which begins at byte ${begin} of the object, doesn't authenticate in ` +
                "this place. Nothing of it was let through, and what came before is not the whole: discard it. Fetch the " +
                "version of the object that the manifest names and compare its SHA-256; if it is the same, restore another " +
                "backup.",
        );
    });

    it("after which chunk it is cut off", async () => {
        const object = await seal(PLAIN);
        const next =
            "What came so far is not the whole: discard it. Compare the object's size with the manifest's and fetch it " +
            "again; if it is stored like this, its upload was never completed, and it is no backup.";
        const { bounds } = layoutOf(object);
        assert.equal(
            await message(object.subarray(0, bounds[2])),
            `The object is cut off: it ends after 2 whole chunks, without the last one. ${next}`,
        );
        for (const length of [0, 5, 40]) {
            assert.equal(
                await message(object.subarray(0, length)),
                `The object is cut off: it ends before the end of its header. ${next}`,
            );
        }
    });

    it("that bytes follow the end", async () => {
        const object = await seal(PLAIN);
        assert.equal(
            await message(Buffer.concat([object, Buffer.of(0)])),
            `The object was altered: bytes follow its last chunk, which ends at byte ${object.length}. Fetch the version of ` +
                "the object that the manifest names and compare its size and SHA-256.",
        );
    });

    it("that the counter is at its end, instead of beginning anew", () => {
        const prefix = Buffer.alloc(7, 0xaa);
        assert.equal(chunkNonce(prefix, 2 ** 32 - 1, true).toString("hex"), "aaaaaaaaaaaaaaffffffff01");
        assert.throws(() => chunkNonce(prefix, 2 ** 32, true), {
            kind: "too-large",
            message: "An envelope holds at most 4294967296 chunks. Use larger chunks (chunkBytes).",
        });
    });

    it("no key and no plain text, whatever is wrong", async () => {
        const object = await seal(PLAIN);
        const outcomes = [
            ...(await Promise.all(
                Array.from({ length: object.length }, (_, index) => open(flipped(object, index * 8 + (index % 8)))),
            )),
            await open(object, [], keysOf({ "2026-11": OTHER_KEY })),
            await open(object, [], keysOf({ other: OTHER_KEY })),
        ];
        const forms = [KEY, OTHER_KEY].flatMap((key) => {
            const bytes = Buffer.from(key, "base64");
            return [key.slice(0, 12), bytes.toString("hex").slice(0, 12), bytes.toString("latin1").slice(0, 8)];
        });
        for (const { error } of outcomes) {
            const text = inspect(error, { depth: 10 });
            for (const secret of [...forms, "canary", PLAIN.toString("hex").slice(0, 12)]) {
                assert.equal(text.includes(secret), false, text);
            }
        }
    });
});

describe("the secret with the keys", () => {
    const faultsOf = (secret: unknown): readonly string[] => {
        try {
            parseBackupKeys(typeof secret === "string" ? secret : JSON.stringify(secret));
        } catch (error) {
            assert.ok(error instanceof BackupKeysError);
            return error.faults;
        }
        return [];
    };

    it("is read with all its keys", () => {
        const { current, keys } = parseBackupKeys(JSON.stringify({ current: "b", keys: { a: KEY, b: OTHER_KEY } }));
        assert.equal(current, "b");
        assert.deepEqual(
            [...keys].map(([id, key]) => [id, key.export().toString("base64")]),
            [
                ["a", KEY],
                ["b", OTHER_KEY],
            ],
        );
    });

    it("is told with all its faults at once", () => {
        const short = Buffer.alloc(31, 5).toString("base64");
        const faults = faultsOf({
            current: "2027",
            curent: "x",
            keys: { short, plain: "not base64!", number: 5, "a b": KEY, one: OTHER_KEY, two: OTHER_KEY },
        });
        assert.deepEqual(faults, [
            "curent stands beside current and keys",
            "current is 2027, which is not in keys",
            "keys.short must be the base64 of 32 bytes, and decodes to 31",
            "keys.plain must be the base64 of 32 bytes, with + and / and padded with =, and is no such base64",
            "keys.number must be the base64 of 32 bytes",
            "entry 4 of keys has an id that doesn't match [A-Za-z0-9._-]{1,32}",
            "keys.two has the same key as keys.one: a new id needs a new key",
        ]);
    });

    it("has to be an object with keys and a current one", () => {
        assert.deepEqual(faultsOf("hunter2"), ["it is not JSON"]);
        assert.deepEqual(faultsOf([KEY]), ["it is not a JSON object"]);
        const noKeys = "keys must be an object with at least one key";
        assert.deepEqual(faultsOf({}), ["current must be the id of one of the keys", noKeys]);
        assert.deepEqual(faultsOf({ current: "a", keys: {} }), ["current is a, which is not in keys", noKeys]);
        assert.deepEqual(faultsOf({ current: "a", keys: [KEY] }), ["current is a, which is not in keys", noKeys]);
    });

    it("takes one form of base64 only, so that the same key is seen to be the same", () => {
        const bytes = Buffer.alloc(32, 0xfb);
        const url = bytes.toString("base64url");
        for (const form of [url, `${url}=`, `${bytes.toString("base64")}\n`, bytes.toString("base64").slice(0, -1)]) {
            assert.match(faultsOf({ current: "a", keys: { a: form } }).join(), /is no such base64/);
        }
    });

    it("says what it should look like, and shows no value, also where key and id were exchanged", () => {
        const bad = Buffer.alloc(33, 0x5a).toString("base64");
        for (const secret of [
            `{"current":"a","keys":{"a":"${KEY}"`,
            KEY,
            JSON.stringify({ current: KEY, keys: { a: KEY } }),
            JSON.stringify({ current: "a", keys: { [KEY]: "a", a: bad } }),
            JSON.stringify({ current: "a", keys: { a: bad, b: KEY, c: KEY }, [OTHER_KEY]: 1 }),
        ]) {
            assert.throws(
                () => parseBackupKeys(secret),
                (error) => {
                    const text = inspect(error, { depth: 10 });
                    assert.match(text, /Set it to JSON of the form \{ "current": "<id>"/);
                    for (const key of [KEY, OTHER_KEY, bad]) {
                        assert.equal(text.includes(key.slice(0, 8)), false, text);
                    }
                    return true;
                },
            );
        }
    });

    it("shows no key when it is printed", () => {
        const printed = inspect(KEYS, { depth: 10, showHidden: true }) + JSON.stringify([...KEYS.keys]);
        assert.ok(printed.includes("2026-11"));
        assert.equal(printed.includes(KEY.slice(0, 8)), false);
        assert.equal(printed.includes("11 11 11"), false);
    });
});
