/** NAT gateways: public and private ones in one zone, and regional ones. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { parseAddress } from "./addresses";
import { isMapped, release } from "./eip-binding";
import type { Given } from "./input-checks";
import { conflict, given, oneOfValues, textRule } from "./input-checks";
import { addressOutputs, addressRefusals, NETWORK_INTERFACE, networkInterface } from "./interfaces";
import { gatewayOf } from "./internet-gateway";
import { allocations, associationId, interfaceId, mapAddresses, privateAddresses } from "./nat-gateway-addresses";
import { quotas } from "./quotas";
import { text, TYPES } from "./records";
import { checkRow, operation, provider, QUOTAS, replacementRules, row } from "./sources";

type NatInputs = Unwrap<aws.ec2.NatGatewayArgs>;

const PROVIDER = provider("vpc_nat_gateway");
const CREATE = operation("CreateNatGateway");
/** EC2 takes the request, and the gateway's state becomes `failed` with one of these codes; the provider reports it. */
const FAILED = operation("NatGateway");

export const natGatewayRefusals = {
    ...addressRefusals,
    unknownSubnet: row("InvalidSubnetID.NotFound", "the subnet does not exist"),
    unknownVpc: row("InvalidVpcID.NotFound", "the VPC of a regional gateway does not exist"),
    unknownAllocation: row("InvalidAllocationID.NotFound", "the Elastic IP does not exist (state `failed`)", FAILED),
    noAllocation: row("MissingParameter", "a public gateway of one zone comes without an Elastic IP", CREATE),
    noInternetGateway: row(
        "Gateway.NotAttached",
        "the VPC of a public gateway has no internet gateway attached (state `failed`); " +
            "whether the subnet has a route to one is checked by nobody: without it the gateway just reaches nothing",
        FAILED,
    ),
    alreadyAssociated: row("Resource.AlreadyAssociated", "the Elastic IP is in use elsewhere (state `failed`)", FAILED),
    tooMany: row("NatGatewayLimitExceeded", "the availability zone has five NAT gateways already", QUOTAS),
    connectivity: checkRow("the connectivity is neither `public` nor `private`", PROVIDER),
    privateWithAddress: checkRow("a private gateway is given an Elastic IP", PROVIDER),
    privateWithSecondary: checkRow("a private gateway is given secondary Elastic IPs", PROVIDER),
    publicWithCount: checkRow("a public gateway is given a number of secondary private addresses", PROVIDER),
    countAndList: checkRow("secondary private addresses are given by number and one by one", PROVIDER),
    privateIpForm: checkRow("the private address is none", PROVIDER),
    zonalPlace: checkRow("a gateway of one zone comes without a subnet", PROVIDER),
    regionalPlace: checkRow("a regional gateway comes without a VPC, or with a subnet or an Elastic IP", PROVIDER),
} as const satisfies Record<string, Refusal>;

