import assert from "node:assert/strict";
import fc from "fast-check";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { decode, encode } from "../../../sandbox/protocol/wire";
import type { Properties, PropertyPath, Value } from "../../../sandbox/values";
import { Asset, formatPath, isList, isObject, sameValue, Unknown } from "../../../sandbox/values";

// The marks as https://github.com/pulumi/pulumi/blob/v3.220.0/sdk/go/common/resource/plugin/rpc.go has them.
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const UNKNOWNS = {
    bool: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    number: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    string: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    array: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    asset: "030794c1-ac77-496b-92df-f27374a8bd58",
    archive: "e48ece36-62e2-4504-bad9-02848725956a",
    object: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
};

function struct(values: Record<string, unknown>): Struct {
    return Struct.fromJavaScript(values as Record<string, JavaScriptValue>);
}

const secret = (value: unknown): unknown => ({ [SIGNATURE]: SECRET, value });
const asset = (hash: string): unknown => ({ [SIGNATURE]: ASSET, hash, text: "content" });

/** Every place of a value, with the value's own place first. */
function placesOf(value: Value | undefined, path: PropertyPath): readonly PropertyPath[] {
    if (isList(value)) {
        return [path, ...value.flatMap((item, index) => placesOf(item, [...path, index]))];
    }
    if (isObject(value)) {
        return [path, ...Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]))];
    }
    return [path];
}

const key = fc.string({ minLength: 1, maxLength: 6 }).filter((name) => name !== "__proto__");
const { bag } = fc.letrec<{ value: Value; bag: Properties }>((tie) => ({
    value: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
        fc.boolean(),
        fc.constant(null),
        fc.constant(Unknown.value),
        fc
            .stringMatching(/^[0-9a-f]{8}$/)
            .map((hash) => new Asset("asset", hash, { [SIGNATURE]: ASSET, hash, text: "content" })),
        fc.array(tie("value"), { maxLength: 4 }),
        tie("bag"),
    ),
    bag: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));

const bagWithSecrets = bag.chain((values) => {
    const places = placesOf(values, []).slice(1);
    return fc.record({ values: fc.constant(values), secrets: fc.subarray([...places]) });
});

const sorted = (paths: readonly PropertyPath[]): readonly string[] => paths.map(formatPath).sort();

describe("properties on the wire", () => {
    it("come back with their values, unknowns, assets and secrets", () => {
        fc.assert(
            fc.property(bagWithSecrets, (given) => {
                const back = decode(encode(given));
                assert.ok(sameValue(back.values, given.values));
                assert.deepEqual(sorted(back.secrets), sorted(given.secrets));
            }),
            { numRuns: 500 },
        );
    });

    it("that are absent are no properties", () => {
        assert.deepEqual(decode(undefined), { values: {}, secrets: [] });
        assert.deepEqual(decode(encode({ values: { gone: undefined }, secrets: [["gone"]] })).values, {});
    });

    it("show an unknown value of each kind as unknown, in any depth", () => {
        for (const [kind, mark] of Object.entries(UNKNOWNS)) {
            const { values } = decode(struct({ plain: mark, deep: { list: [mark, "known"] } }));
            assert.equal(values["plain"], Unknown.value, kind);
            assert.deepEqual(values["deep"], { list: [Unknown.value, "known"] }, kind);
        }
    });

    it("carry an unknown value back as an unknown string", () => {
        const wire = encode({ values: { id: Unknown.value }, secrets: [] });
        assert.deepEqual(wire.toJavaScript(), { id: UNKNOWNS.string });
    });
});

describe("secrets on the wire", () => {
    it("are unwrapped, and their places noted", () => {
        const { values, secrets } = decode(struct({ list: ["a", secret("b")], map: secret({ "x.y": 1 }) }));
        assert.deepEqual(values, { list: ["a", "b"], map: { "x.y": 1 } });
        assert.deepEqual(secrets, [["list", 1], ["map"]]);
    });

    it("inside secrets are noted both", () => {
        const wire = { outer: secret({ inner: secret("x"), list: [secret(secret("y"))] }) };
        const { values, secrets } = decode(struct(wire));
        assert.deepEqual(values, { outer: { inner: "x", list: ["y"] } });
        assert.deepEqual(sorted([...new Set(secrets)]), ["outer", "outer.inner", "outer.list[0]"]);
    });

    it("are wrapped once each, whatever is below them", () => {
        const wire = encode({ values: { map: { a: "x", b: ["y"] } }, secrets: [["map"], ["map", "b", 0], ["map"]] });
        assert.deepEqual(wire.toJavaScript(), { map: secret({ a: "x", b: [secret("y")] }) });
    });

    it("may be unknown, or an asset", () => {
        const { values, secrets } = decode(struct({ id: secret(UNKNOWNS.string), code: secret(asset("abc")) }));
        assert.equal(values["id"], Unknown.value);
        assert.ok(values["code"] instanceof Asset);
        assert.deepEqual(sorted(secrets), ["code", "id"]);
    });

    it("at a place that has no value are left out", () => {
        const wire = encode({ values: { a: "x" }, secrets: [["b"], ["a", "deeper"], ["list", 3]] });
        assert.deepEqual(wire.toJavaScript(), { a: "x" });
    });
});

describe("other marked values on the wire", () => {
    it("are assets and archives with their digest, echoed as they came", () => {
        const archive = { [SIGNATURE]: ARCHIVE, hash: "def", assets: { "index.js": asset("abc") } };
        const given = struct({ code: archive, page: asset("abc") });
        const { values, secrets } = decode(given);
        const { code, page } = values;
        assert.ok(code instanceof Asset && page instanceof Asset);
        assert.deepEqual([code.kind, code.hash, page.kind, page.hash], ["archive", "def", "asset", "abc"]);
        assert.deepEqual(encode({ values, secrets }).toJavaScript(), given.toJavaScript());
    });

    it("are output values: known, unknown, secret", () => {
        const output = (rest: object): unknown => ({ [SIGNATURE]: OUTPUT, dependencies: ["urn:a"], ...rest });
        const { values, secrets } = decode(
            struct({
                known: output({ value: { a: secret(1) } }),
                unknown: output({}),
                secret: output({ value: "x", secret: true }),
                both: output({ secret: true }),
            }),
        );
        assert.deepEqual(values, { known: { a: 1 }, unknown: Unknown.value, secret: "x", both: Unknown.value });
        assert.deepEqual(sorted(secrets), ["both", "known.a", "secret"]);
    });

    it("are references to resources, which stand for the id, or the URN of one without id", () => {
        const { values } = decode(
            struct({
                custom: { [SIGNATURE]: RESOURCE, urn: "urn:a", id: "vpc-1" },
                planned: { [SIGNATURE]: RESOURCE, urn: "urn:a", id: UNKNOWNS.string },
                component: { [SIGNATURE]: RESOURCE, urn: "urn:b" },
            }),
        );
        assert.deepEqual(values, { custom: "vpc-1", planned: Unknown.value, component: "urn:b" });
    });

    it("of an unheard-of kind are refused, and the message says where", () => {
        assert.throws(() => decode(struct({ a: { b: [{ [SIGNATURE]: "0" }] } })), /does not know at a\.b\[0\]/);
    });
});

describe("an asset without a digest", () => {
    it("is the same as another one of the same description only", () => {
        const decoded = (path: string): Value | undefined =>
            decode(struct({ code: { [SIGNATURE]: ASSET, path } })).values["code"];
        assert.ok(sameValue(decoded("./a"), decoded("./a")));
        assert.equal(sameValue(decoded("./a"), decoded("./b")), false);
    });
});
