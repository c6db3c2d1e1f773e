/** Zones, and the data source that looks one up. */
import type * as cloudflare from "@pulumi/cloudflare";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../values";
import { stableHex } from "../../worlds/hash";
import type { WorldRecord } from "../../worlds/records";
import type { InvokeContext, Operation } from "../kernel/model";
import { defineInvoke, defineModel } from "../kernel/model";
import { moment } from "../kernel/moments";
import type { Refusal } from "../kernel/refusal";

type ZoneInputs = Unwrap<cloudflare.ZoneArgs>;

export const ZONE = "cloudflare:index/zone:Zone";

const API = "https://developers.cloudflare.com/api/resources/zones/";

export const zoneRefusals = {
    exists: {
        code: "1061",
        when: "a zone of that name exists, in this account or another",
        source: `${API}methods/create/`,
    },
} as const satisfies Record<string, Refusal>;

export const getZoneRefusals = {
    nothingGiven: {
        code: "(provider check)",
        when: "neither zoneId nor a filter with a name is given",
        source:
            "https://github.com/cloudflare/terraform-provider-cloudflare/blob/v5.22.0/internal/services/zone/" +
            "data_source_schema.go",
    },
} as const satisfies Record<string, Refusal>;

/** What every zone has. The two name servers are of the form that Cloudflare gives out. */
function attributes(id: string, name: string, account: string): Properties {
    return {
        account: { id: account, name: "" },
        activatedOn: moment(id),
        cnameSuffix: "",
        createdOn: moment(id),
        developmentMode: 0,
        modifiedOn: moment(id),
        name,
        nameServers: ["ada.ns.cloudflare.com", "lee.ns.cloudflare.com"],
        originalDnshost: "",
        originalNameServers: [],
        originalRegistrar: "",
        paused: false,
        permissions: [],
        status: "active",
        type: "full",
        vanityNameServers: [],
        verificationKey: "",
    };
}

export const zone = defineModel<ZoneInputs>({
    type: ZONE,
    source: API,
    api: { service: "/zones", create: "POST", update: "PATCH", delete: "DELETE" },
    mint: (_inputs, hex) => hex(32),
    refusals: zoneRefusals,
    validate: (op: Operation<ZoneInputs>) => {
        const taken = op.world
            .listEverywhere(ZONE)
            .some((other) => other.id !== op.id && other.outputs["name"] === op.inputs.name);
        if (taken) {
            op.refuse(zoneRefusals.exists, `${op.inputs.name} already exists`);
        }
    },
    outputs: (op) => ({
        ...attributes(op.id, op.inputs.name, op.inputs.account.id ?? ""),
        ...(op.previous ? { createdOn: op.previous.outputs["createdOn"] } : {}),
        paused: op.inputs.paused ?? false,
        type: op.inputs.type ?? "full",
    }),
});

interface GetZoneArgs {
    readonly zoneId?: string;
    readonly filter?: { readonly name?: string; readonly account?: { readonly id?: string } };
}

function made({ zoneId, filter }: GetZoneArgs, { view }: InvokeContext): WorldRecord | undefined {
    const zones = view.listEverywhere(ZONE);
    return zones.find((record) => (zoneId ? record.id === zoneId : record.outputs["name"] === filter?.name));
}

/**
 * A zone that no program made counts as there before, as accounts do: its id and its name are all that is known of it.
 */
export const getZone = defineInvoke<GetZoneArgs>({
    token: "cloudflare:index/getZone:getZone",
    source: `${API}methods/get/`,
    refusals: getZoneRefusals,
    invoke: (args, context) => {
        const name = args.filter?.name;
        if (!args.zoneId && !name) {
            context.refuse(getZoneRefusals.nothingGiven, "one of zoneId and filter.name must be given");
        }
        const record = made(args, context);
        const id = record?.id ?? args.zoneId ?? stableHex(32, "cloudflare zone", name ?? "");
        const known = record?.outputs ?? attributes(id, name ?? "", args.filter?.account?.id ?? "");
        return { ...known, id, zoneId: id, ...(args.filter ? { filter: args.filter } : {}) };
    },
});
