/**
 * Properties on the wire: `google.protobuf.Struct`, with marked strings and objects for what a Struct cannot say.
 * The marks are the protocol's own; see `sdk/go/common/resource/plugin/rpc.go` of github.com/pulumi/pulumi.
 */
import { createHash } from "node:crypto";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Bag } from "../backend";
import type { PathSegment, Properties, PropertyPath, Value } from "../values";
import { Asset, formatPath, isList, isObject, isUnknown, Unknown } from "../values";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
const RESOURCE_REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT_VALUE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
/** One mark for each kind of value in the engine; to a provider they all say "not known yet". */
const UNKNOWNS = new Set([
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

type Wire = unknown;

function isWireObject(wire: Wire): wire is Readonly<Record<string, Wire>> {
    return typeof wire === "object" && wire !== null && !Array.isArray(wire);
}

function decodeValue(wire: Wire, path: PropertyPath, secrets: PropertyPath[]): Value {
    if (typeof wire === "string") {
        return UNKNOWNS.has(wire) ? Unknown.value : wire;
    }
    if (Array.isArray(wire)) {
        return wire.map((item, index) => decodeValue(item, [...path, index], secrets));
    }
    if (!isWireObject(wire)) {
        return wire as number | boolean | null;
    }
    if (SIGNATURE in wire) {
        return decodeMarked(wire, path, secrets);
    }
    return Object.fromEntries(
        Object.entries(wire).map(([key, item]) => [key, decodeValue(item, [...path, key], secrets)]),
    );
}

/** Two assets that came without a digest are the same only where their descriptions are. */
function digestOf(wire: Readonly<Record<string, Wire>>): string {
    const { hash } = wire;
    return typeof hash === "string" && hash !== ""
        ? hash
        : createHash("sha256").update(JSON.stringify(wire)).digest("hex");
}

function decodeMarked(wire: Readonly<Record<string, Wire>>, path: PropertyPath, secrets: PropertyPath[]): Value {
    switch (wire[SIGNATURE]) {
        case SECRET:
            secrets.push(path);
            // In a state file it is encrypted, and stays unknown.
            return "value" in wire ? decodeValue(wire["value"], path, secrets) : null;
        case ASSET:
            return new Asset("asset", digestOf(wire), wire);
        case ARCHIVE:
            return new Asset("archive", digestOf(wire), wire);
        case RESOURCE_REFERENCE:
            return typeof wire["id"] === "string" ? decodeValue(wire["id"], path, secrets) : String(wire["urn"]);
        case OUTPUT_VALUE:
            if (wire["secret"] === true) {
                secrets.push(path);
            }
            return "value" in wire ? decodeValue(wire["value"], path, secrets) : Unknown.value;
        default:
            throw new Error(`the engine sent a value of a kind that the sandbox does not know at ${formatPath(path)}`);
    }
}

/** @param struct absent stands for no properties. */
export function decode(struct: Struct | undefined): Bag {
    return decodeJson(struct?.toJavaScript() ?? {});
}

/** Properties as a state file has them: the same marks, with secrets encrypted and therefore `null` here. */
export function decodeJson(properties: Readonly<Record<string, unknown>>): Bag {
    const secrets: PropertyPath[] = [];
    const values = decodeValue(properties, [], secrets);
    return { values: values as Properties, secrets };
}

/** The tree of places that hold secrets; a leaf says that all below is secret. */
interface SecretTree {
    secret: boolean;
    readonly below: Map<PathSegment, SecretTree>;
}

function secretTree(paths: readonly PropertyPath[]): SecretTree {
    const root: SecretTree = { secret: false, below: new Map() };
    for (const path of paths) {
        let node = root;
        for (const segment of path) {
            const next = node.below.get(segment) ?? { secret: false, below: new Map() };
            node.below.set(segment, next);
            node = next;
        }
        node.secret = true;
    }
    return root;
}

function encodeValue(value: Value, tree: SecretTree | undefined): Wire {
    const plain = encodePlain(value, tree);
    return tree?.secret ? { [SIGNATURE]: SECRET, value: plain } : plain;
}

function encodePlain(value: Value, tree: SecretTree | undefined): Wire {
    if (isUnknown(value)) {
        return UNKNOWN;
    }
    if (value instanceof Asset) {
        return value.wire;
    }
    if (isList(value)) {
        return value.map((item, index) => encodeValue(item, tree?.below.get(index)));
    }
    if (isObject(value)) {
        return encodeObject(value, tree);
    }
    return value;
}

function encodeObject(value: Properties, tree: SecretTree | undefined): Record<string, Wire> {
    const wire: Record<string, Wire> = {};
    for (const [key, item] of Object.entries(value)) {
        if (item !== undefined) {
            wire[key] = encodeValue(item, tree?.below.get(key));
        }
    }
    return wire;
}

export function encode(bag: Bag): Struct {
    const wire = encodeObject(bag.values, secretTree(bag.secrets));
    return Struct.fromJavaScript(wire as Record<string, JavaScriptValue>);
}
