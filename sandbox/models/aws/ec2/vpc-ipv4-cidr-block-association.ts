/** Further IPv4 blocks of a VPC. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { canonicalCidr, contains, overlaps } from "./addresses";
import { given, numberBetween, textRule } from "./input-checks";
import { quotas } from "./quotas";
import { text, TYPES } from "./records";
import { checkRow, operation, provider, QUOTAS, replacementRules, row } from "./sources";
import { blockFault, ipv4Blocks, isUnusable, LARGEST_BLOCK, SMALLEST_BLOCK } from "./vpc-blocks";

type AssociationInputs = Unwrap<aws.ec2.VpcIpv4CidrBlockAssociationArgs>;

const PROVIDER = provider("vpc_ipv4_cidr_block_association");
const ASSOCIATE = operation("AssociateVpcCidrBlock");
const BLOCKS = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html";

export const ipv4AssociationRefusals = {
    unknownVpc: row("InvalidVpcID.NotFound", "the VPC does not exist"),
    noBlock: row("MissingParameter", "neither a block nor an IPAM pool to take one from is given", ASSOCIATE),
    tooMany: row("CidrLimitExceeded", "the VPC has five IPv4 blocks already", QUOTAS),
    restricted: row(
        "InvalidVpc.Range",
        "the block's range cannot stand beside the VPC's: two private ranges, a private and a public one, or 10.0.0.0/16",
        BLOCKS,
    ),
    overlapping: row("InvalidVpc.Range", "the block overlaps another one of the VPC", BLOCKS),
    inUse: row(
        "InvalidCidrBlock.InUse",
        "a subnet lies in the block",
        "https://github.com/hashicorp/terraform-provider-aws/issues/9592",
    ),
    blockForm: checkRow("the block is none, has host bits set, or is not between /16 and /28", PROVIDER),
    lengthRange: checkRow("the netmask length is not between 16 and 28", PROVIDER),
} as const satisfies Record<string, Refusal>;

export const ipv4Association = defineModel<AssociationInputs>({
    type: TYPES.ipv4Association,
    source: ASSOCIATE,
    api: { service: "EC2", create: "AssociateVpcCidrBlock", delete: "DisassociateVpcCidrBlock" },
    mint: (_inputs, hex) => `vpc-cidr-assoc-0${hex(16)}`,
    refusals: ipv4AssociationRefusals,
    references: [
        {
            property: "vpcId",
            to: TYPES.vpc,
            missing: ipv4AssociationRefusals.unknownVpc,
            message: (id) => `The vpc ID '${id}' does not exist`,
            onTargetDeleted: "cascade",
        },
    ],
    replacement: replacementRules(PROVIDER, {
        replaces: ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength", "vpcId"],
    }),
    check: (inputs, { unknown }) => [
        ...textRule(given(inputs, unknown), "cidrBlock", blockFault),
        ...numberBetween(given(inputs, unknown), "ipv4NetmaskLength", LARGEST_BLOCK, SMALLEST_BLOCK),
    ],
    validate: (op) => {
        const vpc = op.world.get(TYPES.vpc, op.inputs.vpcId);
        if (op.kind === "create" && vpc !== undefined) {
            refuseBlock(op, vpc);
        }
    },
    outputs: (op) => ({ cidrBlock: blockOf(op) }),
    beforeDelete: (op) => {
        const block = text(op.previous, "cidrBlock");
        const inside = op.world
            .list(TYPES.subnet)
            .some((subnet) => text(subnet, "vpcId") === op.inputs.vpcId && contains(block, text(subnet, "cidrBlock")));
        if (inside) {
            op.refuse(
                ipv4AssociationRefusals.inUse,
                `The vpc ${op.inputs.vpcId} currently has a subnet within CIDR block ${block}`,
            );
        }
    },
});

/** IPAM is not modelled: a pool gives some block of 100.64.0.0/10, which stands beside any other. */
function blockOf(op: Operation<AssociationInputs>): string {
    const fromPool = `100.${64 + op.pick("block from pool", 64)}.0.0/${op.inputs.ipv4NetmaskLength ?? LARGEST_BLOCK}`;
    return canonicalCidr(op.inputs.cidrBlock ?? fromPool) ?? "";
}

function refuseBlock(op: Operation<AssociationInputs>, vpc: WorldRecord): void {
    if (op.inputs.cidrBlock === undefined && op.inputs.ipv4IpamPoolId === undefined) {
        op.refuse(ipv4AssociationRefusals.noBlock, "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.");
    }
    const block = blockOf(op);
    const existing = ipv4Blocks(op.world, vpc).map(({ cidr }) => cidr);
    if (existing.length >= quotas.ipv4BlocksPerVpc.value) {
        op.refuse(
            ipv4AssociationRefusals.tooMany,
            `This network '${vpc.id}' has met its maximum number of allowed CIDRs: ${quotas.ipv4BlocksPerVpc.value}`,
        );
    }
    if (existing.some((cidr) => overlaps(cidr, block))) {
        op.refuse(ipv4AssociationRefusals.overlapping, `The CIDR '${block}' conflicts with another CIDR of the VPC.`);
    }
    if (isRestricted(block, existing)) {
        op.refuse(
            ipv4AssociationRefusals.restricted,
            `The CIDR '${block}' is restricted. Use a CIDR from the same private address range as the current VPC ` +
                `CIDR, or use a publicly-routable CIDR. For additional restrictions, see ${BLOCKS}`,
        );
    }
}

/** Ranges that cannot stand beside each other in one VPC; 100.64.0.0/10 counts as publicly routable. */
const PRIVATE_RANGES = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "198.19.0.0/16"];

function rangeOf(cidr: string): string | undefined {
    return PRIVATE_RANGES.find((range) => contains(range, cidr));
}

function isRestricted(block: string, existing: readonly string[]): boolean {
    if (isUnusable(block)) {
        return true;
    }
    const range = rangeOf(block);
    if (range === undefined) {
        return false;
    }
    // What is allowed depends on the range of the primary block, the first one.
    if (rangeOf(existing[0] ?? "") !== range) {
        return true;
    }
    const reserved = range === "10.0.0.0/8" ? "10.0.0.0/16" : range === "172.16.0.0/12" ? "172.31.0.0/16" : undefined;
    const applies = range !== "10.0.0.0/8" || existing.some((cidr) => contains("10.0.0.0/15", cidr));
    return reserved !== undefined && applies && contains(reserved, block);
}
