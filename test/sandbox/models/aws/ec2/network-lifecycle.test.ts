import assert from "node:assert/strict";
import { TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import type { Properties } from "../../../../../sandbox/values";
import type { TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";

interface Step {
    readonly type: string;
    readonly id: string;
    readonly outputs: Properties;
}

/** A public and a private subnet, the private one behind a NAT gateway; the steps in the order in which they are made. */
async function up(cloud: TestCloud): Promise<readonly Step[]> {
    const steps: Step[] = [];
    const make = async (type: string, inputs: Properties): Promise<string> => {
        const { id, outputs } = await cloud.create(type, inputs, `step-${steps.length}`);
        steps.push({ type, id, outputs });
        return id;
    };
    const vpcId = await make(TYPES.vpc, { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true });
    const internetGatewayId = await make(TYPES.internetGateway, {});
    await make(TYPES.internetGatewayAttachment, { internetGatewayId, vpcId });
    const publicSubnet = await make(TYPES.subnet, { vpcId, cidrBlock: "10.0.0.0/24" });
    const privateSubnet = await make(TYPES.subnet, { vpcId, cidrBlock: "10.0.1.0/24" });
    const allocationId = await make(TYPES.eip, { domain: "vpc" });
    const natGatewayId = await make(TYPES.natGateway, { subnetId: publicSubnet, allocationId });
    for (const [subnetId, target] of [
        [publicSubnet, { gatewayId: internetGatewayId }],
        [privateSubnet, { natGatewayId }],
    ] as const) {
        const routeTableId = await make(TYPES.routeTable, { vpcId });
        await make(TYPES.route, { routeTableId, destinationCidrBlock: "0.0.0.0/0", ...target });
        await make(TYPES.routeTableAssociation, { routeTableId, subnetId });
    }
    return steps;
}

async function down(cloud: TestCloud, steps: readonly Step[]): Promise<void> {
    for (const { type, id } of [...steps].reverse()) {
        await cloud.delete(type, id);
    }
}

describe("a network of public and private subnets", () => {
    it("leaves nothing behind when it goes", async () => {
        const cloud = testCloud();
        await down(cloud, await up(cloud));
        for (const type of Object.values(TYPES)) {
            assert.deepEqual(cloud.records(type), [], type);
        }
    });

    it("is the same in every run, with other ids when it is made again", async () => {
        const cloud = testCloud();
        const first = await up(cloud);
        assert.deepEqual(await up(testCloud()), first);
        await down(cloud, first);
        const again = await up(cloud);
        const ids = new Set(first.map(({ id }) => id));
        assert.deepEqual(
            again.filter(({ id }) => ids.has(id)),
            [],
        );
    });

    it("can be deleted twice, since what is gone is gone", async () => {
        const cloud = testCloud();
        const steps = await up(cloud);
        await down(cloud, steps);
        await down(cloud, steps);
        assert.deepEqual(cloud.records(TYPES.vpc), []);
    });
});
