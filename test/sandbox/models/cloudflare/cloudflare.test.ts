import assert from "node:assert/strict";
import { cloudflare } from "../../../../sandbox/models/cloudflare";
import { DNS_RECORD } from "../../../../sandbox/models/cloudflare/dns-record";
import { dnsRecordRefusals } from "../../../../sandbox/models/cloudflare/dns-record-refusals";
import { getZoneRefusals, ZONE, zoneRefusals } from "../../../../sandbox/models/cloudflare/zone";
import { modelCloud } from "../../../../sandbox/models/kernel/cloud";
import type { Properties } from "../../../../sandbox/values";
import type { Worlds } from "../../../../sandbox/worlds/worlds";
import type { TestProvider } from "../../../support/provider";
import { testProvider } from "../../../support/provider";

/** A value that must be a text or a number. */
function text(value: unknown): string {
    assert.ok(typeof value === "string" || typeof value === "number", `neither text nor number: ${typeof value}`);
    return String(value);
}

const ZONE_ID = "023e105f4ecef8ad9ca31a8372d0c353";
const OTHER_ZONE_ID = "f00e105f4ecef8ad9ca31a8372d0c353";
const ACCOUNT_ID = "01a7362d577a6c3019a474fd6f485823";

const provider = (worlds?: Worlds): TestProvider =>
    testProvider((all) => modelCloud(cloudflare, all, () => undefined), { apiToken: "t".repeat(40) }, worlds);

function record(inputs: Properties): Properties {
    return { zoneId: ZONE_ID, name: "www.example.com", type: "A", content: "198.51.100.7", ttl: 1, ...inputs };
}

describe("the configuration of a Cloudflare provider", () => {
    const faults = (config: Properties): readonly string[] =>
        cloudflare.checkConfig(config).map(({ property, reason }) => `${property}: ${reason}`);

    it("takes a token, a key with its email, or a service key", () => {
        assert.deepEqual(faults({ apiToken: "t".repeat(40) }), []);
        assert.deepEqual(faults({ apiKey: "a".repeat(37), email: "ops@example.com" }), []);
        assert.deepEqual(faults({ apiUserServiceKey: "v1.0-abc" }), []);
    });

    it("needs none of them: the provider has an environment of its own", () => {
        assert.deepEqual(faults({}), []);
    });

    it("names every fault at once, and shows no credential", () => {
        const found = faults({ apiToken: "short", apiKey: "SHORT" });
        assert.equal(found.length, 3);
        assert.ok(!found.join().includes("short"));
    });
});

describe("a DNS record", () => {
    it("has an id of 32 hex characters and the attributes that Cloudflare adds", async () => {
        const { id, outputs } = await provider().create(DNS_RECORD, record({}));
        assert.match(id, /^[0-9a-f]{32}$/);
        assert.equal(outputs.values["proxied"], false);
        assert.equal(outputs.values["proxiable"], true);
        assert.deepEqual(outputs.values["tags"], []);
        assert.equal(outputs.values["createdOn"], outputs.values["modifiedOn"]);
        assert.equal(outputs.values["commentModifiedOn"], undefined);
    });

    it("lives in the world of its zone", async () => {
        const of = provider();
        await of.create(DNS_RECORD, record({}));
        assert.equal(of.worlds.world(`cloudflare/${ZONE_ID}`).list(DNS_RECORD).length, 1);
        await of.create(DNS_RECORD, record({ zoneId: OTHER_ZONE_ID }), "other");
        assert.equal(of.worlds.world(`cloudflare/${OTHER_ZONE_ID}`).list(DNS_RECORD).length, 1);
    });

    it("is changed in place, but for its type and its zone", async () => {
        const of = provider();
        const state = await of.create(DNS_RECORD, record({}));
        assert.deepEqual(of.change(DNS_RECORD, state, record({ name: "web.example.com", ttl: 300 })).replaces, []);
        const moved = of.change(DNS_RECORD, state, record({ type: "CNAME", zoneId: OTHER_ZONE_ID }));
        assert.deepEqual(moved.replaces, ["type", "zoneId"]);
    });

    it("says when it was changed", async () => {
        const of = provider();
        const state = await of.create(DNS_RECORD, record({}));
        const { outputs } = await of.update(DNS_RECORD, state, record({ comment: "edge" }));
        assert.equal(outputs.values["createdOn"], state.outputs.values["createdOn"]);
        assert.ok(text(outputs.values["modifiedOn"]) > text(state.outputs.values["modifiedOn"]));
        assert.equal(outputs.values["commentModifiedOn"], outputs.values["modifiedOn"]);
    });

    it("cannot be proxied where its address is private", async () => {
        const { outputs } = await provider().create(DNS_RECORD, record({ content: "10.0.0.1" }));
        assert.equal(outputs.values["proxiable"], false);
    });

    it("may stand beside others of its name that are no aliases", async () => {
        const of = provider();
        await of.create(DNS_RECORD, record({}), "a");
        await of.create(DNS_RECORD, record({ content: "198.51.100.8" }), "second a");
        await of.create(DNS_RECORD, record({ type: "AAAA", content: "2001:db8::1" }), "aaaa");
        await of.create(DNS_RECORD, record({ type: "TXT", content: "v=spf1 -all" }), "txt");
        assert.equal(of.worlds.world(`cloudflare/${ZONE_ID}`).list(DNS_RECORD).length, 4);
    });

    it("is gone once it is deleted", async () => {
        const of = provider();
        const state = await of.create(DNS_RECORD, record({}));
        await of.delete(DNS_RECORD, state);
        assert.equal(await of.read(DNS_RECORD, state), undefined);
        await of.create(DNS_RECORD, record({}));
    });
});

