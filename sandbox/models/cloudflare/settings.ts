/** The configuration of one `cloudflare.Provider`, and where its resources live: a world per zone, and per account. */
import type { CheckFault } from "../../backend";
import type { Properties, Value } from "../../values";
import { isObject } from "../../values";
import { GLOBAL } from "../../worlds/records";
import type { CloudSettings } from "../kernel/cloud";

/** https://github.com/cloudflare/terraform-provider-cloudflare/blob/v5.22.0/internal/provider.go */
const FORMS = [
    {
        property: "apiKey",
        pattern: /[0-9a-f]{37}/,
        reason: "API key must be 37 characters long and only contain characters 0-9 and a-f (all lowercased)",
    },
    {
        property: "apiToken",
        pattern: /[A-Za-z0-9-_]{40}/,
        reason: "API tokens must be 40 characters long and only contain characters a-z, A-Z, 0-9, hyphens and underscores",
    },
] as const;

/**
 * Only forms are looked at: without a credential in its configuration the provider takes CLOUDFLARE_API_TOKEN from its own
 * environment, and the sandbox needs none.
 */
export function cloudflareConfigFaults(config: Properties): readonly CheckFault[] {
    const faults: CheckFault[] = FORMS.flatMap(({ property, pattern, reason }) => {
        const value = config[property];
        return typeof value === "string" && !pattern.test(value) ? [{ property, reason }] : [];
    });
    if (config["apiKey"] !== undefined && config["email"] === undefined) {
        faults.push({ property: "email", reason: "is missing: apiKey needs the email of its user" });
    }
    return faults;
}

function text(value: Value | undefined): string | undefined {
    return typeof value === "string" && value !== "" ? value : undefined;
}

/** The zone or account that inputs or arguments name. What names neither belongs to the token's user. */
function homeOf(values: Properties): string {
    const zone = text(values["zoneId"]);
    if (zone !== undefined) {
        return zone;
    }
    const { account } = values;
    const id = text(values["accountId"]) ?? (isObject(account) ? text(account["id"]) : undefined);
    return id === undefined ? "user" : `account-${id}`;
}

export function cloudflareSettings(): CloudSettings {
    return {
        locate: (values) => {
            const home = homeOf(values);
            return {
                scope: `cloudflare/${home}`,
                place: { account: home, region: GLOBAL, partition: "cloudflare" },
            };
        },
        prepare: (_type, inputs) => inputs,
        common: () => ({}),
    };
}
