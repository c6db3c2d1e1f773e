import assert from "node:assert/strict";
import { createHmac, hkdfSync } from "node:crypto";
import fc from "fast-check";
import { EnvelopeError } from "../../../../runtime/backup-runner/envelope/fault";
import { canonicalJson } from "../../../../runtime/backup-runner/manifest/canonical";
import type { Manifest, ManifestContent } from "../../../../runtime/backup-runner/manifest/manifest";
import { ManifestError, manifestText } from "../../../../runtime/backup-runner/manifest/manifest";
import { parseManifest } from "../../../../runtime/backup-runner/manifest/parse";
import { checkManifest, signManifest } from "../../../../runtime/backup-runner/manifest/sign";
import { CONTEXT, KEY, KEYS, keysOf, OTHER_KEY } from "../envelope/support";

const CONTENT: ManifestContent = {
    ...CONTEXT,
    startedAt: "2026-11-21T03:00:00.000Z",
    endedAt: "2026-11-21T03:04:05.678Z",
    serverVersion: "16.4 (Debian 16.4-1.pgdg120+1)",
    clientVersion: "pg_dump (PostgreSQL) 16.4",
    object: {
        key: "core/2026-11-21T030000Z-5f3a/dump.plnthbk",
        versionId: "3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY",
        bytes: 123_456,
        sha256: "a".repeat(64),
    },
    plain: { bytes: 654_321, sha256: "b".repeat(64) },
    envelope: { version: 1, keyId: "2026-11", chunkBytes: 1_048_576, compression: "gzip" },
    tables: [
        { schema: "public", name: "users", rows: 12 },
        { schema: "public", name: "clinics", rows: 0 },
        { schema: "audit", name: "Größe", rows: 9_007_199_254_740_991 },
    ],
    roles: ["reporting", "app"],
};

const MANIFEST = signManifest(CONTENT, KEYS);
const FIRST_MAC = "a2a5a8f5b62b9835a1cd336a08c93d575f3eb0c7f7f7a96ecd277a5383cc3a2c";
const MAC = "07fc30408ceb86867ca8d27955999670916ce89cdd41384a5109be706a386ac9";

/** The text of the content above, by hand. */
function textOf({ mac, roles, version }: Readonly<Record<"mac" | "roles" | "version", string>>): string {
    return (
        '{"backupId":"2026-11-21T030000Z-5f3a","clientVersion":"pg_dump (PostgreSQL) 16.4","database":"core",' +
        '"endedAt":"2026-11-21T03:04:05.678Z","envelope":{"chunkBytes":1048576,"compression":"gzip",' +
        '"keyId":"2026-11","version":1},"environment":"staging",' +
        `"mac":"${mac}",` +
        '"object":{"bytes":123456,"key":"core/2026-11-21T030000Z-5f3a/dump.plnthbk",' +
        `"sha256":"${"a".repeat(64)}","versionId":"3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY"},` +
        `"plain":{"bytes":654321,"sha256":"${"b".repeat(64)}"},${roles}` +
        '"serverVersion":"16.4 (Debian 16.4-1.pgdg120+1)","startedAt":"2026-11-21T03:00:00.000Z",' +
        '"tables":[{"name":"Größe","rows":9007199254740991,"schema":"audit"},' +
        '{"name":"clinics","rows":0,"schema":"public"},{"name":"users","rows":12,"schema":"public"}],' +
        `"version":"${version}"}\n`
    );
}

/** The MAC by the words of docs/backup-format.md, apart from the code under test. */
function macByHand(content: object, key: string): string {
    const secret = Buffer.from(key, "base64");
    const macKey = Buffer.from(hkdfSync("sha256", secret, "", "plinth backup manifest 1", 32));
    return createHmac("sha256", macKey).update(canonicalJson(content)).digest("hex");
}

function failure(action: () => unknown): ManifestError {
    try {
        action();
    } catch (error) {
        assert.ok(error instanceof ManifestError, String(error));
        return error;
    }
    throw new Error("it was accepted");
}

function parseFailure(manifest: unknown): ManifestError {
    const value: unknown = JSON.parse(JSON.stringify(manifest));
    return failure(() => parseManifest(`${canonicalJson(value)}\n`));
}