describe("a DNS record is refused", () => {
    const alone = (name: keyof typeof dnsRecordRefusals, inputs: Properties): void => {
        it(`when ${dnsRecordRefusals[name].when}`, async () => {
            const of = provider();
            await of.refuses(() => of.create(DNS_RECORD, record(inputs)), dnsRecordRefusals[name]);
            assert.equal(of.worlds.world(`cloudflare/${ZONE_ID}`).list(DNS_RECORD).length, 0);
        });
    };
    alone("ipv4", { content: "2001:db8::1" });
    alone("ipv6", { type: "AAAA", content: "198.51.100.7" });
    alone("alias", { type: "CNAME", content: "not a host" });
    alone("ttl", { ttl: 30 });
    alone("kind", { type: "TXT", content: "text", proxied: true });
    alone("target", { content: "192.168.1.1", proxied: true });
    alone("proxiedTtl", { ttl: 300, proxied: true });
    alone("type", { type: "SPF" });
    alone("priority", { type: "MX", content: "mail.example.com", priority: 70_000 });

    const beside = (name: keyof typeof dnsRecordRefusals, first: Properties, second: Properties): void => {
        it(`when ${dnsRecordRefusals[name].when}`, async () => {
            const of = provider();
            await of.create(DNS_RECORD, record(first), "first");
            const refused = (): Promise<unknown> => of.create(DNS_RECORD, record(second), "second");
            const message = await of.refuses(refused, dnsRecordRefusals[name]);
            assert.match(message, new RegExp(`400 Bad Request .*"code":${dnsRecordRefusals[name].code}`));
        });
    };
    beside("hostTaken", {}, { type: "CNAME", content: "edge.example.net", name: "WWW.example.com." });
    beside("aliasThere", { type: "CNAME", content: "edge.example.net" }, {});
    beside("identical", {}, {});

    it("not for the record that is being updated", async () => {
        const of = provider();
        const state = await of.create(DNS_RECORD, record({}));
        assert.equal((await of.update(DNS_RECORD, state, record({ ttl: 300 }))).outputs.values["ttl"], 300);
    });
});

describe("a zone", () => {
    const inputs = { name: "example.com", account: { id: ACCOUNT_ID } };

    it("lives in the world of its account and is found by id and by name", async () => {
        const of = provider();
        const { id } = await of.create(ZONE, inputs);
        assert.equal(of.worlds.world(`cloudflare/account-${ACCOUNT_ID}`).list(ZONE).length, 1);
        const token = "cloudflare:index/getZone:getZone";
        assert.equal((await of.invoke(token, { filter: { name: "example.com" } }))["zoneId"], id);
        assert.equal((await of.invoke(token, { zoneId: id }))["name"], "example.com");
    });

    it("counts as there before where no program made it", async () => {
        const token = "cloudflare:index/getZone:getZone";
        const found = await provider().invoke(token, { filter: { name: "example.org" } });
        assert.match(text(found["zoneId"]), /^[0-9a-f]{32}$/);
        assert.deepEqual(found, await provider().invoke(token, { filter: { name: "example.org" } }));
        assert.equal((await provider().invoke(token, { zoneId: ZONE_ID }))["id"], ZONE_ID);
    });

    it("is refused where the name is taken", async () => {
        const of = provider();
        await of.create(ZONE, inputs, "first");
        const other = { ...inputs, account: { id: "another" } };
        await of.refuses(() => of.create(ZONE, other, "second"), zoneRefusals.exists);
    });

    it("is looked up by something", async () => {
        const of = provider();
        await of.refuses(() => of.invoke("cloudflare:index/getZone:getZone", {}), getZoneRefusals.nothingGiven);
    });
});

describe("everything else of Cloudflare", () => {
    const RULESET = "cloudflare:index/ruleset:Ruleset";
    const inputs = { zoneId: ZONE_ID, kind: "zone", name: "rules", phase: "http_request_firewall_custom" };

    it("is answered generically, with ids of 32 hex characters", async () => {
        const of = provider();
        const state = await of.create(RULESET, inputs);
        assert.match(state.id, /^[0-9a-f]{32}$/);
        assert.deepEqual(of.change(RULESET, state, { ...inputs, zoneId: OTHER_ZONE_ID }).replaces, ["zoneId"]);
    });

    it("keeps an account's things apart from a zone's", async () => {
        const of = provider();
        await of.create("cloudflare:index/r2Bucket:R2Bucket", { accountId: ACCOUNT_ID, name: "backups" });
        assert.deepEqual(of.worlds.scopes(), [`cloudflare/account-${ACCOUNT_ID}`]);
    });

    it("knows the addresses of the edge", async () => {
        const ranges = await provider().invoke("cloudflare:index/getIpRanges:getIpRanges", {});
        assert.equal((ranges["ipv4Cidrs"] as string[]).length, 15);
        assert.equal((ranges["ipv6Cidrs"] as string[]).length, 7);
    });
});
