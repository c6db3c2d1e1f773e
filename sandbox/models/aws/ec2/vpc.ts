/** VPCs. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { canonicalCidr, formatIpv6Cidr } from "./addresses";
import { ipv6NetworkFault } from "./cidr-faults";
import type { Given } from "./input-checks";
import { conflict, given, numberBetween, oneOfValues, requires, textRule } from "./input-checks";
import { quotas } from "./quotas";
import { text, TYPES } from "./records";
import { checkRow, operation, provider, QUOTAS, replacementRules, row } from "./sources";
import { blockFault, isUnusable, LARGEST_BLOCK, SMALLEST_BLOCK } from "./vpc-blocks";
import { companions, defaultDhcpOptionsId, defaultNetworkAclId, firstRouteTableId } from "./vpc-defaults";
import { defaultSecurityGroupId } from "./vpc-lookup";

type VpcInputs = Unwrap<aws.ec2.VpcArgs>;

const PROVIDER = provider("vpc_");
const CREATE = operation("CreateVpc");

export const vpcRefusals = {
    tooMany: row("VpcLimitExceeded", "the region has five VPCs already", QUOTAS),
    noBlock: row("MissingParameter", "neither an IPv4 block nor an IPAM pool to take one from is given", CREATE),
    unusableBlock: row(
        "InvalidVpc.Range",
        "the block is in a range that no network can use: 0.0.0.0/8, loopback, link-local, multicast",
        "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
    ),
    inUse: row(
        "DependencyViolation",
        "something lives in the VPC: a subnet, an attached gateway, a route table, security group or ACL of its own",
    ),
    blockForm: checkRow("the IPv4 block is none, has host bits set, or is not between /16 and /28", PROVIDER),
    blockAndLength: checkRow("both an IPv4 block and a netmask length are given", PROVIDER),
    lengthWithoutPool: checkRow("a netmask length is given without the IPAM pool it is for", PROVIDER),
    lengthRange: checkRow("the IPv4 netmask length is not between 16 and 28", PROVIDER),
    tenancy: checkRow("the tenancy is neither `default` nor `dedicated`", PROVIDER),
    ipv6WithoutPool: checkRow("an IPv6 block is given without the IPAM pool it is from", PROVIDER),
    ipv6Sources: checkRow("an IPv6 block is asked of Amazon and of a pool at once", PROVIDER),
    ipv6Form: checkRow("the IPv6 block is none", PROVIDER),
    borderGroupAlone: checkRow("a network border group is given, but no block of Amazon's", PROVIDER),
} as const satisfies Record<string, Refusal>;

export const vpc = defineModel<VpcInputs>({
    type: TYPES.vpc,
    source: CREATE,
    api: { service: "EC2", create: "CreateVpc", update: "ModifyVpcAttribute", delete: "DeleteVpc" },
    mint: (_inputs, hex) => `vpc-0${hex(16)}`,
    refusals: vpcRefusals,
    inUse: {
        refusal: vpcRefusals.inUse,
        message: (id) => `The vpc '${id}' has dependencies and cannot be deleted.`,
    },
    replacement: replacementRules(PROVIDER, {
        replaces: ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength", "instanceTenancy"],
        inPlace: [
            "assignGeneratedIpv6CidrBlock",
            "enableDnsHostnames",
            "enableDnsSupport",
            "enableNetworkAddressUsageMetrics",
            "ipv6CidrBlock",
            "ipv6CidrBlockNetworkBorderGroup",
            "ipv6IpamPoolId",
            "ipv6NetmaskLength",
        ],
    }),
    check: (inputs, { unknown }) => vpcFaults(given(inputs, unknown)),
    validate: (op) => {
        if (op.kind === "create") {
            refuseVpc(op);
        }
    },
    outputs: (op) => ({
        arn: op.arn("ec2", `vpc/${op.id}`),
        cidrBlock: canonicalCidr(op.inputs.cidrBlock ?? text(op.previous, "cidrBlock")) ?? blockFromPool(op),
        ...companionOutputs(op),
        enableDnsHostnames: op.inputs.enableDnsHostnames ?? false,
        enableDnsSupport: op.inputs.enableDnsSupport ?? true,
        enableNetworkAddressUsageMetrics: op.inputs.enableNetworkAddressUsageMetrics ?? false,
        instanceTenancy: op.inputs.instanceTenancy ?? "default",
        ...ipv6Outputs(op),
        ownerId: op.account,
    }),
    afterCreate: (op) => companions(op).forEach((record) => op.world.put(record)),
});

function vpcFaults(of: Given): readonly CheckFault[] {
    return [
        ...textRule(of, "cidrBlock", blockFault),
        ...conflict(of, "cidrBlock", ["ipv4NetmaskLength"]),
        ...requires(of, "ipv4NetmaskLength", ["ipv4IpamPoolId"]),
        ...numberBetween(of, "ipv4NetmaskLength", LARGEST_BLOCK, SMALLEST_BLOCK),
        ...oneOfValues(of, "instanceTenancy", ["default", "dedicated"]),
        ...requires(of, "ipv6CidrBlock", ["ipv6IpamPoolId"]),
        ...requires(of, "ipv6NetmaskLength", ["ipv6IpamPoolId"]),
        ...conflict(of, "ipv6CidrBlock", ["ipv6NetmaskLength", "assignGeneratedIpv6CidrBlock"]),
        ...conflict(of, "ipv6IpamPoolId", ["assignGeneratedIpv6CidrBlock"]),
        ...textRule(of, "ipv6CidrBlock", ipv6NetworkFault),
        ...requires(of, "ipv6CidrBlockNetworkBorderGroup", ["assignGeneratedIpv6CidrBlock"]),
    ];
}

function refuseVpc(op: Operation<VpcInputs>): void {
    const { cidrBlock, ipv4IpamPoolId } = op.inputs;
    if (cidrBlock === undefined && ipv4IpamPoolId === undefined) {
        op.refuse(vpcRefusals.noBlock, "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.");
    }
    if (cidrBlock !== undefined && isUnusable(cidrBlock)) {
        op.refuse(vpcRefusals.unusableBlock, `The CIDR '${cidrBlock}' is invalid.`);
    }
    if (op.world.list(TYPES.vpc).length >= quotas.vpcs.value) {
        op.refuse(vpcRefusals.tooMany, "The maximum number of VPCs has been reached.");
    }
}

/** IPAM is not modelled: a pool gives some block of the wanted size. */
function blockFromPool(op: Operation<VpcInputs>): string {
    const second = op.pick("block from pool", 256);
    return canonicalCidr(`10.${second}.0.0/${op.inputs.ipv4NetmaskLength ?? LARGEST_BLOCK}`) ?? "";
}

