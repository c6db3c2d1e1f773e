/** Worlds as JSON: the values that JSON cannot say get a marked object of their own. */
import { Asset, isList, isObject } from "../values";
import type { Value } from "../values";

const ASSET = "__plinth_asset";

function toJson(value: Value | undefined): unknown {
    if (value instanceof Asset) {
        return { [ASSET]: { kind: value.kind, hash: value.hash, wire: value.wire } };
    }
    if (isList(value)) {
        return value.map(toJson);
    }
    if (isObject(value)) {
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
    }
    return value;
}

function reviveAsset(_key: string, value: unknown): unknown {
    if (typeof value !== "object" || value === null || !(ASSET in value)) {
        return value;
    }
    const { kind, hash, wire } = (value as Record<typeof ASSET, Asset>)[ASSET];
    return new Asset(kind, hash, wire);
}

export function encode(contents: object): Buffer {
    return Buffer.from(JSON.stringify(toJson(contents as Value)));
}

export function decode<T extends object>(bytes: Buffer): T {
    return JSON.parse(bytes.toString("utf8"), reviveAsset) as T;
}
