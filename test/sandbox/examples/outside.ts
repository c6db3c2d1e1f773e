/** Examples of what is no part of AWS: a zone's edge, a cluster, and values that a program draws. */
import { DnsRecord } from "@pulumi/cloudflare/dnsRecord";
import { Provider as CloudflareProvider } from "@pulumi/cloudflare/provider";
import { Zone } from "@pulumi/cloudflare/zone";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { makeObjects } from "./objects";
import type { ExampleProgram, Variant } from "./variant";
import { either } from "./variant";

export const outside: ExampleProgram = (variant) => {
    makeEdge(variant);
    makeValues();
    makeObjects(variant);
    return Promise.resolve({});
};

function makeEdge(variant: Variant): void {
    const provider = new CloudflareProvider("cloudflare", { apiToken: pulumi.secret("t".repeat(40)) });
    const zone = new Zone(
        "zone",
        {
            account: { id: "0123456789abcdef0123456789abcdef" },
            name: "example.com",
            paused: either(variant, false, true),
        },
        { provider },
    );
    const comment = either(variant, "first", "second");
    new DnsRecord(
        "dns-record",
        { zoneId: zone.id, name: "www.example.com", type: "A", content: "198.51.100.7", ttl: 300, comment },
        { provider },
    );
}

/** Both generations alike: a value belongs to the inputs that it was drawn for. */
function makeValues(): void {
    const options = { provider: new random.Provider("random") };
    new random.RandomBytes("random-bytes", { length: 16 }, options);
    new random.RandomId("random-id", { byteLength: 8 }, options);
    new random.RandomInteger("random-integer", { min: 1, max: 1000 }, options);
    new random.RandomPassword("random-password", { length: 24 }, options);
    new random.RandomPet("random-pet", {}, options);
    new random.RandomShuffle("random-shuffle", { inputs: ["a", "b", "c"] }, options);
    new random.RandomString("random-string", { length: 8 }, options);
    new random.RandomUuid("random-uuid", {}, options);
    new random.RandomUuid4("random-uuid4", {}, options);
    new random.RandomUuid7("random-uuid7", {}, options);
}
