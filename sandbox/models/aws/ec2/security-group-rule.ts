/** Security group rules as resources of their own: one for each direction, both made by one function. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import type { AnyResourceModel, Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { PROVIDER_CHECK } from "../../kernel/refusal";
import { ipv4NetworkFault, ipv6NetworkFault } from "./cidr-faults";
import { text, TYPES } from "./records";
import {
    DESCRIPTION_ADVICE,
    duplicateOf,
    duplicateSentence,
    isDescription,
    refuseRules,
    ruleRefusals,
} from "./rule-refusals";
import type { Direction, FlatRule } from "./security-rules";
import { allRules, EGRESS_RULE, flattenInputs, INGRESS_RULE } from "./security-rules";

type RuleArgs = Unwrap<aws.vpc.SecurityGroupIngressRuleArgs>;

const ERRORS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html";
const PROVIDER =
    "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_security_group_ingress_rule.go";

/** Exactly one of them says whom the rule admits. */
const PEERS = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"] as const;

export const securityGroupRuleRefusals = {
    ...ruleRefusals,
    duplicate: {
        code: "InvalidPermission.Duplicate",
        when: "the group has a rule of the same protocol, ports and peer, whatever its description",
        source: ERRORS,
    },
    unknownGroup: { code: "InvalidGroup.NotFound", when: "the security group does not exist", source: ERRORS },
    unusualDescription: {
        code: "InvalidParameterValue",
        when: "the description is longer than 255 characters or has characters EC2 does not take",
        source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html",
    },
    onePeer: { code: PROVIDER_CHECK, when: "not exactly one peer is named", source: PROVIDER },
    invalidCidr: { code: PROVIDER_CHECK, when: "the CIDR block is malformed or has host bits", source: PROVIDER },
    portForm: { code: PROVIDER_CHECK, when: "a port is outside -1 to 65535", source: PROVIDER },
} as const satisfies Record<string, Refusal>;

function ruleFaults(inputs: Partial<RuleArgs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const faults: CheckFault[] = [];
    const named = PEERS.filter((peer) => inputs[peer] !== undefined || unknown.has(peer));
    if (named.length !== 1) {
        const found = named.length === 0 ? "none is" : `${named.join(" and ")} are`;
        faults.push({ property: "cidrIpv4", reason: `exactly one of ${PEERS.join(", ")} must be given; ${found}` });
    }
    const cidrFaults = {
        cidrIpv4: inputs.cidrIpv4 === undefined ? undefined : ipv4NetworkFault(inputs.cidrIpv4),
        cidrIpv6: inputs.cidrIpv6 === undefined ? undefined : ipv6NetworkFault(inputs.cidrIpv6),
    };
    for (const [property, reason] of Object.entries(cidrFaults)) {
        if (reason !== undefined) {
            faults.push({ property, reason });
        }
    }
    for (const property of ["fromPort", "toPort"] as const) {
        const port = inputs[property];
        if (port !== undefined && (port < -1 || port > 65535)) {
            faults.push({ property, reason: `is ${port}; allowed are -1 to 65535` });
        }
    }
    return faults;
}

function flat(op: Operation<RuleArgs>, direction: Direction): FlatRule {
    const rule = flattenInputs(direction, op.inputs);
    if (!rule) {
        throw new Error(`model fault: ${op.id} has no peer although it was checked`);
    }
    return rule;
}

function refuseRule(op: Operation<RuleArgs>, direction: Direction): void {
    const rule = flat(op, direction);
    if (rule.description !== undefined && !isDescription(rule.description)) {
        op.refuse(securityGroupRuleRefusals.unusualDescription, `Invalid rule description. ${DESCRIPTION_ADVICE}`);
    }
    const group = op.world.get(TYPES.securityGroup, op.inputs.securityGroupId);
    const kept = allRules(op.world, TYPES.securityGroup)
        .filter(({ groupId, record }) => groupId === op.inputs.securityGroupId && record.id !== op.id)
        .map((placed) => placed.rule);
    const duplicate = duplicateOf([rule], kept);
    if (duplicate) {
        op.refuse(securityGroupRuleRefusals.duplicate, duplicateSentence(duplicate));
    }
    refuseRules(op, { id: op.inputs.securityGroupId, vpcId: text(group, "vpcId") }, [rule], kept);
}

function changesKindOfPeer(previous: Properties, inputs: Properties): boolean {
    return PEERS.some((peer) => (previous[peer] === undefined) !== (inputs[peer] === undefined));
}

/**
 * One model for both directions. A change of the kind of peer replaces the rule, a change within one kind does not: the
 * provider's ModifyPlan says so for the old and the new attribute, which are then one removed and one added.
 */
function ruleModel(type: string, direction: Direction, create: string, remove: string): AnyResourceModel {
    return defineModel<RuleArgs>({
        type,
        source: PROVIDER,
        api: { service: "EC2", create, update: "ModifySecurityGroupRules", delete: remove },
        mint: (_inputs, hex) => `sgr-0${hex(16)}`,
        refusals: securityGroupRuleRefusals,
        references: [
            {
                property: "securityGroupId",
                to: TYPES.securityGroup,
                missing: securityGroupRuleRefusals.unknownGroup,
                message: (id) => `The security group '${id}' does not exist`,
                onTargetDeleted: "cascade",
            },
        ],
        replacement: [
            { property: "securityGroupId", replaces: true, source: PROVIDER },
            ...["description", "fromPort", "ipProtocol", "toPort", ...PEERS].map((property) => ({
                property,
                replaces: false,
                source: PROVIDER,
            })),
            ...PEERS.map((property) => ({ property, replaces: true, source: PROVIDER, when: changesKindOfPeer })),
        ],
        check: (inputs, { unknown }) => ruleFaults(inputs, unknown),
        validate: (op) => refuseRule(op, direction),
        outputs: (op) => ({
            arn: op.arn("ec2", `security-group-rule/${op.id}`),
            securityGroupRuleId: op.id,
        }),
    });
}

export const securityGroupIngressRule = ruleModel(
    INGRESS_RULE,
    "ingress",
    "AuthorizeSecurityGroupIngress",
    "RevokeSecurityGroupIngress",
);

export const securityGroupEgressRule = ruleModel(
    EGRESS_RULE,
    "egress",
    "AuthorizeSecurityGroupEgress",
    "RevokeSecurityGroupEgress",
);
