/** Data sources about VPCs and subnets. */
import type * as aws from "@pulumi/aws";
import type { Properties } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { InvokeContext } from "../../kernel/model";
import { defineInvoke } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { usableAddresses } from "./addresses";
import type { Filter, FilterTexts } from "./filters";
import { askedFilters, filtered, filterRefusals, tagsOf } from "./filters";
import { addressesIn } from "./interfaces";
import { flag, text, TYPES } from "./records";
import { checkRow, operation, provider } from "./sources";
import { ipv4Blocks, ipv6Blocks } from "./vpc-blocks";

const VPC_SOURCE = provider("vpc_data_source");
const SUBNET_SOURCE = provider("vpc_subnet_data_source");

export const getVpcRefusals = {
    ...filterRefusals,
    none: checkRow("no VPC matches", VPC_SOURCE),
    several: checkRow("several VPCs match", VPC_SOURCE),
} as const satisfies Record<string, Refusal>;

export const getSubnetRefusals = {
    ...filterRefusals,
    none: checkRow("no subnet matches", SUBNET_SOURCE),
    several: checkRow("several subnets match", SUBNET_SOURCE),
} as const satisfies Record<string, Refusal>;

/** The only one of a list. Refuses where there is none, or another. */
export function single(
    context: InvokeContext,
    found: readonly WorldRecord[],
    refusals: { readonly none: Refusal; readonly several: Refusal },
    what: string,
): WorldRecord {
    const [first, another] = found;
    if (first === undefined) {
        return context.refuse(refusals.none, `no matching ${what} found`);
    }
    if (another !== undefined) {
        return context.refuse(
            refusals.several,
            `multiple ${what}s matched; use additional constraints to reduce matches to a single ${what}`,
        );
    }
    return first;
}

/** The data source's own arguments as it answers them, without what it computes. */
export function echoed(args: {
    readonly filters?: readonly Filter[];
    readonly tags?: Readonly<Record<string, string>>;
}): Properties {
    return { filters: args.filters?.map(({ name, values }) => ({ name, values })), tags: args.tags };
}

function vpcTexts(context: InvokeContext): FilterTexts<WorldRecord> {
    return {
        cidr: (vpc) => text(vpc, "cidrBlock"),
        "cidr-block-association.cidr-block": (vpc) => ipv4Blocks(context.view, vpc).map(({ cidr }) => cidr),
        "dhcp-options-id": (vpc) => text(vpc, "dhcpOptionsId"),
        "is-default": (vpc) => String(flag(vpc, "isDefault")),
        "owner-id": (vpc) => text(vpc, "ownerId"),
        state: () => "available",
        "vpc-id": (vpc) => vpc.id,
    };
}

export const getVpc = defineInvoke<aws.ec2.GetVpcArgs>({
    token: "aws:ec2/getVpc:getVpc",
    source: operation("DescribeVpcs"),
    refusals: getVpcRefusals,
    invoke: (args, context) => {
        const wanted = askedFilters(args, {
            cidr: args.cidrBlock,
            "dhcp-options-id": args.dhcpOptionsId,
            "is-default": args.default === undefined ? undefined : String(args.default),
            state: args.state,
            "vpc-id": args.id,
        });
        const found = filtered(context, context.view.list(TYPES.vpc), wanted, vpcTexts(context), tagsOf);
        const vpc = single(context, found, getVpcRefusals, "EC2 VPC");
        const association = ({ cidr, associationId }: { cidr: string; associationId: string }): Properties => ({
            associationId,
            cidrBlock: cidr,
            state: "associated",
        });
        return {
            ...pick(vpc, [
                "arn",
                "cidrBlock",
                "dhcpOptionsId",
                "enableDnsHostnames",
                "enableDnsSupport",
                "enableNetworkAddressUsageMetrics",
                "instanceTenancy",
                "ipv6AssociationId",
                "ipv6CidrBlock",
                "mainRouteTableId",
                "ownerId",
            ]),
            cidrBlockAssociations: ipv4Blocks(context.view, vpc).map(association),
            default: flag(vpc, "isDefault"),
            filters: echoed(args)["filters"],
            id: vpc.id,
            ipv6CidrBlockAssociations: ipv6Blocks(context.view, vpc).map(({ cidr, associationId }) => ({
                associationId,
                ipSource: "amazon",
                ipv6AddressAttribute: "public",
                ipv6CidrBlock: cidr,
                ipv6Pool: "Amazon",
                networkBorderGroup: context.region,
                state: "associated",
            })),
            region: context.region,
            state: "available",
            tags: tagsOf(vpc),
        };
    },
});

const SUBNET_TEXTS: FilterTexts<WorldRecord> = {
    "availability-zone": (subnet) => text(subnet, "availabilityZone"),
    "availability-zone-id": (subnet) => text(subnet, "availabilityZoneId"),
    "cidr-block": (subnet) => text(subnet, "cidrBlock"),
    "default-for-az": () => "false",
    "ipv6-cidr-block-association.ipv6-cidr-block": (subnet) => text(subnet, "ipv6CidrBlock"),
    "map-public-ip-on-launch": (subnet) => String(flag(subnet, "mapPublicIpOnLaunch")),
    "owner-id": (subnet) => text(subnet, "ownerId"),
    state: () => "available",
    "subnet-id": (subnet) => subnet.id,
    "vpc-id": (subnet) => text(subnet, "vpcId"),
};

export const getSubnet = defineInvoke<aws.ec2.GetSubnetArgs>({
    token: "aws:ec2/getSubnet:getSubnet",
    source: operation("DescribeSubnets"),
    refusals: getSubnetRefusals,
    invoke: (args, context) => {
        const wanted = askedFilters(args, {
            "availability-zone": args.availabilityZone,
            "availability-zone-id": args.availabilityZoneId,
            "cidr-block": args.cidrBlock,
            "default-for-az": args.defaultForAz === true ? "true" : undefined,
            "ipv6-cidr-block-association.ipv6-cidr-block": args.ipv6CidrBlock,
            state: args.state,
            "subnet-id": args.id,
            "vpc-id": args.vpcId,
        });
        const found = filtered(context, context.view.list(TYPES.subnet), wanted, SUBNET_TEXTS, tagsOf);
        const subnet = single(context, found, getSubnetRefusals, "EC2 Subnet");
        const used = addressesIn(context.view, subnet.id).size;
        return {
            ...subnet.outputs,
            availableIpAddressCount: usableAddresses(text(subnet, "cidrBlock")) - used,
            defaultForAz: false,
            filters: echoed(args)["filters"],
            id: subnet.id,
            state: "available",
            tags: tagsOf(subnet),
            tagsAll: undefined,
        };
    },
});

export const getSubnets = defineInvoke<aws.ec2.GetSubnetsArgs>({
    token: "aws:ec2/getSubnets:getSubnets",
    source: operation("DescribeSubnets"),
    refusals: filterRefusals,
    invoke: (args, context) => {
        const wanted = askedFilters(args);
        const found = filtered(context, context.view.list(TYPES.subnet), wanted, SUBNET_TEXTS, tagsOf);
        return {
            filters: echoed(args)["filters"],
            id: context.region,
            ids: found.map(({ id }) => id).sort(),
            region: context.region,
            tags: args.tags ?? {},
        };
    },
});

function pick(record: WorldRecord, keys: readonly string[]): Properties {
    return Object.fromEntries(keys.map((key) => [key, record.outputs[key]]));
}
