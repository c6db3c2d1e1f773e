/** The model of Cloudflare: DNS first; every other type is answered generically. */
import type { CloudDefinition } from "../kernel/cloud";
import { genericModel } from "../kernel/generic";
import { dnsRecord } from "./dns-record";
import { getIpRanges } from "./ip-ranges";
import { cloudflareConfigFaults, cloudflareSettings } from "./settings";
import { cloudflareWording } from "./wording";
import { getZone, zone } from "./zone";

const SOURCE = "https://developers.cloudflare.com/api/";

export const cloudflare: CloudDefinition = {
    package: "cloudflare",
    models: [dnsRecord, zone],
    invokes: [getIpRanges, getZone],
    checkConfig: cloudflareConfigFaults,
    settings: cloudflareSettings,
    generic: (type, declaration) => ({
        ...genericModel(type, declaration),
        mint: (_inputs, hex) => hex(32),
        // Neither a zone nor an account can be changed in place: it would be a thing of another world.
        replacement: ["accountId", "zoneId"].map((property) => ({ property, replaces: true, source: SOURCE })),
    }),
    wording: cloudflareWording,
};
