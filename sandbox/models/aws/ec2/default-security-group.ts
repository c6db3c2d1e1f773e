/** The default security group of a VPC, taken over by the program: the provider makes none and deletes none. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { normalBlocks, refuseInline, standaloneRulesOf } from "./inline-rules";
import { text, TYPES } from "./records";
import { inlineFaults, inlineRefusals, ruleRefusals } from "./rule-refusals";
import { defaultSecurityGroupId, defaultVpc } from "./vpc-lookup";

type DefaultInputs = Unwrap<aws.ec2.DefaultSecurityGroupArgs>;

const PROVIDER =
    "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_default_security_group.go";

export const DEFAULT_SECURITY_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";

export const defaultSecurityGroupRefusals = {
    ...ruleRefusals,
    ...inlineRefusals,
    noDefaultGroup: {
        code: "InvalidGroup.NotFound",
        when: "there is no such VPC, or none is named and the region has no default VPC",
        source: PROVIDER,
    },
} as const satisfies Record<string, Refusal>;

function vpcOf(view: Pick<View, "list">, inputs: DefaultInputs): string {
    return inputs.vpcId ?? defaultVpc(view)?.id ?? "";
}

/** The group that EC2 made with the VPC. */
function adopted(op: Operation<DefaultInputs>): WorldRecord {
    const vpcId = vpcOf(op.world, op.inputs);
    const group = op.world.get(TYPES.securityGroup, defaultSecurityGroupId(vpcId));
    return (
        group ?? op.refuse(defaultSecurityGroupRefusals.noDefaultGroup, "The security group 'default' does not exist")
    );
}

/** The provider writes both lists: what the program leaves out, it takes away. */
function manage(op: Operation<DefaultInputs>): void {
    op.world.patch(TYPES.securityGroup, adopted(op).id, {
        egress: normalBlocks(op.inputs.egress) ?? [],
        ingress: normalBlocks(op.inputs.ingress) ?? [],
    });
}

export const defaultSecurityGroup = defineModel<DefaultInputs>({
    type: DEFAULT_SECURITY_GROUP,
    source: PROVIDER,
    api: { service: "EC2", create: "DescribeSecurityGroups", update: "AuthorizeSecurityGroupIngress" },
    mint: (inputs) => defaultSecurityGroupId(inputs.vpcId ?? ""),
    refusals: defaultSecurityGroupRefusals,
    references: [
        {
            property: "vpcId",
            to: TYPES.vpc,
            missing: defaultSecurityGroupRefusals.noDefaultGroup,
            message: () => "The security group 'default' does not exist",
            onTargetDeleted: "cascade",
        },
    ],
    replacement: [{ property: "vpcId", replaces: true, source: PROVIDER }],
    unordered: ["ingress", "egress"],
    check: (inputs) => [
        ...inlineFaults("ingress", inputs.ingress ?? []),
        ...inlineFaults("egress", inputs.egress ?? []),
    ],
    validate: (op) => {
        const group = adopted(op);
        refuseInline(op, { id: group.id, vpcId: text(group, "vpcId") }, standaloneRulesOf(op.world, group.id));
    },
    outputs: (op) => {
        const group = adopted(op);
        return {
            arn: text(group, "arn"),
            description: text(group, "description"),
            egress: normalBlocks(op.inputs.egress) ?? [],
            ingress: normalBlocks(op.inputs.ingress) ?? [],
            name: "default",
            namePrefix: "",
            ownerId: op.account,
            revokeRulesOnDelete: op.inputs.revokeRulesOnDelete ?? false,
            vpcId: text(group, "vpcId"),
        };
    },
    afterCreate: manage,
    afterUpdate: manage,
});
