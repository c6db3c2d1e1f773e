/** Small networks to test in. */
import assert from "node:assert/strict";
import { objects, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import type { Refusal } from "../../../../../sandbox/models/kernel/refusal";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { CheckFailed } from "../../../../support/cloud";

export interface Network {
    readonly vpc: Made;
    readonly gateway: Made;
    readonly subnet: Made;
}

export function makeVpc(cloud: TestCloud, inputs: Properties = {}): Promise<Made> {
    return cloud.create(TYPES.vpc, { cidrBlock: "10.0.0.0/16", ...inputs });
}

export function makeSubnet(cloud: TestCloud, vpc: Made, inputs: Properties = {}): Promise<Made> {
    return cloud.create(TYPES.subnet, {
        vpcId: vpc.id,
        cidrBlock: "10.0.0.0/24",
        availabilityZone: "eu-central-1a",
        ...inputs,
    });
}

/** A VPC with an internet gateway and one subnet. */
export async function makeNetwork(cloud: TestCloud, cidrBlock = "10.0.0.0/16"): Promise<Network> {
    const vpc = await makeVpc(cloud, { cidrBlock });
    const gateway = await cloud.create(TYPES.internetGateway, { vpcId: vpc.id });
    const subnet = await makeSubnet(cloud, vpc, { cidrBlock: cidrBlock.replace("/16", "/24") });
    return { vpc, gateway, subnet };
}

export function makeInterface(cloud: TestCloud, subnet: Made, inputs: Properties = {}): Promise<Made> {
    return cloud.create(TYPES.networkInterface, { subnetId: subnet.id, ...inputs });
}

export async function makeInstance(cloud: TestCloud, subnet: Made, inputs: Properties = {}): Promise<Made> {
    const ami = await cloud.invoke("aws:ec2/getAmi:getAmi", {
        filters: [{ name: "architecture", values: ["arm64"] }],
        mostRecent: true,
        owners: ["amazon"],
    });
    return cloud.create(TYPES.instance, { ami: ami["id"], instanceType: "t4g.micro", subnetId: subnet.id, ...inputs });
}

export function makePublicNat(cloud: TestCloud, subnet: Made, allocation: Made): Promise<Made> {
    return cloud.create(TYPES.natGateway, { subnetId: subnet.id, allocationId: allocation.id });
}

/** The hex digits that follow an id's prefix, 17 in all. */
export const ID = (prefix: string): RegExp => new RegExp(`^${prefix}-0[0-9a-f]{16}$`);

/** What a route table leads to, without the empty keys. */
export async function routesOf(cloud: TestCloud, tableId: string, type: string = TYPES.routeTable): Promise<unknown> {
    const routes = objects((await cloud.read(type, tableId))?.["routes"]);
    return routes.map((route) => Object.fromEntries(Object.entries(route).filter(([, value]) => value !== "")));
}

/** A row that the provider itself gives, the property it must name, and inputs that provoke it. */
export type CheckCase = readonly [refusal: Refusal, property: string, inputs: Properties];

/** One test for each case: the first fault is the row's, at the property that is wrong. */
export function checkTable(cloud: () => TestCloud, type: string, cases: readonly CheckCase[]): void {
    for (const [refusal, property, inputs] of cases) {
        it(`${refusal.code}: ${refusal.when}: ${JSON.stringify(inputs)}`, async () => {
            const error = await cloud().refuses(() => cloud().create(type, inputs), refusal);
            assert.ok(error instanceof CheckFailed);
            assert.equal(error.faults[0]?.property, property, error.message);
        });
    }
}
