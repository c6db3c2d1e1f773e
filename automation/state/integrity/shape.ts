import type { StateFault } from "./fault";

/** What the engine can read in a field. */
type Kind = "text" | "flag" | "object" | "list" | "texts" | "texts by key" | "time" | "any";

type Shape = Readonly<Record<string, Kind>>;

/** Fields that the engine reads, else it stops: https://github.com/pulumi/pulumi/blob/v3.220.0/sdk/go/common/apitype/core.go */
const RESOURCE: Shape = {
    urn: "text",
    custom: "flag",
    delete: "flag",
    id: "text",
    type: "text",
    inputs: "object",
    outputs: "object",
    parent: "text",
    protect: "flag",
    taint: "flag",
    external: "flag",
    dependencies: "texts",
    initErrors: "texts",
    provider: "text",
    propertyDependencies: "texts by key",
    pendingReplacement: "flag",
    additionalSecretOutputs: "texts",
    aliases: "texts",
    customTimeouts: "object",
    importID: "text",
    retainOnDelete: "flag",
    deletedWith: "text",
    replaceWith: "texts",
    created: "time",
    modified: "time",
    sourcePosition: "text",
    stackTrace: "list",
    ignoreChanges: "texts",
    hideDiff: "list",
    replaceOnChanges: "texts",
    replacementTrigger: "any",
    refreshBeforeUpdate: "flag",
    viewOf: "text",
    resourceHooks: "texts by key",
};
const FILE: Shape = { version: "any", features: "texts", checkpoint: "object" };
const CHECKPOINT: Shape = { stack: "text", config: "object", latest: "object" };
const DEPLOYMENT: Shape = {
    manifest: "object",
    secrets_providers: "object",
    resources: "list",
    pending_operations: "list",
    metadata: "object",
};
const MANIFEST: Shape = { time: "time", magic: "text", version: "text", plugins: "list" };
const SECRETS: Shape = { type: "text", state: "any" };

const WORDS: Readonly<Record<Kind, string>> = {
    text: "text",
    flag: "true or false",
    object: "an object",
    list: "a list",
    texts: "a list of texts",
    "texts by key": "an object of lists of texts",
    time: "a time such as 2026-11-21T10:00:00Z",
    any: "anything",
};

type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Faults in the kinds of values of a state file. With none, the value is a `StateFile` of version 3 or 4, except that
 * `latest` may be null.
 */
export function shapeFaults(file: unknown): readonly StateFault[] {
    if (!isFields(file)) {
        return [{ where: "the file", what: `${described(file)}, not an object` }];
    }
    const { checkpoint } = file;
    return [
        ...versionFaults(file),
        ...fieldFaults("", file, FILE),
        ...required("", file, ["checkpoint"]),
        ...(isFields(checkpoint) ? checkpointFaults(checkpoint) : []),
    ];
}

/** A stack that was just begun has a state without a version, and with nothing in it. */
function versionFaults({ version, checkpoint }: Fields): readonly StateFault[] {
    const isBegun = version === 0 && isFields(checkpoint) && checkpoint["latest"] === undefined;
    return isBegun || version === 3 || version === 4
        ? []
        : [{ where: "version", what: `${described(version)}; states of version 3 and 4 can be read` }];
}

function checkpointFaults(checkpoint: Fields): readonly StateFault[] {
    const { latest } = checkpoint;
    return [
        ...fieldFaults("checkpoint.", checkpoint, CHECKPOINT),
        ...required("checkpoint.", checkpoint, ["stack"]),
        ...(isFields(latest) ? deploymentFaults("checkpoint.latest.", latest) : []),
    ];
}

function deploymentFaults(at: string, latest: Fields): readonly StateFault[] {
    const { manifest, secrets_providers: secrets, resources, pending_operations: pending } = latest;
    return [
        ...fieldFaults(at, latest, DEPLOYMENT),
        ...required(at, latest, ["manifest"]),
        ...(isFields(manifest) ? fieldFaults(`${at}manifest.`, manifest, MANIFEST) : []),
        ...(isFields(manifest) ? required(`${at}manifest.`, manifest, ["time", "magic", "version"]) : []),
        ...(isFields(secrets) ? fieldFaults(`${at}secrets_providers.`, secrets, SECRETS) : []),
        ...(isFields(secrets) ? required(`${at}secrets_providers.`, secrets, ["type"]) : []),
        ...itemFaults(`${at}resources`, resources, resourceFaults),
        ...itemFaults(`${at}pending_operations`, pending, pendingFaults),
    ];
}

function itemFaults(
    at: string,
    items: unknown,
    check: (at: string, item: Fields) => readonly StateFault[],
): readonly StateFault[] {
    return !Array.isArray(items)
        ? []
        : items.flatMap((item: unknown, index) => {
              const where = `${at}[${index}]`;
              return isFields(item) ? check(`${where}.`, item) : [{ where, what: `${described(item)}, not an object` }];
          });
}

function resourceFaults(at: string, resource: Fields): readonly StateFault[] {
    return [...fieldFaults(at, resource, RESOURCE), ...required(at, resource, ["urn", "custom", "type"])];
}

const PENDING_TYPES: readonly unknown[] = ["creating", "updating", "deleting", "reading"];

function pendingFaults(at: string, { resource, type }: Fields): readonly StateFault[] {
    const known = PENDING_TYPES.includes(type);
    return [
        ...(isFields(resource)
            ? resourceFaults(`${at}resource.`, resource)
            : [{ where: `${at}resource`, what: `${described(resource)}, not an object` }]),
        ...(known ? [] : [{ where: `${at}type`, what: `${described(type)}, not one of ${PENDING_TYPES.join(", ")}` }]),
    ];
}

function fieldFaults(at: string, fields: Fields, shape: Shape): readonly StateFault[] {
    return Object.entries(shape).flatMap(([name, kind]) => {
        const value = fields[name];
        // The engine reads null as absent.
        return value === undefined || value === null || isOf(kind, value)
            ? []
            : [{ where: `${at}${name}`, what: `${described(value)}, not ${WORDS[kind]}` }];
    });
}

function required(at: string, fields: Fields, names: readonly string[]): readonly StateFault[] {
    return names
        .filter((name) => fields[name] === undefined || fields[name] === null)
        .map((name) => ({ where: `${at}${name}`, what: "missing" }));
}

function isOf(kind: Kind, value: unknown): boolean {
    switch (kind) {
        case "text":
            return typeof value === "string";
        case "flag":
            return typeof value === "boolean";
        case "object":
            return isFields(value);
        case "list":
            return Array.isArray(value);
        case "texts":
            return isTexts(value);
        case "texts by key":
            return isFields(value) && Object.values(value).every((texts) => texts === null || isTexts(texts));
        case "time":
            return typeof value === "string" && isTime(value);
        case "any":
            return true;
    }
}

function isTexts(value: unknown): boolean {
    return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** RFC 3339, with any number of digits after the second. */
function isTime(text: string): boolean {
    const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
    return form.test(text) && !Number.isNaN(Date.parse(text));
}

/** A value in a message: its kind, and itself where it can't be long or secret. */
function described(value: unknown): string {
    switch (typeof value) {
        case "undefined":
            return "missing";
        case "string":
            return value.length <= 40 ? `the text ${JSON.stringify(value)}` : "a text";
        case "number":
        case "boolean":
            return JSON.stringify(value);
        default:
            return value === null ? "null" : Array.isArray(value) ? "a list" : "an object";
    }
}
