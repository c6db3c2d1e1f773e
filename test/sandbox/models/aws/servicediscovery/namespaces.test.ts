import assert from "node:assert/strict";
import { asText } from "../../../../../sandbox/models/aws/ec2/records";
import {
    httpNamespaceRefusals,
    privateDnsNamespaceRefusals as refusals,
} from "../../../../../sandbox/models/aws/servicediscovery/namespaces";
import { CLOUD_MAP_TYPES } from "../../../../../sandbox/models/aws/servicediscovery/sources";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable, makeVpc } from "../ec2/network";

const { httpNamespace: HTTP, privateDnsNamespace: PRIVATE, service: SERVICE } = CLOUD_MAP_TYPES;
const NAME = "staging.restartix.internal";

describe("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", () => {
    let cloud: TestCloud;
    let vpc: Made;
    beforeEach(async () => {
        cloud = testCloud();
        vpc = await makeVpc(cloud);
    });

    it("has a hosted zone", async () => {
        const { id, outputs } = await cloud.create(PRIVATE, { name: NAME, vpc: vpc.id });
        assert.match(id, /^ns-[0-9a-f]{16}$/);
        const { hostedZone, ...rest } = outputs;
        assert.match(asText(hostedZone), /^Z[0-9A-F]{20}$/);
        assert.deepEqual(rest, {
            arn: `arn:aws:servicediscovery:eu-central-1:111122223333:namespace/${id}`,
            description: "",
            id,
            name: NAME,
            region: "eu-central-1",
            tagsAll: {},
            vpc: vpc.id,
        });
        assert.deepEqual(await cloud.read(PRIVATE, id), outputs);
    });

    it("is replaced for another name or VPC, and described in place", async () => {
        const { id } = await cloud.create(PRIVATE, { name: NAME, vpc: vpc.id });
        const diff = await cloud.diff(PRIVATE, id, { name: "other.internal", vpc: "vpc-0", description: "services" });
        assert.deepEqual([...diff.replaces].sort(), ["name", "vpc"]);
        assert.equal(diff.changed.length, 3);
        assert.deepEqual((await cloud.diff(PRIVATE, id, { name: NAME, vpc: vpc.id })).changed, []);
    });

    it("does not keep its VPC", async () => {
        await cloud.create(PRIVATE, { name: NAME, vpc: vpc.id });
        await cloud.delete("aws:ec2/vpc:Vpc", vpc.id);
    });
});

describe("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace refuses", () => {
    let cloud: TestCloud;
    let vpc: Made;
    beforeEach(async () => {
        cloud = testCloud();
        vpc = await makeVpc(cloud);
    });
    const make = (name = NAME, vpcId = vpc.id): Promise<Made> => cloud.create(PRIVATE, { name, vpc: vpcId });

    it("a VPC that does not exist in the region", async () => {
        await cloud.refuses(() => make(NAME, "vpc-0"), refusals.unknownVpc);
        const far = await makeVpc(cloud.in({ region: "eu-west-1" }));
        await cloud.refuses(() => make(NAME, far.id), refusals.unknownVpc);
    });

    it("a name that the VPC resolves already, though not in another VPC", async () => {
        await make();
        const error = await cloud.refuses(() => make("Staging.restartix.internal"), refusals.conflict);
        assert.match(error.message, /already associated with another private hosted zone/);
        await make(NAME, (await makeVpc(cloud)).id);
    });

    it("InvalidInput: a name that is no domain", async () => {
        await cloud.refuses(() => make(`${"a".repeat(64)}.internal`), refusals.dnsName);
    });

    it("ResourceInUse: to go while it contains a service", async () => {
        const { id } = await make();
        const service = await cloud.create(SERVICE, { name: "api", namespaceId: id });
        await cloud.refuses(() => cloud.delete(PRIVATE, id), refusals.inUse);
        await cloud.delete(SERVICE, service.id);
        await cloud.delete(PRIVATE, id);
    });

    checkTable(() => cloud, PRIVATE, [
        [refusals.nameForm, "name", { name: "a b", vpc: "vpc-0" }],
        [refusals.nameForm, "name", { name: "a".repeat(1025), vpc: "vpc-0" }],
    ]);
});

describe("aws:servicediscovery/httpNamespace:HttpNamespace", () => {
    it("has a name for calls of the API, which is unique", async () => {
        const cloud = testCloud();
        const { id, outputs } = await cloud.create(HTTP, { name: "workers", description: "queues" });
        assert.deepEqual(outputs, {
            arn: `arn:aws:servicediscovery:eu-central-1:111122223333:namespace/${id}`,
            description: "queues",
            httpName: "workers",
            id,
            name: "workers",
            region: "eu-central-1",
            tagsAll: {},
        });
        assert.deepEqual(await cloud.read(HTTP, id), outputs);
        await cloud.refuses(() => cloud.create(HTTP, { name: "workers" }), httpNamespaceRefusals.exists);
        const diff = await cloud.diff(HTTP, id, { name: "other" });
        assert.deepEqual([diff.replaces, diff.deleteBeforeReplace], [["name"], false]);
    });
});