export const natGateway = defineModel<NatInputs>({
    type: TYPES.natGateway,
    source: CREATE,
    api: {
        service: "EC2",
        create: "CreateNatGateway",
        update: "AssociateNatGatewayAddress",
        delete: "DeleteNatGateway",
    },
    mint: (_inputs, hex) => `nat-0${hex(16)}`,
    refusals: natGatewayRefusals,
    references: [
        {
            property: "subnetId",
            to: TYPES.subnet,
            missing: natGatewayRefusals.unknownSubnet,
            message: (id) => `The subnet ID '${id}' does not exist`,
        },
        {
            property: "vpcId",
            to: TYPES.vpc,
            missing: natGatewayRefusals.unknownVpc,
            message: (id) => `The vpc ID '${id}' does not exist`,
        },
        ...["allocationId", "secondaryAllocationIds[*]"].map((property) => ({
            property,
            to: TYPES.eip,
            missing: natGatewayRefusals.unknownAllocation,
            message: (id: string) => `Elastic IP address ${id} could not be associated with this NAT gateway`,
        })),
    ],
    replacement: replacementRules(PROVIDER, {
        replaces: [
            "allocationId",
            "availabilityMode",
            "connectivityType",
            "privateIp",
            "secondaryPrivateIpAddressCount",
            "subnetId",
            "vpcId",
        ],
        inPlace: ["availabilityZoneAddresses", "secondaryAllocationIds", "secondaryPrivateIpAddresses"],
    }),
    unordered: ["availabilityZoneAddresses", "secondaryAllocationIds", "secondaryPrivateIpAddresses"],
    check: (inputs, { unknown }) => natFaults(given(inputs, unknown)),
    validate: (op) => {
        if (op.kind === "create") {
            refuseGateway(op);
        }
        refuseTaken(op);
        const subnet = subnetOf(op);
        if (subnet !== undefined) {
            privateAddresses(op, subnet);
        }
    },
    outputs: (op) => ({
        availabilityMode: op.inputs.availabilityMode ?? "zonal",
        connectivityType: op.inputs.connectivityType ?? "public",
        ...(isRegional(op.inputs) ? regionalOutputs(op) : zonalOutputs(op)),
    }),
    afterCreate: (op) => {
        const subnet = subnetOf(op);
        if (subnet !== undefined) {
            const addresses = privateAddresses(op, subnet);
            op.world.put(networkInterface(op, interfaceSpec(op, subnet, addresses)));
            mapAddresses(op, addresses);
        }
    },
    afterUpdate: (op) => {
        const subnet = subnetOf(op);
        if (subnet !== undefined) {
            const addresses = privateAddresses(op, subnet);
            op.world.patch(NETWORK_INTERFACE, interfaceId(op), addressOutputs(op, subnet, addresses));
            mapAddresses(op, addresses);
        }
    },
    beforeDelete: (op) => allocations(op.inputs, op.previous).forEach((id) => release(op, id)),
});

function natFaults(of: Given): readonly CheckFault[] {
    const { availabilityMode, connectivityType } = of.inputs;
    const fault = (property: string, reason: string): CheckFault[] =>
        of.inputs[property] === undefined ? [] : [{ property, reason }];
    const missing = (property: string, reason: string): CheckFault[] =>
        of.inputs[property] === undefined && !of.unknown.has(property) ? [{ property, reason }] : [];
    const ofPrivate = [
        ...fault("allocationId", "is not supported with connectivityType 'private'; leave it out"),
        ...fault("secondaryAllocationIds", "is not supported with connectivityType 'private'; leave it out"),
    ];
    const ofPublic = fault("secondaryPrivateIpAddressCount", "is only supported with connectivityType 'private'");
    const ofRegional = [
        ...missing("vpcId", "is missing; availabilityMode 'regional' needs the VPC"),
        ...fault("subnetId", "cannot be given with availabilityMode 'regional', which has no subnet"),
        ...fault("allocationId", "cannot be given with availabilityMode 'regional'; use availabilityZoneAddresses"),
    ];
    return [
        ...oneOfValues(of, "connectivityType", ["public", "private"]),
        ...oneOfValues(of, "availabilityMode", ["zonal", "regional"]),
        ...textRule(of, "privateIp", (text) =>
            parseAddress(text) === undefined ? `"${text}" is not an IPv4 address, such as 10.0.0.10` : undefined,
        ),
        ...conflict(of, "secondaryPrivateIpAddressCount", ["secondaryPrivateIpAddresses"]),
        ...(connectivityType === "private" ? ofPrivate : ofPublic),
        ...(availabilityMode === "regional"
            ? ofRegional
            : missing("subnetId", "is missing; availabilityMode 'zonal' needs the subnet")),
    ];
}

function isRegional(inputs: NatInputs): boolean {
    return inputs.availabilityMode === "regional";
}

function isPublic(inputs: NatInputs): boolean {
    return (inputs.connectivityType ?? "public") === "public";
}

function subnetOf(op: Operation<NatInputs>): WorldRecord | undefined {
    return op.world.get(TYPES.subnet, op.inputs.subnetId ?? "");
}

