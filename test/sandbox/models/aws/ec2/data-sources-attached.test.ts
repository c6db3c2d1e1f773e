import assert from "node:assert/strict";
import {
    getManagedPrefixListRefusals,
    getSecurityGroupRefusals,
    getVpcEndpointServiceRefusals,
} from "../../../../../sandbox/models/aws/ec2/data-sources-attached";
import { getAmiRefusals } from "../../../../../sandbox/models/aws/ec2/get-ami";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { latestImage } from "./instances";
import { ID, makeVpc } from "./network";

describe("data sources for what is put into networks", () => {
    let cloud: TestCloud;
    let vpc: Made;
    beforeEach(async () => {
        cloud = testCloud();
        vpc = await makeVpc(cloud);
    });

    describe("aws:ec2/getSecurityGroup:getSecurityGroup", () => {
        const get = (args: Properties): Promise<Properties> =>
            cloud.invoke("aws:ec2/getSecurityGroup:getSecurityGroup", args);

        it("finds a group by name and VPC, id, tag or filter", async () => {
            const inputs = { vpcId: vpc.id, name: "web", description: "d", tags: { tier: "web" } };
            const group = await cloud.create(TYPES.securityGroup, inputs);
            const expected = {
                arn: group.outputs["arn"],
                description: "d",
                id: group.id,
                name: "web",
                region: "eu-central-1",
                tags: { tier: "web" },
                vpcId: vpc.id,
            };
            for (const args of [
                { name: "web", vpcId: vpc.id },
                { id: group.id },
                { tags: { tier: "web" } },
                { filters: [{ name: "group-name", values: ["w*"] }] },
            ]) {
                assert.deepEqual(await get(args), expected);
            }
        });

        it("finds the default group of a VPC", async () => {
            const found = await get({ name: "default", vpcId: vpc.id });
            assert.equal(found["id"], vpc.outputs["defaultSecurityGroupId"]);
        });

        it("refuses none, several, and a filter that it does not know", async () => {
            await cloud.refuses(() => get({ name: "none" }), getSecurityGroupRefusals.none);
            await makeVpc(cloud);
            await cloud.refuses(() => get({ name: "default" }), getSecurityGroupRefusals.several);
            const filters = [{ name: "colour", values: ["red"] }];
            await cloud.refuses(() => get({ filters }), getSecurityGroupRefusals.unknownFilter);
        });
    });

    describe("aws:ec2/getManagedPrefixList:getManagedPrefixList", () => {
        const get = (args: Properties): Promise<Properties> =>
            cloud.invoke("aws:ec2/getManagedPrefixList:getManagedPrefixList", args);

        it("finds AWS's list of a service, whose id is the region's own", async () => {
            const list = await get({ name: "com.amazonaws.eu-central-1.dynamodb" });
            assert.match(asText(list["id"]), /^pl-[0-9a-f]{8}$/);
            assert.deepEqual(list, {
                addressFamily: "IPv4",
                arn: `arn:aws:ec2:eu-central-1:aws:prefix-list/${asText(list["id"])}`,
                entries: [{ cidr: "198.51.100.0/24", description: "" }],
                id: list["id"],
                maxEntries: 0,
                name: "com.amazonaws.eu-central-1.dynamodb",
                ownerId: "AWS",
                region: "eu-central-1",
                tags: {},
                version: 0,
            });
            assert.deepEqual(await get({ id: asText(list["id"]) }), list);
        });

        it("refuses none and several", async () => {
            await cloud.refuses(() => get({ name: "com.amazonaws.us-east-1.s3" }), getManagedPrefixListRefusals.none);
            const filters = [{ name: "owner-id", values: ["AWS"] }];
            await cloud.refuses(() => get({ filters }), getManagedPrefixListRefusals.several);
        });
    });

    describe("aws:ec2/getVpcEndpointService:getVpcEndpointService", () => {
        const get = (args: Properties): Promise<Properties> =>
            cloud.invoke("aws:ec2/getVpcEndpointService:getVpcEndpointService", args);

        it("knows a service by its short or its whole name", async () => {
            const service = await get({ service: "ecr.dkr" });
            assert.match(asText(service["id"]), ID("vpce-svc"));
            assert.equal(service["serviceName"], "com.amazonaws.eu-central-1.ecr.dkr");
            assert.equal(service["serviceType"], "Interface");
            assert.equal(service["owner"], "amazon");
            assert.deepEqual(service["baseEndpointDnsNames"], ["dkr.ecr.eu-central-1.vpce.amazonaws.com"]);
            assert.deepEqual(service["privateDnsNames"], [
                "dkr.ecr.eu-central-1.amazonaws.com",
                "*.dkr.ecr.eu-central-1.amazonaws.com",
            ]);
            assert.deepEqual(await get({ serviceName: "com.amazonaws.eu-central-1.ecr.dkr" }), service);
        });

        it("needs the type where a service has two", async () => {
            await cloud.refuses(() => get({ service: "s3" }), getVpcEndpointServiceRefusals.several);
            const gateway = await get({ service: "s3", serviceType: "Gateway" });
            assert.deepEqual([gateway["serviceType"], gateway["privateDnsNames"]], ["Gateway", []]);
        });

        it("refuses a service that the region does not have", async () => {
            await cloud.refuses(() => get({ service: "s4" }), getVpcEndpointServiceRefusals.unknownService);
        });
    });

    describe("aws:ec2/getAmi:getAmi", () => {
        const get = (args: Properties): Promise<Properties> => cloud.invoke("aws:ec2/getAmi:getAmi", args);
        const AMAZON = {
            owners: ["amazon"],
            filters: [
                { name: "name", values: ["al2023-ami-2023*"] },
                { name: "architecture", values: ["arm64"] },
            ],
        };

        it("finds the newest image, which the public parameter names too", async () => {
            const image = await get({ ...AMAZON, mostRecent: true });
            assert.equal(image["id"], await latestImage(cloud, "arm64"));
            assert.match(asText(image["id"]), ID("ami"));
            assert.match(asText(image["name"]), /^al2023-ami-2023\.\d+\.\d{8}\.\d-kernel-6\.1-arm64$/);
            assert.deepEqual(
                [image["architecture"], image["ownerId"], image["rootDeviceName"], image["state"]],
                ["arm64", "137112412989", "/dev/xvda", "available"],
            );
        });

        it("finds fck-nat's image by its owner", async () => {
            const filters = [
                { name: "name", values: ["fck-nat-al2023-*"] },
                { name: "architecture", values: ["arm64"] },
            ];
            const image = await get({ owners: ["568608671756"], filters, mostRecent: true });
            assert.equal(image["name"], "fck-nat-al2023-hvm-1.4.0-20250905-arm64-ebs");
        });

        it("gives another id in another region", async () => {
            const there = cloud.in({ region: "eu-west-1" });
            const other = await there.invoke("aws:ec2/getAmi:getAmi", { ...AMAZON, mostRecent: true });
            assert.notEqual(other["id"], await latestImage(cloud, "arm64"));
        });

        it("refuses none, several, an unbounded search and a filter that it does not know", async () => {
            const none = { owners: ["amazon"], nameRegex: "^windows" };
            await cloud.refuses(() => get(none), getAmiRefusals.none);
            await cloud.refuses(() => get(AMAZON), getAmiRefusals.several);
            await cloud.refuses(() => get({ ...AMAZON, owners: [], mostRecent: true }), getAmiRefusals.unboundedSearch);
            const filters = [{ name: "colour", values: ["red"] }];
            await cloud.refuses(() => get({ owners: ["amazon"], filters }), getAmiRefusals.unknownFilter);
        });
    });
});
