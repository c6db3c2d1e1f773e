/** What EC2 makes along with each VPC: https://docs.aws.amazon.com/vpc/latest/userguide/create-vpc.html */
import type { Properties } from "../../../values";
import { stableHex } from "../../../worlds/hash";
import type { NewRecord, Operation, Place } from "../../kernel/model";
import { TYPES } from "./records";
import { defaultSecurityGroupId } from "./vpc-lookup";

function idOf(prefix: string, what: string, vpcId: string): string {
    return `${prefix}-0${stableHex(16, vpcId, what)}`;
}

/** The route table that the VPC was made with; another may have become its main one since. */
export function firstRouteTableId(vpcId: string): string {
    return idOf("rtb", "main route table", vpcId);
}

export function defaultNetworkAclId(vpcId: string): string {
    return idOf("acl", "default network ACL", vpcId);
}

/** The id of a VPC's first main association, until another route table becomes the main one. */
export function firstMainAssociationId(vpcId: string): string {
    return idOf("rtbassoc", "main association", vpcId);
}

/** Every VPC of a region starts with the same set of DHCP options. */
export function defaultDhcpOptionsId(place: Pick<Place, "account" | "region">): string {
    return `dopt-0${stableHex(16, "default DHCP options", place.account, place.region)}`;
}

export function companions(op: Pick<Operation<object>, "arn" | "id" | "account" | "region">): NewRecord[] {
    const owned = (type: string, id: string, arn: string, outputs: Properties): NewRecord => ({
        type,
        id,
        inputs: { vpcId: op.id },
        ownedBy: { type: TYPES.vpc, id: op.id },
        outputs: {
            arn: op.arn("ec2", `${arn}/${id}`),
            ownerId: op.account,
            region: op.region,
            tags: {},
            tagsAll: {},
            vpcId: op.id,
            ...outputs,
        },
    });
    return [
        owned(TYPES.routeTable, firstRouteTableId(op.id), "route-table", { propagatingVgws: [], routes: [] }),
        owned(TYPES.networkAcl, defaultNetworkAclId(op.id), "network-acl", {
            egress: [ALLOW_ALL],
            ingress: [ALLOW_ALL],
            subnetIds: [],
        }),
        owned(TYPES.securityGroup, defaultSecurityGroupId(op.id), "security-group", defaultGroup()),
    ];
}

const ALLOW_ALL = {
    action: "allow",
    cidrBlock: "0.0.0.0/0",
    fromPort: 0,
    icmpCode: 0,
    icmpType: 0,
    ipv6CidrBlock: "",
    protocol: "-1",
    ruleNo: 100,
    toPort: 0,
};

/** In from its own members, out to everywhere: https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html */
function defaultGroup(): Properties {
    const anything = {
        cidrBlocks: [],
        description: "",
        fromPort: 0,
        ipv6CidrBlocks: [],
        prefixListIds: [],
        protocol: "-1",
        securityGroups: [],
        self: false,
        toPort: 0,
    };
    return {
        description: "default VPC security group",
        egress: [{ ...anything, cidrBlocks: ["0.0.0.0/0"] }],
        ingress: [{ ...anything, self: true }],
        name: "default",
        namePrefix: "",
        revokeRulesOnDelete: false,
    };
}
