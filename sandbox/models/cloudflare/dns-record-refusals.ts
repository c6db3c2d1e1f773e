/** What Cloudflare refuses of a DNS record. */
import type { Refusal } from "../kernel/refusal";
import { PROVIDER_CHECK } from "../kernel/refusal";

const API = "https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/create/";
const SAME_NAME = "https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/records-with-same-name/";
const PROVIDER =
    "https://github.com/cloudflare/terraform-provider-cloudflare/blob/v5.22.0/internal/services/dns_record";
const PROXIED = "https://developers.cloudflare.com/dns/proxy-status/";

function row(code: number, when: string, source: string): Refusal {
    return { code: String(code), when, source };
}

export const dnsRecordRefusals = {
    hostTaken: row(81053, "a CNAME is made beside an A, AAAA or CNAME of the same name", SAME_NAME),
    aliasThere: row(81054, "an A or AAAA is made beside a CNAME of the same name", SAME_NAME),
    identical: row(
        81058,
        "there is a record of the same name, type and content",
        "https://github.com/jeessy2/ddns-go/issues/1378",
    ),
    ipv4: row(9005, "the content of an A is no IPv4 address", API),
    ipv6: row(9006, "the content of an AAAA is no IPv6 address", API),
    alias: row(9007, "the content of a CNAME is no host name", API),
    target: row(
        9003,
        "an address that the internet does not reach is to be proxied",
        "https://github.com/DNSControl/dnscontrol/issues/4776",
    ),
    kind: row(9004, "a record that is neither A, AAAA nor CNAME is to be proxied", PROXIED),
    ttl: row(9021, "the TTL is neither 1 nor between 60 and 86,400 seconds", API),
    proxiedTtl: {
        code: PROVIDER_CHECK,
        when: "a proxied record has a TTL of its own",
        source: `${PROVIDER}/resource.go`,
    },
    type: { code: PROVIDER_CHECK, when: "the type is none that Cloudflare has", source: `${PROVIDER}/schema.go` },
    priority: { code: PROVIDER_CHECK, when: "the priority is not within 0 and 65535", source: `${PROVIDER}/schema.go` },
} as const satisfies Record<string, Refusal>;