function companionOutputs(op: Operation<VpcInputs>): Properties {
    const mainRouteTable = text(op.previous, "mainRouteTableId") || firstRouteTableId(op.id);
    return {
        defaultNetworkAclId: defaultNetworkAclId(op.id),
        // The provider reads both from the main route table of the moment.
        defaultRouteTableId: mainRouteTable,
        mainRouteTableId: mainRouteTable,
        defaultSecurityGroupId: defaultSecurityGroupId(op.id),
        dhcpOptionsId: text(op.previous, "dhcpOptionsId") || defaultDhcpOptionsId(op),
    };
}

function ipv6Outputs(op: Operation<VpcInputs>): Properties {
    const { assignGeneratedIpv6CidrBlock = false, ipv6CidrBlock, ipv6IpamPoolId, ipv6NetmaskLength } = op.inputs;
    if (!assignGeneratedIpv6CidrBlock && ipv6IpamPoolId === undefined) {
        return {
            assignGeneratedIpv6CidrBlock: false,
            ipv6AssociationId: "",
            ipv6CidrBlock: "",
            ipv6CidrBlockNetworkBorderGroup: "",
            ipv6IpamPoolId: "",
            ipv6NetmaskLength: 0,
        };
    }
    return {
        assignGeneratedIpv6CidrBlock,
        ipv6AssociationId: `vpc-cidr-assoc-0${op.hash("IPv6 association", 16)}`,
        ipv6CidrBlock: ipv6CidrBlock ?? documentationBlock(op),
        ipv6CidrBlockNetworkBorderGroup: op.inputs.ipv6CidrBlockNetworkBorderGroup ?? op.region,
        ipv6IpamPoolId: ipv6IpamPoolId ?? "",
        ipv6NetmaskLength: ipv6IpamPoolId === undefined ? 0 : (ipv6NetmaskLength ?? 56),
    };
}

/** A /56 of the documentation range (RFC 3849), so that no real block is ever shown. */
function documentationBlock(op: Operation<VpcInputs>): string {
    const network = (0x20010db8n << 24n) + BigInt(`0x${op.hash("IPv6 block", 6)}`);
    return formatIpv6Cidr({ base: network << 72n, prefix: 56 });
}
