/** Subnets. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { contains, formatIpv6Cidr, ipv6Contains, ipv6Overlaps, overlaps, parseCidr, parseIpv6Cidr } from "./addresses";
import type { AvailabilityZone } from "./availability-zones";
import { zonesOf } from "./availability-zones";
import { ipv4NetworkFault, ipv6NetworkFault } from "./cidr-faults";
import type { Given } from "./input-checks";
import { conflict, given, numberBetween, oneOfValues, requires, textRule } from "./input-checks";
import { quotas } from "./quotas";
import { text, TYPES } from "./records";
import { checkRow, operation, provider, QUOTAS, replacementRules, row } from "./sources";
import { ipv4Blocks, ipv6Blocks, LARGEST_BLOCK, SMALLEST_BLOCK } from "./vpc-blocks";

type SubnetInputs = Unwrap<aws.ec2.SubnetArgs>;

const PROVIDER = provider("vpc_subnet");
const CREATE = operation("CreateSubnet");
const MODIFY = operation("ModifySubnetAttribute");

export const subnetRefusals = {
    unknownVpc: row("InvalidVpcID.NotFound", "the VPC does not exist"),
    noBlock: row("MissingParameter", "no IPv4 block is given, and the subnet is not IPv6-only", CREATE),
    range: row("InvalidSubnet.Range", "the block is in none of the VPC's, or not between /16 and /28"),
    conflict: row("InvalidSubnet.Conflict", "the block overlaps another subnet of the VPC"),
    ipv6Range: row("InvalidSubnet.Range", "the IPv6 block is in none of the VPC's, or no /44, /48, … /64", CREATE),
    ipv6Conflict: row("InvalidSubnet.Conflict", "the IPv6 block overlaps another subnet of the VPC"),
    zone: row("InvalidParameterValue", "the region has no such availability zone", CREATE),
    zoneId: row("InvalidParameterValue", "the region has no availability zone of that id", CREATE),
    noIpv6Block: row(
        "InvalidParameterValue",
        "interfaces shall get an IPv6 address on creation, and the subnet has no IPv6 block",
        MODIFY,
    ),
    tooMany: row("SubnetLimitExceeded", "the VPC has 200 subnets already", QUOTAS),
    inUse: row("DependencyViolation", "a network interface lives in the subnet"),
    blockForm: checkRow("the IPv4 block is none, or has host bits set", PROVIDER),
    ipv6Form: checkRow("the IPv6 block is none, or has host bits set", PROVIDER),
    zoneTwice: checkRow("the zone is given by name and by id", PROVIDER),
    hostnameType: checkRow("the host name type is neither `ip-name` nor `resource-name`", PROVIDER),
    lengthWithoutPool: checkRow("a netmask length is given without the IPAM pool it is for", PROVIDER),
    lengthAndBlock: checkRow("a block and a netmask length are given", PROVIDER),
    lengthRange: checkRow("the IPv4 netmask length is not between 16 and 28", PROVIDER),
    outpostAddresses: checkRow("customer-owned addresses are asked for without pool and Outpost", PROVIDER),
} as const satisfies Record<string, Refusal>;

export const subnet = defineModel<SubnetInputs>({
    type: TYPES.subnet,
    source: CREATE,
    api: { service: "EC2", create: "CreateSubnet", update: "ModifySubnetAttribute", delete: "DeleteSubnet" },
    mint: (_inputs, hex) => `subnet-0${hex(16)}`,
    refusals: subnetRefusals,
    references: [
        {
            property: "vpcId",
            to: TYPES.vpc,
            missing: subnetRefusals.unknownVpc,
            message: (id) => `The vpc ID '${id}' does not exist`,
        },
    ],
    inUse: {
        refusal: subnetRefusals.inUse,
        message: (id) => `The subnet '${id}' has dependencies and cannot be deleted.`,
    },
    replacement: replacementRules(PROVIDER, {
        replaces: [
            "availabilityZone",
            "availabilityZoneId",
            "cidrBlock",
            "ipv4IpamPoolId",
            "ipv4NetmaskLength",
            "ipv6IpamPoolId",
            "ipv6Native",
            "ipv6NetmaskLength",
            "outpostArn",
            "vpcId",
        ],
        inPlace: [
            "assignIpv6AddressOnCreation",
            "customerOwnedIpv4Pool",
            "enableDns64",
            "enableLniAtDeviceIndex",
            "enableResourceNameDnsARecordOnLaunch",
            "enableResourceNameDnsAaaaRecordOnLaunch",
            "ipv6CidrBlock",
            "mapCustomerOwnedIpOnLaunch",
            "mapPublicIpOnLaunch",
            "privateDnsHostnameTypeOnLaunch",
        ],
    }),
    check: (inputs, { unknown }) => subnetFaults(given(inputs, unknown)),
    validate: refuseSubnet,
    outputs: (op) => ({
        arn: op.arn("ec2", `subnet/${op.id}`),
        assignIpv6AddressOnCreation: op.inputs.assignIpv6AddressOnCreation ?? false,
        ...zoneOutputs(op),
        cidrBlock: op.inputs.cidrBlock ?? text(op.previous, "cidrBlock"),
        customerOwnedIpv4Pool: op.inputs.customerOwnedIpv4Pool ?? "",
        enableDns64: op.inputs.enableDns64 ?? false,
        enableLniAtDeviceIndex: op.inputs.enableLniAtDeviceIndex ?? 0,
        enableResourceNameDnsARecordOnLaunch: op.inputs.enableResourceNameDnsARecordOnLaunch ?? false,
        enableResourceNameDnsAaaaRecordOnLaunch: op.inputs.enableResourceNameDnsAaaaRecordOnLaunch ?? false,
        ...ipv6Outputs(op),
        mapCustomerOwnedIpOnLaunch: op.inputs.mapCustomerOwnedIpOnLaunch ?? false,
        mapPublicIpOnLaunch: op.inputs.mapPublicIpOnLaunch ?? false,
        outpostArn: op.inputs.outpostArn ?? "",
        ownerId: op.account,
        privateDnsHostnameTypeOnLaunch: op.inputs.privateDnsHostnameTypeOnLaunch ?? "ip-name",
    }),
});

function subnetFaults(of: Given): readonly CheckFault[] {
    const outpost = ["customerOwnedIpv4Pool", "mapCustomerOwnedIpOnLaunch", "outpostArn"];
    const others = (property: string): readonly string[] => outpost.filter((name) => name !== property);
    return [
        ...textRule(of, "cidrBlock", ipv4NetworkFault),
        ...textRule(of, "ipv6CidrBlock", ipv6NetworkFault),
        ...conflict(of, "availabilityZone", ["availabilityZoneId"]),
        ...oneOfValues(of, "privateDnsHostnameTypeOnLaunch", ["ip-name", "resource-name"]),
        ...requires(of, "ipv4NetmaskLength", ["ipv4IpamPoolId"]),
        ...requires(of, "ipv6NetmaskLength", ["ipv6IpamPoolId"]),
        ...conflict(of, "ipv4NetmaskLength", ["cidrBlock", "customerOwnedIpv4Pool"]),
        ...conflict(of, "ipv6NetmaskLength", ["ipv6CidrBlock"]),
        ...numberBetween(of, "ipv4NetmaskLength", LARGEST_BLOCK, SMALLEST_BLOCK),
        ...requires(of, "customerOwnedIpv4Pool", others("customerOwnedIpv4Pool")),
        ...requires(of, "mapCustomerOwnedIpOnLaunch", others("mapCustomerOwnedIpOnLaunch")),
    ];
}

function refuseSubnet(op: Operation<SubnetInputs>): void {
    const vpc = op.world.get(TYPES.vpc, op.inputs.vpcId);
    if (vpc === undefined) {
        return;
    }
    const neighbours = op.world
        .list(TYPES.subnet)
        .filter((other) => other.id !== op.id && text(other, "vpcId") === vpc.id);
    if (op.kind === "create") {
        refuseZone(op);
        refuseBlock(op, vpc, neighbours);
        if (neighbours.length >= quotas.subnetsPerVpc.value) {
            op.refuse(subnetRefusals.tooMany, `The maximum number of subnets for VPC '${vpc.id}' has been reached.`);
        }
    }
    refuseIpv6(op, vpc, neighbours);
}

function refuseZone(op: Operation<SubnetInputs>): void {
    const zones = zonesOf(op);
    const { availabilityZone, availabilityZoneId } = op.inputs;
    if (availabilityZone !== undefined && !zones.some(({ name }) => name === availabilityZone)) {
        op.refuse(
            subnetRefusals.zone,
            `Value (${availabilityZone}) for parameter availabilityZone is invalid. Subnets can currently only be ` +
                `created in the following availability zones: ${zones.map(({ name }) => name).join(", ")}.`,
        );
    }
    if (availabilityZoneId !== undefined && !zones.some(({ id }) => id === availabilityZoneId)) {
        op.refuse(
            subnetRefusals.zoneId,
            `Value (${availabilityZoneId}) for parameter availabilityZoneId is invalid. Subnets can currently only ` +
                `be created in the following availability zones: ${zones.map(({ id }) => id).join(", ")}.`,
        );
    }
}

function refuseBlock(op: Operation<SubnetInputs>, vpc: WorldRecord, neighbours: readonly WorldRecord[]): void {
    const { cidrBlock, ipv4IpamPoolId, ipv6Native } = op.inputs;
    if (cidrBlock === undefined) {
        if (ipv4IpamPoolId === undefined && ipv6Native !== true) {
            op.refuse(subnetRefusals.noBlock, "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.");
        }
        return;
    }
    const prefix = parseCidr(cidrBlock)?.prefix ?? 0;
    const fits = prefix >= LARGEST_BLOCK && prefix <= SMALLEST_BLOCK;
    if (!fits || !ipv4Blocks(op.world, vpc).some(({ cidr }) => contains(cidr, cidrBlock))) {
        op.refuse(subnetRefusals.range, `The CIDR '${cidrBlock}' is invalid.`);
    }
    if (neighbours.some((other) => overlaps(text(other, "cidrBlock"), cidrBlock))) {
        op.refuse(subnetRefusals.conflict, `The CIDR '${cidrBlock}' conflicts with another subnet`);
    }
}

function refuseIpv6(op: Operation<SubnetInputs>, vpc: WorldRecord, neighbours: readonly WorldRecord[]): void {
    const { ipv6CidrBlock, assignIpv6AddressOnCreation, ipv6Native, ipv6IpamPoolId } = op.inputs;
    const hasBlock = ipv6CidrBlock !== undefined || ipv6Native === true || ipv6IpamPoolId !== undefined;
    if (assignIpv6AddressOnCreation === true && !hasBlock) {
        op.refuse(
            subnetRefusals.noIpv6Block,
            `Invalid value 'true' for assignIpv6AddressOnCreation. ` +
                `Subnet '${op.id}' does not have an IPv6 CIDR block associated with it.`,
        );
    }
    if (ipv6CidrBlock === undefined) {
        return;
    }
    const prefix = parseIpv6Cidr(ipv6CidrBlock)?.prefix ?? 0;
    const fits = prefix >= 44 && prefix <= 64 && prefix % 4 === 0;
    if (!fits || !ipv6Blocks(op.world, vpc).some(({ cidr }) => ipv6Contains(cidr, ipv6CidrBlock))) {
        op.refuse(subnetRefusals.ipv6Range, `The CIDR '${ipv6CidrBlock}' is invalid.`);
    }
    if (neighbours.some((other) => ipv6Overlaps(text(other, "ipv6CidrBlock"), ipv6CidrBlock))) {
        op.refuse(subnetRefusals.ipv6Conflict, `The CIDR '${ipv6CidrBlock}' conflicts with another subnet`);
    }
}

function zoneOutputs(op: Operation<SubnetInputs>): Properties {
    const zones = zonesOf(op);
    const wanted = (zone: AvailabilityZone): boolean =>
        zone.name === op.inputs.availabilityZone || zone.id === op.inputs.availabilityZoneId;
    const zone = zones.find(wanted) ?? zones[op.pick("availability zone", zones.length)];
    return { availabilityZone: zone?.name ?? "", availabilityZoneId: zone?.id ?? "" };
}

function ipv6Outputs(op: Operation<SubnetInputs>): Properties {
    const block = op.inputs.ipv6CidrBlock ?? "";
    return {
        ipv6CidrBlock: block === "" ? "" : formatBlock(block),
        ipv6CidrBlockAssociationId: block === "" ? "" : `subnet-cidr-assoc-0${op.hash(`IPv6 ${block}`, 16)}`,
        ipv6Native: op.inputs.ipv6Native ?? false,
    };
}

function formatBlock(block: string): string {
    const parsed = parseIpv6Cidr(block);
    return parsed === undefined ? block : formatIpv6Cidr(parsed);
}
