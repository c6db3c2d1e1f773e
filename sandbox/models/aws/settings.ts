/** The configuration of one `aws.Provider`: which account and region it acts in, and the tags it adds. */
import type { CheckFault } from "../../backend";
import { declarationOf } from "../../catalog/declarations";
import type { Properties, Value } from "../../values";
import { isList, isObject, isUnknown } from "../../values";
import type { CloudSettings } from "../kernel/cloud";
import { isRegion } from "./ec2/availability-zones";

/**
 * The account behind the sandbox's credentials where the program does not say: an example id of AWS's documentation.
 * The sandbox has no credentials: it acts as whoever `assumeRoles` or `allowedAccountIds` names.
 */
export const DEFAULT_ACCOUNT = "111122223333";
const ACCOUNT = /^\d{12}$/;

/** Nested values of a provider's configuration arrive as JSON text. */
function parsed(value: Value | undefined): Value | undefined {
    if (typeof value !== "string" || !/^\s*[[{]/.test(value)) {
        return value;
    }
    try {
        return JSON.parse(value) as Value;
    } catch {
        return value;
    }
}

function strings(value: Value | undefined): readonly string[] {
    const list = parsed(value);
    return isList(list) ? list.filter((item): item is string => typeof item === "string") : [];
}

function assumedAccount(config: Properties): string | undefined {
    const roles = parsed(config["assumeRoles"]);
    const last = isList(roles) ? roles.at(-1) : undefined;
    const arn = isObject(last) ? last["roleArn"] : undefined;
    return typeof arn === "string" ? arn.split(":")[4] : undefined;
}

function accountOf(config: Properties): string {
    return assumedAccount(config) ?? strings(config["allowedAccountIds"])[0] ?? DEFAULT_ACCOUNT;
}

export function partitionOf(region: string): string {
    if (region.startsWith("cn-")) {
        return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

function defaultTags(config: Properties): Properties {
    const setting = parsed(config["defaultTags"]);
    const tags = isObject(setting) ? setting["tags"] : undefined;
    return isObject(tags) ? tags : {};
}

function accountFaults(config: Properties): readonly CheckFault[] {
    const faults = strings(config["allowedAccountIds"])
        .filter((id) => !ACCOUNT.test(id))
        .map((id) => ({ property: "allowedAccountIds", reason: `'${id}' is not an AWS account id of 12 digits` }));
    const account = accountOf(config);
    const allowed = strings(config["allowedAccountIds"]);
    const forbidden = strings(config["forbiddenAccountIds"]);
    const outside = forbidden.includes(account) || (allowed.length > 0 && !allowed.includes(account));
    return outside
        ? [...faults, { property: "allowedAccountIds", reason: `AWS account ID not allowed: ${account}` }]
        : faults;
}

export function awsConfigFaults(config: Properties): readonly CheckFault[] {
    const region = config["region"];
    const faults = [...accountFaults(config)];
    if (region === undefined) {
        faults.push({ property: "region", reason: "is missing: an aws.Provider needs a region, such as eu-central-1" });
    } else if (typeof region === "string" && !isRegion(region)) {
        faults.push({
            property: "region",
            reason: `invalid AWS Region: ${region}; the names of regions look like eu-central-1`,
        });
    }
    return faults;
}

function hasTags(type: string): boolean {
    const declaration = declarationOf(type);
    return declaration !== undefined && declaration.inputs.has("tags") && declaration.outputs.has("tagsAll");
}

export function awsSettings(config: Properties): CloudSettings {
    // Missing and malformed regions were refused by the check of the configuration.
    const region = typeof config["region"] === "string" ? config["region"] : "";
    const account = accountOf(config);
    const added = defaultTags(config);
    return {
        locate: (values) => {
            const own = values["region"];
            const place = typeof own === "string" ? own : region;
            return { scope: `aws/${account}`, place: { account, region: place, partition: partitionOf(place) } };
        },
        // The provider merges its default tags into each resource's own, so that the state shows them.
        prepare: (type, inputs) => {
            const tags = inputs["tags"];
            if (Object.keys(added).length === 0 || !hasTags(type) || isUnknown(tags)) {
                return inputs;
            }
            return { ...inputs, tags: { ...added, ...(isObject(tags) ? tags : {}) } };
        },
        common: (type, inputs, place) => {
            const declaration = declarationOf(type);
            const region = declaration?.outputs.has("region") ? { region: place.region } : {};
            return hasTags(type) ? { ...region, tagsAll: inputs["tags"] ?? {} } : region;
        },
    };
}
