import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../../../support/project-files";
import { CONTEXT, flipped, keysOf, layoutOf, open, OTHER_KEY, seal, someBytes } from "./support";

/** 00 01 02 … 1f */
const KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString("base64");
/** 20 21 22 … 3f */
const SALT = Buffer.from(Array.from({ length: 32 }, (_, index) => 32 + index));
const SECRET = { current: "2026-11", keys: { "2026-11": KEY, old: OTHER_KEY } };
const KEYS = keysOf(SECRET.keys);

const HEADER = [
    "504c4e5448424b", // PLNTHBK
    "01", // version
    "0080", // 128 bytes of header
    "00000008", // 8 plain bytes in a chunk
    "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f", // salt
    "07323032362d3131", // 2026-11
    "046e6f6e65", // none
    "0773746167696e67", // staging
    "04636f7265", // core
    "17323032362d31312d3231543033303030305a2d35663361", // 2026-11-21T030000Z-5f3a
    "a1b3f6125ae1b9399b88cd0f9e69092627d96f69e8e0af768d399c561f62d798", // tag
].join("");

/** Checked with Python's `cryptography` and docs/backup-format.md alone, none of this code. */
const VECTORS = [
    {
        plain: "Plinth's golden bytes",
        chunks: [
            "00000008" + "6f6267aaa6c6e978" + "70496743c0c3b3fc47666bd629983870",
            "00000008" + "c9fa7c9f6996e886" + "b29581272b7e5d4b1a6d4bc3e6d5f92e",
            "80000005" + "852388601d" + "d84f8effb868555986144013648ef618",
        ],
    },
    { plain: "", chunks: ["80000000" + "1914c5108dd7ab941f60904d742a652a"] },
];

describe("the format of an envelope, version 1,", () => {
    for (const { plain, chunks } of VECTORS) {
        it(`never changes: "${plain}" gives the same bytes as ever`, async () => {
            const object = await seal(Buffer.from(plain), {
                keys: KEYS,
                salt: SALT,
                chunkBytes: 8,
                compression: "none",
            });
            const layout = layoutOf(object);
            assert.equal(layout.header.toString("hex"), HEADER);
            assert.deepEqual(
                layout.chunks.map((chunk) => chunk.toString("hex")),
                chunks,
            );
        });

        it(`can be opened for ever: "${plain}" comes out`, async () => {
            const { bytes, error } = await open(Buffer.from(HEADER + chunks.join(""), "hex"), [], KEYS);
            assert.equal(error, undefined);
            assert.equal(bytes.toString(), plain);
        });
    }
});

describe("the script in docs/backup-format.md", () => {
    let directory = "";
    beforeEach(() => {
        directory = mkdtempSync(join(tmpdir(), "plinth-backup-format-"));
        const text = readFileSync(join(repository, "docs", "backup-format.md"), "utf8");
        const script = /^```js\n\/\/ open-backup\.mjs\n([\s\S]*?)^```$/m.exec(text)?.[1];
        assert.ok(script, "the script is not there");
        writeFileSync(join(directory, "open-backup.mjs"), script);
    });
    afterEach(() => rmSync(directory, { recursive: true, force: true }));

    function run(object: Buffer): { readonly status: number | null; readonly plain: Buffer; readonly said: string } {
        writeFileSync(join(directory, "object"), object);
        const { status, stdout, stderr } = spawnSync(process.execPath, ["open-backup.mjs", "object"], {
            cwd: directory,
            env: { BACKUP_KEYS: JSON.stringify(SECRET) },
            maxBuffer: 2 ** 24,
        });
        return { status, plain: stdout, said: stderr.toString() };
    }

    it("decrypts what is encrypted here, and says what it is", async () => {
        const plain = someBytes(3_000_000);
        const context = { ...CONTEXT, database: "Größe" };
        const result = run(await seal(plain, { keys: KEYS, context, chunkBytes: 2 ** 20 }));
        assert.equal(
            result.said,
            `key, compression, environment, database, backup: 2026-11, gzip, staging, Größe, ${CONTEXT.backupId}\n`,
        );
        assert.equal(result.status, 0);
        assert.ok(result.plain.equals(plain));
    });

    it("decrypts an empty one", async () => {
        const result = run(await seal(Buffer.alloc(0), { keys: KEYS }));
        assert.equal(result.status, 0);
        assert.equal(result.plain.length, 0);
    });

    it("refuses what was altered, cut off, added to or made with another key", async () => {
        const plain = Buffer.from("0123456789abcdef0123456789abcdef0123456789");
        const object = await seal(plain, { keys: KEYS });
        const { bounds } = layoutOf(object);
        const last = bounds[2] ?? 0;
        for (const [altered, reason] of [
            [flipped(object, 0), /no envelope of version 1/],
            [flipped(object, 20 * 8), /wrong key, or the header was altered/],
            [flipped(object, (last + 5) * 8), /unable to authenticate/],
            [object.subarray(0, last), /the object is cut off/],
            [Buffer.concat([object, object]), /bytes follow the last chunk/],
            [await seal(plain, { keys: keysOf({ new: KEY }) }), /the secret has no key new/],
            [await seal(plain, { keys: keysOf({ old: KEY }) }), /wrong key, or the header was altered/],
        ] as const) {
            const result = run(altered);
            assert.match(result.said, reason);
            assert.equal(result.status, 1);
            assert.deepEqual(result.plain, plain.subarray(0, result.plain.length));
        }
    });
});