function refuseGateway(op: Operation<NatInputs>): void {
    const { inputs } = op;
    const subnet = subnetOf(op);
    const vpcId = inputs.vpcId ?? text(subnet, "vpcId");
    if (isPublic(inputs) && !isRegional(inputs) && inputs.allocationId === undefined) {
        op.refuse(
            natGatewayRefusals.noAllocation,
            "The request must include the AllocationId parameter. Add the required parameter and retry the request.",
        );
    }
    if (isPublic(inputs) && gatewayOf(op.world, vpcId) === undefined) {
        op.refuse(natGatewayRefusals.noInternetGateway, `Network ${vpcId} has no Internet gateway attached`);
    }
    const zone = text(subnet, "availabilityZone");
    const sameZone = op.world
        .list(TYPES.natGateway)
        .filter((other) => text(op.world.get(TYPES.subnet, text(other, "subnetId")), "availabilityZone") === zone);
    if (subnet !== undefined && sameZone.length >= quotas.natGatewaysPerZone.value) {
        op.refuse(
            natGatewayRefusals.tooMany,
            `Performing this operation would exceed the limit of ${quotas.natGatewaysPerZone.value} NAT gateways`,
        );
    }
}

function refuseTaken(op: Operation<NatInputs>): void {
    for (const id of allocations(op.inputs, op.previous)) {
        const address = op.world.get(TYPES.eip, id);
        if (isMapped(op.world, address) && text(address, "networkInterface") !== interfaceId(op)) {
            op.refuse(natGatewayRefusals.alreadyAssociated, `Elastic IP address ${id} is already associated`);
        }
    }
}

function interfaceSpec(
    op: Operation<NatInputs>,
    subnet: WorldRecord,
    [privateIp, ...secondaryPrivateIps]: readonly string[],
): Parameters<typeof networkInterface>[1] {
    return {
        label: "interface",
        subnet,
        interfaceType: "nat_gateway",
        description: `Interface for NAT Gateway ${op.id}`,
        privateIp,
        secondaryPrivateIps,
        sourceDestCheck: false,
        attachedTo: { instance: "", deviceIndex: 1 },
        ownedBy: { type: TYPES.natGateway, id: op.id },
    };
}

function zonalOutputs(op: Operation<NatInputs>): Properties {
    const subnet = subnetOf(op);
    const [privateIp = "", ...secondary] = subnet === undefined ? [] : privateAddresses(op, subnet);
    const [first, ...others] = allocations(op.inputs, op.previous);
    return {
        ...NOT_REGIONAL,
        allocationId: first ?? "",
        associationId: first === undefined ? "" : associationId(op, first),
        networkInterfaceId: interfaceId(op),
        privateIp,
        publicIp: text(op.world.get(TYPES.eip, first ?? ""), "publicIp"),
        secondaryAllocationIds: others,
        secondaryPrivateIpAddressCount: secondary.length,
        secondaryPrivateIpAddresses: secondary,
        vpcId: text(subnet, "vpcId"),
    };
}

const NOT_REGIONAL = {
    autoProvisionZones: "",
    autoScalingIps: "",
    regionalNatGatewayAddresses: [],
    regionalNatGatewayAutoMode: "",
    routeTableId: "",
};

/** Addresses of regional gateways are not modelled: in auto mode EC2 adds them when something appears in a zone. */
function regionalOutputs(op: Operation<NatInputs>): Properties {
    const auto = (op.inputs.availabilityZoneAddresses ?? []).length === 0 ? "enabled" : "disabled";
    return {
        allocationId: "",
        associationId: "",
        autoProvisionZones: auto,
        autoScalingIps: auto,
        networkInterfaceId: "",
        privateIp: "",
        publicIp: "",
        regionalNatGatewayAddresses: [],
        regionalNatGatewayAutoMode: auto,
        routeTableId: `rtb-0${op.hash("route table", 16)}`,
        secondaryAllocationIds: [],
        secondaryPrivateIpAddressCount: 0,
        secondaryPrivateIpAddresses: [],
        subnetId: "",
        vpcId: op.inputs.vpcId ?? "",
    };
}
