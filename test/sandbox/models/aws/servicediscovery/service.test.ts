import assert from "node:assert/strict";
import { discoveryServiceRefusals as refusals } from "../../../../../sandbox/models/aws/servicediscovery/service";
import { CLOUD_MAP_TYPES } from "../../../../../sandbox/models/aws/servicediscovery/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable, makeVpc } from "../ec2/network";

const { httpNamespace: HTTP, privateDnsNamespace: PRIVATE, service: SERVICE } = CLOUD_MAP_TYPES;

function dns(namespace: Made, inputs: Properties = {}): Properties {
    return { dnsConfig: { namespaceId: namespace.id, dnsRecords: [{ ttl: 10, type: "A" }], ...inputs } };
}

describe("aws:servicediscovery/service:Service", () => {
    let cloud: TestCloud;
    let namespace: Made;
    beforeEach(async () => {
        cloud = testCloud();
        const vpc = await makeVpc(cloud);
        namespace = await cloud.create(PRIVATE, { name: "staging.internal", vpc: vpc.id });
    });

    it("fills in what Cloud Map fills in", async () => {
        const inputs = { name: "pgbouncer", ...dns(namespace), healthCheckCustomConfig: {} };
        const { id, outputs } = await cloud.create(SERVICE, inputs);
        assert.match(id, /^srv-[0-9a-f]{16}$/);
        assert.deepEqual(outputs, {
            arn: `arn:aws:servicediscovery:eu-central-1:111122223333:service/${id}`,
            description: "",
            dnsConfig: {
                dnsRecords: [{ ttl: 10, type: "A" }],
                namespaceId: namespace.id,
                routingPolicy: "MULTIVALUE",
            },
            forceDestroy: false,
            healthCheckCustomConfig: { failureThreshold: 1 },
            id,
            name: "pgbouncer",
            namespaceId: namespace.id,
            region: "eu-central-1",
            tagsAll: {},
            type: "DNS_HTTP",
        });
        assert.deepEqual(await cloud.read(SERVICE, id), outputs);
    });

    it("is found by calls of the API alone without DNS", async () => {
        const { outputs } = await cloud.create(SERVICE, { name: "api", namespaceId: namespace.id });
        assert.deepEqual([outputs["type"], outputs["dnsConfig"]], ["HTTP", undefined]);
    });

    it("is replaced for another name, namespace or type of record, and changes times to live in place", async () => {
        const { id } = await cloud.create(SERVICE, { name: "api", ...dns(namespace) });
        const ttl = { name: "api", ...dns(namespace, { dnsRecords: [{ ttl: 60, type: "A" }] }), description: "d" };
        const inPlace = await cloud.diff(SERVICE, id, ttl);
        assert.deepEqual([inPlace.changed.length, inPlace.replaces], [2, []]);
        const type = { name: "api", ...dns(namespace, { dnsRecords: [{ ttl: 10, type: "SRV" }] }) };
        assert.deepEqual((await cloud.diff(SERVICE, id, type)).replaces, ["dnsConfig"]);
        const custom = { name: "web", ...dns(namespace), healthCheckCustomConfig: { failureThreshold: 1 } };
        const replacing = await cloud.diff(SERVICE, id, custom);
        assert.deepEqual([...replacing.replaces].sort(), ["healthCheckCustomConfig", "name"]);
        assert.deepEqual((await cloud.diff(SERVICE, id, { name: "api", ...dns(namespace) })).changed, []);
    });
});

describe("aws:servicediscovery/service:Service refuses", () => {
    let cloud: TestCloud;
    let namespace: Made;
    let plain: Made;
    beforeEach(async () => {
        cloud = testCloud();
        const vpc = await makeVpc(cloud);
        namespace = await cloud.create(PRIVATE, { name: "staging.internal", vpc: vpc.id });
        plain = await cloud.create(HTTP, { name: "workers" });
    });
    const make = (inputs: Properties): Promise<Made> => cloud.create(SERVICE, { name: "api", ...inputs });
    const records =
        (...dnsRecords: Properties[]) =>
        (): Promise<Made> =>
            make(dns(namespace, { dnsRecords }));

    it("NamespaceNotFound, and no namespace at all", async () => {
        await cloud.refuses(() => make({ namespaceId: "ns-0" }), refusals.unknownNamespace);
        await cloud.refuses(() => make(dns({ id: "ns-0", outputs: {} })), refusals.unknownNamespace);
        await cloud.refuses(() => make({}), refusals.noNamespace);
    });

    it("ServiceAlreadyExists: in DNS whatever the letter case", async () => {
        await make(dns(namespace));
        await cloud.refuses(() => make({ ...dns(namespace), name: "API" }), refusals.exists);
        await make({ namespaceId: plain.id });
        await make({ namespaceId: plain.id, name: "API" });
        await cloud.refuses(() => make({ namespaceId: plain.id }), refusals.exists);
    });

    it("InvalidInput: a name that DNS does not take", async () => {
        await cloud.refuses(() => make({ ...dns(namespace), name: "core api" }), refusals.nameForm);
        await make({ namespaceId: plain.id, name: "core api" });
    });

    it("InvalidInput: records that do not go together", async () => {
        const [a, cname] = [
            { ttl: 10, type: "A" },
            { ttl: 10, type: "CNAME" },
        ];
        await cloud.refuses(records(), refusals.noRecords);
        await cloud.refuses(records(a, a), refusals.twice);
        await cloud.refuses(records(a, cname), refusals.cnameBeside);
        await cloud.refuses(records(cname), refusals.cnameRouting);
        await cloud.refuses(records({ ttl: -1, type: "A" }), refusals.ttl);
        await make(dns(namespace, { dnsRecords: [cname], routingPolicy: "WEIGHTED" }));
    });

    it("InvalidInput: DNS without DNS", async () => {
        await cloud.refuses(() => make(dns(plain)), refusals.dnsWithoutDns);
    });

    it("InvalidInput: health checks that cannot be", async () => {
        const [config, custom] = [{ type: "HTTP" }, { failureThreshold: 1 }];
        await cloud.refuses(() => make({ ...dns(namespace), healthCheckConfig: config }), refusals.privateHealthCheck);
        const both = { ...dns(namespace), healthCheckConfig: config, healthCheckCustomConfig: custom };
        await cloud.refuses(() => make(both), refusals.bothHealthChecks);
    });

    const on = { name: "api", namespaceId: "ns-0" };
    checkTable(() => cloud, SERVICE, [
        [
            refusals.recordType,
            "dnsConfig.dnsRecords",
            { name: "api", dnsConfig: { namespaceId: "ns-0", dnsRecords: [{ ttl: 1, type: "MX" }] } },
        ],
        [
            refusals.routing,
            "dnsConfig.routingPolicy",
            { name: "api", dnsConfig: { namespaceId: "ns-0", dnsRecords: [], routingPolicy: "SIMPLE" } },
        ],
        [refusals.typeForm, "type", { ...on, type: "DNS" }],
    ]);
});
