/** The security groups of a network interface. */
import type { WorldRecord } from "../../../worlds/records";
import type { Refusal } from "../../kernel/refusal";
import type { InterfaceMaker } from "./interfaces";
import { quotas } from "./quotas";
import { text, TYPES } from "./records";
import { defaultSecurityGroupId } from "./vpc-lookup";

/** Rows for the table of every model that puts security groups on an interface. */
export const groupRefusals = {
    unknownGroup: {
        code: "InvalidSecurityGroupID.NotFound",
        when: "a security group does not exist",
        source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html",
    },
    groupOfOtherVpc: {
        code: "InvalidParameter",
        when: "a security group belongs to another VPC than the subnet",
        source: "https://github.com/QT-DevOps/DevOpsIssues/issues/256",
    },
    tooManyGroups: {
        code: "SecurityGroupsPerInterfaceLimitExceeded",
        when: "the interface would have more than five security groups",
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups",
    },
} as const satisfies Record<string, Refusal>;

export function refuseGroups(op: InterfaceMaker, subnet: WorldRecord, groups: readonly string[]): void {
    if (groups.length > quotas.securityGroupsPerInterface.value) {
        op.refuse(groupRefusals.tooManyGroups, "The maximum number of security groups per interface has been reached.");
    }
    for (const id of groups) {
        const group = op.world.get(TYPES.securityGroup, id);
        if (!group) {
            return op.refuse(groupRefusals.unknownGroup, `The securityGroup ID '${id}' does not exist`);
        }
        if (text(group, "vpcId") !== text(subnet, "vpcId")) {
            op.refuse(
                groupRefusals.groupOfOtherVpc,
                `Security group ${id} and subnet ${subnet.id} belong to different networks.`,
            );
        }
    }
}

/** EC2 gives an interface without groups the default group of its VPC. */
export function groupsOrDefault(groups: readonly string[] | undefined, vpcId: string): readonly string[] {
    return groups === undefined || groups.length === 0 ? [defaultSecurityGroupId(vpcId)] : groups;
}