describe("a manifest", () => {
    it("never changes its form: this content gives this text", () => {
        assert.equal(
            manifestText(MANIFEST),
            textOf({ mac: MAC, version: "1.1", roles: '"roles":["app","reporting"],' }),
        );
    });

    it("of version 1.0 is read for ever, and tells no roles", () => {
        const text = textOf({ mac: FIRST_MAC, version: "1.0", roles: "" });
        const read = parseManifest(text);
        checkManifest(read, KEYS, CONTEXT);
        assert.equal(read.roles, undefined);
        assert.equal(manifestText(read), text);
        const { mac: _, roles: __, ...rest } = { ...MANIFEST, version: "1.0" };
        assert.equal(FIRST_MAC, macByHand(rest, KEY));
    });

    it("is read as it was written, and is authentic", () => {
        const read = parseManifest(manifestText(MANIFEST));
        assert.deepEqual(read, MANIFEST);
        checkManifest(read, KEYS, CONTEXT);
    });

    it("has a MAC that can be made by hand", () => {
        const { mac, ...rest } = MANIFEST;
        assert.equal(mac, macByHand(rest, KEY));
    });

    it("is the same for the same tables in another order", () => {
        const turned = signManifest({ ...CONTENT, tables: [...CONTENT.tables].reverse() }, KEYS);
        assert.equal(manifestText(turned), manifestText(MANIFEST));
    });

    it("may have no tables, and a database of no bytes", () => {
        const empty = signManifest({ ...CONTENT, tables: [], plain: { bytes: 0, sha256: "c".repeat(64) } }, KEYS);
        checkManifest(parseManifest(manifestText(empty)), KEYS, CONTEXT);
    });

    it("can be signed again: its MAC is not part of what is signed", () => {
        assert.deepEqual(signManifest({ ...CONTENT, ...MANIFEST, roles: CONTENT.roles }, KEYS), MANIFEST);
    });

    it("is checked with the key that made its backup, also when another one is current", () => {
        checkManifest(MANIFEST, keysOf({ "2027-01": OTHER_KEY, "2026-11": KEY }), CONTEXT);
        assert.throws(
            () => checkManifest(MANIFEST, keysOf({ "2027-01": OTHER_KEY }), CONTEXT),
            (error) => error instanceof EnvelopeError && error.kind === "unknown-key",
        );
    });

    it("is not signed when it could not be read again", () => {
        const error = failure(() =>
            signManifest({ ...CONTENT, object: { ...CONTENT.object, versionId: "null" } }, KEYS),
        );
        assert.deepEqual(error.faults, [
            'object.versionId must be the version id of an object in a bucket with versioning, and is "null"',
        ]);
    });
});

describe("a forged manifest", () => {
    it("is noticed, whichever value was changed", () => {
        const forgeries: readonly Partial<Manifest>[] = [
            { environment: "production" },
            { database: "telemetry" },
            { backupId: "other" },
            { startedAt: "2026-11-21T02:00:00.000Z" },
            { endedAt: "2026-11-21T03:04:05.679Z" },
            { serverVersion: "17" },
            { clientVersion: "17" },
            { object: { ...MANIFEST.object, key: "core/other" } },
            { object: { ...MANIFEST.object, versionId: "other" } },
            { object: { ...MANIFEST.object, bytes: 1 } },
            { object: { ...MANIFEST.object, sha256: "f".repeat(64) } },
            { plain: { ...MANIFEST.plain, bytes: 1 } },
            { plain: { ...MANIFEST.plain, sha256: "f".repeat(64) } },
            { envelope: { ...MANIFEST.envelope, version: 2 } },
            { envelope: { ...MANIFEST.envelope, chunkBytes: 1 } },
            { envelope: { ...MANIFEST.envelope, compression: "none" } },
            { tables: MANIFEST.tables.slice(1) },
            { tables: MANIFEST.tables.map((table) => ({ ...table, rows: 1 })) },
            { version: "1.2" },
            { roles: ["app"] },
            { roles: [] },
            { mac: "0".repeat(64) },
        ];
        for (const forgery of forgeries) {
            const forged = parseManifest(manifestText({ ...MANIFEST, ...forgery }));
            assert.equal(failure(() => checkManifest(forged, KEYS, CONTEXT)).kind, "forged", JSON.stringify(forgery));
        }
    });

    it("is noticed when another key of the secret is named", () => {
        const keys = keysOf({ "2026-11": KEY, "2027-01": OTHER_KEY });
        const forged = { ...MANIFEST, envelope: { ...MANIFEST.envelope, keyId: "2027-01" } };
        assert.equal(failure(() => checkManifest(forged, keys, CONTEXT)).kind, "forged");
    });

    it("is told from one that stands in another one's place", () => {
        const error = failure(() => checkManifest(MANIFEST, KEYS, { ...CONTEXT, backupId: "2026-11-20" }));
        assert.equal(error.kind, "other-backup");
        assert.equal(
            error.message,
            "The backup's manifest is another backup's: it describes backup 2026-11-21T030000Z-5f3a of database \"core\" in " +
                'staging; asked for was backup 2026-11-20 of database "core" in staging. Somebody put it in the other one\'s ' +
                "place: fetch the oldest version of the manifest from the bucket.",
        );
    });

    it("is told with the key to look at, and without any key's bytes", () => {
        const error = failure(() => checkManifest(MANIFEST, keysOf({ "2026-11": OTHER_KEY }), CONTEXT));
        assert.equal(
            error.message,
            "The backup's manifest was not made by the backup runner, or was altered: its MAC doesn't fit the secret's key " +
                "2026-11. Don't restore from it. Fetch the oldest version of the manifest from the bucket; if it fails as " +
                "well, look in the secret's history for the key that had this id when the backup was made.",
        );
        assert.equal(error.message.includes(MANIFEST.mac), false);
    });
});

