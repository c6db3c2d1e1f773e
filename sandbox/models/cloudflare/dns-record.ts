/** DNS records of a zone. */
import { BlockList, isIPv4, isIPv6 } from "node:net";
import type * as cloudflare from "@pulumi/cloudflare";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties, Value } from "../../values";
import type { WorldRecord } from "../../worlds/records";
import type { Operation } from "../kernel/model";
import { defineModel } from "../kernel/model";
import { later, moment } from "../kernel/moments";
import type { CheckFault } from "../kernel/refusal";
import { dnsRecordRefusals } from "./dns-record-refusals";

type RecordInputs = Unwrap<cloudflare.DnsRecordArgs>;

export const DNS_RECORD = "cloudflare:index/dnsRecord:DnsRecord";

const TYPES =
    "A AAAA CAA CERT CNAME DNSKEY DS HTTPS LOC MX NAPTR NS OPENPGPKEY PTR SMIMEA SRV SSHFP SVCB TLSA TXT URI".split(
        " ",
    );
const ADDRESSES = ["A", "AAAA"];
const PROXIABLE = [...ADDRESSES, "CNAME"];

const AUTOMATIC_TTL = 1;
const TTL = { least: 60, most: 86_400 };

const HOST = /^(?=.{1,253}\.?$)(?:(?!-)[A-Za-z0-9_-]{1,63}(?<!-)\.)*(?!-)[A-Za-z0-9_-]{1,63}(?<!-)\.?$/;

/** Ranges that Cloudflare's proxy cannot reach: RFC 1918, loopback, link-local, shared and unique local addresses. */
const unreachable = new BlockList();
for (const [network, prefix] of [
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["172.16.0.0", 12],
    ["192.168.0.0", 16],
] as const) {
    unreachable.addSubnet(network, prefix, "ipv4");
}
unreachable.addSubnet("fc00::", 7, "ipv6");
unreachable.addSubnet("fe80::", 10, "ipv6");

function isProxiable({ type, content = "" }: RecordInputs): boolean {
    if (isIPv4(content) || isIPv6(content)) {
        return !unreachable.check(content, isIPv4(content) ? "ipv4" : "ipv6");
    }
    return PROXIABLE.includes(type.toUpperCase());
}

function faults({ type, priority }: Partial<RecordInputs>): readonly CheckFault[] {
    const known = type === undefined || TYPES.includes(type.toUpperCase());
    const inRange = priority === undefined || (priority >= 0 && priority <= 65_535);
    return [
        ...(known ? [] : [{ property: "type", reason: `is '${type}'; allowed are ${TYPES.join(", ")}` }]),
        ...(inRange ? [] : [{ property: "priority", reason: `is ${priority}; allowed is 0 to 65535` }]),
    ];
}

function refuseContent(op: Operation<RecordInputs>): void {
    const { content = "" } = op.inputs;
    switch (op.inputs.type.toUpperCase()) {
        case "A":
            return isIPv4(content)
                ? undefined
                : op.refuse(dnsRecordRefusals.ipv4, "Content for A record must be a valid IPv4 address.");
        case "AAAA":
            return isIPv6(content)
                ? undefined
                : op.refuse(dnsRecordRefusals.ipv6, "Content for AAAA record must be a valid IPv6 address.");
        case "CNAME":
            return HOST.test(content) && !isIPv4(content)
                ? undefined
                : op.refuse(dnsRecordRefusals.alias, "Content for CNAME record is invalid.");
        default:
            return undefined;
    }
}

function refuseProxy(op: Operation<RecordInputs>): void {
    const { ttl, type, content = "", proxied = false } = op.inputs;
    if (ttl !== AUTOMATIC_TTL && (ttl < TTL.least || ttl > TTL.most)) {
        op.refuse(dnsRecordRefusals.ttl, "Invalid TTL. Must be between 60 and 86,400 seconds, or 1 for Automatic.");
    }
    if (!proxied) {
        return;
    }
    if (!PROXIABLE.includes(type.toUpperCase())) {
        op.refuse(dnsRecordRefusals.kind, "This record type cannot be proxied.");
    }
    if (!isProxiable(op.inputs)) {
        op.refuse(dnsRecordRefusals.target, `Target ${content} is not allowed for a proxied record.`);
    }
    if (ttl !== AUTOMATIC_TTL) {
        op.refuse(
            dnsRecordRefusals.proxiedTtl,
            "ttl must be set to 1 when `proxied` is true: Cloudflare controls the TTL of a proxied record itself",
        );
    }
}

function host(name: Value | undefined): string {
    return typeof name === "string" ? name.toLowerCase().replace(/\.$/, "") : "";
}

function typeOf({ outputs }: WorldRecord): string {
    return typeof outputs["type"] === "string" ? outputs["type"].toUpperCase() : "";
}

function sharingName(op: Operation<RecordInputs>): readonly WorldRecord[] {
    const name = host(op.inputs.name);
    return op.world.list(DNS_RECORD).filter((record) => record.id !== op.id && host(record.outputs["name"]) === name);
}

function refuseNeighbours(op: Operation<RecordInputs>): void {
    const type = op.inputs.type.toUpperCase();
    const neighbours = sharingName(op);
    const types = neighbours.map(typeOf);
    if (type === "CNAME" && types.some((other) => PROXIABLE.includes(other))) {
        op.refuse(dnsRecordRefusals.hostTaken, "An A, AAAA, or CNAME record with that host already exists.");
    }
    if (ADDRESSES.includes(type) && types.includes("CNAME")) {
        op.refuse(dnsRecordRefusals.aliasThere, "A CNAME record with that host already exists.");
    }
    const content = op.inputs.content ?? JSON.stringify(op.inputs.data);
    const identical = neighbours.some(
        ({ outputs }, index) =>
            types[index] === type && (outputs["content"] ?? JSON.stringify(outputs["data"])) === content,
    );
    if (identical) {
        op.refuse(dnsRecordRefusals.identical, "An identical record already exists.");
    }
}

function times(op: Operation<RecordInputs>): Properties {
    const before = op.previous?.outputs ?? {};
    const createdOn = typeof before["createdOn"] === "string" ? before["createdOn"] : moment(op.id);
    const modifiedOn = typeof before["modifiedOn"] === "string" ? later(before["modifiedOn"]) : createdOn;
    return {
        createdOn,
        modifiedOn,
        commentModifiedOn: op.inputs.comment === undefined ? undefined : modifiedOn,
        tagsModifiedOn: (op.inputs.tags ?? []).length === 0 ? undefined : modifiedOn,
    };
}

export const dnsRecord = defineModel<RecordInputs>({
    type: DNS_RECORD,
    source: "https://developers.cloudflare.com/api/resources/dns/subresources/records/",
    api: { service: "/zones/{zone_id}/dns_records", create: "POST", update: "PUT", delete: "DELETE" },
    mint: (_inputs, hex) => hex(32),
    refusals: dnsRecordRefusals,
    check: faults,
    validate: (op) => {
        refuseContent(op);
        refuseProxy(op);
        refuseNeighbours(op);
    },
    outputs: (op) => ({
        ...times(op),
        meta: "{}",
        proxiable: isProxiable(op.inputs),
        proxied: op.inputs.proxied ?? false,
        settings: { flattenCname: false, ipv4Only: false, ipv6Only: false, ...op.inputs.settings },
        tags: op.inputs.tags ?? [],
    }),
});
