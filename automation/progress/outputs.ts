import { isSecret } from "./secret-mark";

/** Values as JSON has them. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a stack exports, secrets already replaced by {@link SECRET}. */
export type Outputs = Readonly<Record<string, Json>>;

/** Stands where a secret is. */
export const SECRET = "[secret]";
/** Stands where a preview can't know yet. */
export const UNKNOWN = "(known after up)";

/** Unknown values: https://github.com/pulumi/pulumi/blob/v3.220.0/sdk/go/common/resource/plugin/rpc.go */
const UNKNOWN_SENTINELS = new Set([
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** A value of the engine as it may be shown: without secrets, with unknowns named. */
export function shown(value: unknown): Json {
    if (typeof value === "string") {
        return UNKNOWN_SENTINELS.has(value) ? UNKNOWN : value;
    }
    if (Array.isArray(value)) {
        return value.map(shown);
    }
    if (typeof value === "object" && value !== null) {
        return shownObject(value);
    }
    return typeof value === "number" || typeof value === "boolean" ? value : null;
}

function shownObject(value: object): Json {
    if (isSecret(value)) {
        return SECRET;
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(inner)]));
}

/** All outputs of a stack as they may be shown. */
export function shownOutputs(values: Readonly<Record<string, unknown>>): Outputs {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(value)]));
}