describe("the form of a manifest", () => {
    it("is told with all its faults at once, each with its key path", () => {
        const { kind, faults } = parseFailure({
            ...MANIFEST,
            environment: "a b",
            database: 5,
            startedAt: "2026-11-21 03:00",
            endedAt: undefined,
            serverVersion: "",
            object: { key: "/core", versionId: "null", bytes: -1, sha256: "A".repeat(64), etag: "x" },
            plain: [],
            envelope: { ...MANIFEST.envelope, version: 0, chunkBytes: 1.5, keyId: "" },
            tables: [{ schema: "public", name: "", rows: "12" }, null],
            roles: ["", 5],
            mac: "x".repeat(100),
            note: "hello",
            "two words": "hello",
        });
        assert.equal(kind, "malformed");
        const long = (letter: string): string => `"${letter.repeat(59)}…`;
        assert.deepEqual(faults, [
            'environment must match [A-Za-z0-9._-]{1,63}, and is "a b"',
            "database must be 1 to 63 bytes of UTF-8 without a zero byte, and is 5",
            'startedAt must be a time in UTC such as "2026-11-21T03:00:00.000Z", and is "2026-11-21 03:00"',
            'endedAt must be a time in UTC such as "2026-11-21T03:00:00.000Z", and is missing',
            'serverVersion must be 1 to 200 printable characters, and is ""',
            "object.bytes must be an integer of at least 0, and is -1",
            `object.sha256 must be 64 digits of lower-case hex, and is ${long("A")}`,
            'object.key must be a key of 1 to 1024 bytes without a leading slash, and is "/core"',
            'object.versionId must be the version id of an object in a bucket with versioning, and is "null"',
            "object.etag is unknown",
            "plain must be an object, and is an array",
            "envelope.version must be an integer from 1 to 255, and is 0",
            'envelope.keyId must match [A-Za-z0-9._-]{1,32}, and is ""',
            "envelope.chunkBytes must be an integer from 1 to 16777216, and is 1.5",
            'tables[0].name must be 1 to 63 bytes of UTF-8 without a zero byte, and is ""',
            'tables[0].rows must be an integer of at least 0, and is "12"',
            "tables[1] must be an object, and is null",
            `mac must be 64 digits of lower-case hex, and is ${long("x")}`,
            'roles[0] must be 1 to 63 bytes of UTF-8 without a zero byte, and is ""',
            "roles[1] must be 1 to 63 bytes of UTF-8 without a zero byte, and is 5",
            "note is unknown",
            '"two words" is unknown',
        ]);
    });

    it("has every key that is documented", () => {
        for (const key of Object.keys(MANIFEST)) {
            const rest = Object.fromEntries(Object.entries(MANIFEST).filter(([name]) => name !== key));
            const { faults } = parseFailure(rest);
            assert.equal(faults.length, 1);
            assert.match(faults.join(), new RegExp(`^${key} must .*is missing$`));
        }
    });

    it("has no table or role twice, and no end before the beginning", () => {
        const { faults } = parseFailure({
            ...MANIFEST,
            endedAt: "2026-11-21T02:59:59.999Z",
            tables: [...MANIFEST.tables, { schema: "public", name: "users", rows: 13 }],
            roles: ["app", "app"],
        });
        assert.deepEqual(faults, [
            "endedAt is 2026-11-21T02:59:59.999Z, before startedAt, which is 2026-11-21T03:00:00.000Z",
            'tables[3] is "public.users" again',
            'roles[1] is "app" again',
        ]);
    });

    it("is one text: formatted anew, with a key twice or without its newline it is refused", () => {
        const text = manifestText(MANIFEST);
        for (const other of [
            text.trimEnd(),
            `${text}\n`,
            JSON.stringify(MANIFEST, undefined, 2),
            text.replace('{"backupId"', '{"backupId":"first","backupId"'),
            text.replace("123456", "123456.0"),
        ]) {
            assert.deepEqual(failure(() => parseManifest(other)).faults, [
                "it was formatted anew, or has a key twice: use it as it is stored",
            ]);
        }
    });

    it("is told from one that was cut off, at any place", () => {
        const text = manifestText(MANIFEST);
        for (let length = 0; length < text.length; length += 1) {
            const { kind, message } = failure(() => parseManifest(text.slice(0, length)));
            assert.equal(kind, "malformed");
            assert.match(message, /Fetch the manifest's own versions from the bucket/);
        }
    });

    it("of a newer major version is refused as such, whatever else it is", () => {
        const error = parseFailure({ version: "2.0", wholly: "different" });
        assert.equal(error.kind, "newer-version");
        assert.equal(
            error.message,
            "The backup's manifest is newer than this program: its version is 2.0; up to 1.1 is known here. Use the release " +
                "of the backup runner that made it, or a newer one.",
        );
    });

    it("of a newer minor version may have more in it, which its MAC covers", () => {
        const { mac: _, ...rest } = MANIFEST;
        const newer = { ...rest, version: "1.7", regions: ["a"], object: { ...rest.object, storageClass: "STANDARD" } };
        const signed = { ...newer, mac: macByHand(newer, KEY) };
        const read = parseManifest(manifestText(signed));
        assert.deepEqual(read, signed);
        checkManifest(read, KEYS, CONTEXT);
        const forged = parseManifest(
            manifestText({ ...signed, object: { ...signed.object, storageClass: "GLACIER" } } as Manifest),
        );
        assert.equal(failure(() => checkManifest(forged, KEYS, CONTEXT)).kind, "forged");
    });

    it("of version 1.0 has no roles, and of a later one must have them", () => {
        assert.deepEqual(parseFailure({ ...MANIFEST, version: "1.0" }).faults, ["roles is unknown"]);
        assert.deepEqual(parseFailure({ ...MANIFEST, version: "1.2", roles: "app" }).faults, [
            'roles must be an array, and is "app"',
        ]);
    });

    it("of a newer minor version still has to have what is known", () => {
        const { faults } = parseFailure({ ...MANIFEST, version: "1.7", plain: undefined, regions: [] });
        assert.deepEqual(faults, ["plain must be an object, and is missing"]);
    });

    it("is refused in order, whatever text or JSON it is", () => {
        const text = fc.oneof(
            fc.string(),
            fc.json(),
            fc.json().map((json) => `{"version":"1.9","x":${json}}`),
        );
        fc.assert(
            fc.property(text, (read) => {
                assert.ok(["malformed", "newer-version"].includes(failure(() => parseManifest(read)).kind));
            }),
            { numRuns: 500 },
        );
        const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
        const deeper = manifestText(MANIFEST).replace('"version":"1.1"}', `"version":"1.9","x":${deep}}`);
        assert.deepEqual(failure(() => parseManifest(deeper)).faults, ["it is nested more than 16 levels deep"]);
    });
});

describe("canonical JSON", () => {
    it("is the same for the same value, whatever the order of its keys, and reads as that value", () => {
        fc.assert(
            fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
                const turned: unknown = JSON.parse(JSON.stringify(value), (_, item: unknown) =>
                    typeof item === "object" && item !== null && !Array.isArray(item)
                        ? Object.fromEntries(Object.entries(item).reverse())
                        : item,
                );
                assert.equal(canonicalJson(turned), canonicalJson(value));
                assert.equal(canonicalJson(JSON.parse(canonicalJson(value))), canonicalJson(value));
            }),
        );
    });

    it("sorts keys by UTF-16 code units, as RFC 8785 shows", () => {
        // https://www.rfc-editor.org/rfc/rfc8785#section-3.2.3
        const keys = ["\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6"];
        const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])));
        const sorted = ["\\r", "1", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33"];
        assert.equal(text, `{${sorted.map((key) => `"${key}":0`).join(",")}}`);
    });
});
