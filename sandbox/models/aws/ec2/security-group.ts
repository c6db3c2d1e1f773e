/** Security groups, with and without inline rules, and the default group of each VPC. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { PROVIDER_CHECK } from "../../kernel/refusal";
import { objects, text, TYPES } from "./records";
import { foreignBlocks, normalBlocks, refuseInline, revoke, rulesNaming, standaloneRulesOf } from "./inline-rules";
import { DESCRIPTION_ADVICE, DESCRIPTION_LETTERS, inlineFaults, inlineRefusals, ruleRefusals } from "./rule-refusals";
import { defaultVpc } from "./vpc-lookup";

type GroupInputs = Unwrap<aws.ec2.SecurityGroupArgs>;

const ERRORS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html";
const CREATE = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html";
const PROVIDER =
    "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_security_group.go";

export const securityGroupRefusals = {
    ...ruleRefusals,
    ...inlineRefusals,
    duplicateName: {
        code: "InvalidGroup.Duplicate",
        when: "the VPC has a security group of the same name",
        source: ERRORS,
    },
    unknownVpc: { code: "InvalidVpcID.NotFound", when: "the VPC does not exist", source: ERRORS },
    noDefaultVpc: {
        code: "VPCIdNotSpecified",
        when: "no VPC is named and the region has no default VPC",
        source: ERRORS,
    },
    reservedName: { code: "InvalidParameterValue", when: "the name is `default`", source: CREATE },
    unusualName: {
        code: "InvalidParameterValue",
        when: "the name has characters outside those that EC2 takes",
        source: CREATE,
    },
    unusualDescription: {
        code: "InvalidParameterValue",
        when: "the description is empty or has characters outside those that EC2 takes",
        source: CREATE,
    },
    nameForm: {
        code: PROVIDER_CHECK,
        when: "the name begins with `sg-` or is longer than 255 characters",
        source: PROVIDER,
    },
    longDescription: {
        code: PROVIDER_CHECK,
        when: "the description is longer than 255 characters",
        source: PROVIDER,
    },
    inUse: {
        code: "DependencyViolation",
        when: "a network interface has the group, or a rule of another group names it",
        source: ERRORS,
    },
    defaultGroup: {
        code: "CannotDelete",
        when: "the group is the default group of its VPC, which goes with the VPC only",
        source: ERRORS,
    },
} as const satisfies Record<string, Refusal>;

/** What the provider writes where the program gives no description. */
const DEFAULT_DESCRIPTION = "Managed by Pulumi";

export function dependentObject(id: string): string {
    return `resource ${id} has a dependent object`;
}

function vpcOf(op: Operation<GroupInputs>): string {
    return op.inputs.vpcId ?? defaultVpc(op.world)?.id ?? "";
}

function nameOf(inputs: { readonly name?: string }): string {
    return inputs.name ?? "";
}

export const securityGroup = defineModel<GroupInputs>({
    type: TYPES.securityGroup,
    source: CREATE,
    api: {
        service: "EC2",
        create: "CreateSecurityGroup",
        update: "AuthorizeSecurityGroupIngress",
        delete: "DeleteSecurityGroup",
    },
    mint: (_inputs, hex) => `sg-0${hex(16)}`,
    refusals: securityGroupRefusals,
    references: [
        {
            property: "vpcId",
            to: TYPES.vpc,
            missing: securityGroupRefusals.unknownVpc,
            message: (id) => `The vpc ID '${id}' does not exist`,
        },
    ],
    inUse: { refusal: securityGroupRefusals.inUse, message: dependentObject },
    replacement: ["description", "name", "namePrefix", "vpcId"].map((property) => ({
        property,
        replaces: true,
        source: PROVIDER,
    })),
    autoname: { property: "name", maxLength: 255 },
    unordered: ["ingress", "egress"],
    check: (inputs) => [
        ...nameFaults(inputs),
        ...inlineFaults("ingress", inputs.ingress ?? []),
        ...inlineFaults("egress", inputs.egress ?? []),
    ],
    validate: (op) => {
        if (op.kind === "create") {
            refuseGroup(op);
        }
        refuseInline(op, { id: op.id, vpcId: vpcOf(op) }, standaloneRulesOf(op.world, op.id));
    },
    outputs: (op) => ({
        arn: op.arn("ec2", `security-group/${op.id}`),
        description: op.inputs.description ?? DEFAULT_DESCRIPTION,
        egress: normalBlocks(op.inputs.egress) ?? op.previous?.outputs["egress"] ?? [],
        ingress: normalBlocks(op.inputs.ingress) ?? op.previous?.outputs["ingress"] ?? [],
        name: nameOf(op.inputs),
        namePrefix: op.inputs.namePrefix ?? "",
        ownerId: op.account,
        revokeRulesOnDelete: op.inputs.revokeRulesOnDelete ?? false,
        vpcId: vpcOf(op),
    }),
    beforeDelete: (op) => {
        if (op.previous?.ownedBy !== undefined) {
            op.refuse(
                securityGroupRefusals.defaultGroup,
                `the specified group: "${op.id}" name: "default" cannot be deleted by a user`,
            );
        }
        const naming = rulesNaming(op.world, op.id);
        if (op.inputs.revokeRulesOnDelete === true) {
            naming.forEach((placed) => revoke(op.world, placed));
        } else if (naming.length > 0) {
            op.refuse(securityGroupRefusals.inUse, dependentObject(op.id));
        }
    },
    read: (record, view) => ({
        ingress: [...objects(record.outputs["ingress"]), ...foreignBlocks(view, record.id, "ingress")],
        egress: [...objects(record.outputs["egress"]), ...foreignBlocks(view, record.id, "egress")],
    }),
});

function nameFaults(inputs: Partial<GroupInputs>): readonly CheckFault[] {
    const faults: CheckFault[] = [];
    for (const property of ["name", "namePrefix"] as const) {
        const given = inputs[property];
        if (given?.startsWith("sg-")) {
            faults.push({ property, reason: `"${given}" cannot begin with sg-, which is how ids begin` });
        }
        if (given !== undefined && given.length > 255) {
            faults.push({ property, reason: `has ${given.length} characters; at most 255 are allowed` });
        }
    }
    const length = inputs.description?.length ?? 0;
    if (length > 255) {
        faults.push({ property: "description", reason: `has ${length} characters; at most 255 are allowed` });
    }
    return faults;
}

function refuseGroup(op: Operation<GroupInputs>): void {
    const vpcId = vpcOf(op);
    if (vpcId === "") {
        op.refuse(securityGroupRefusals.noDefaultVpc, "No default VPC for this user");
    }
    const name = nameOf(op.inputs);
    if (name === "default") {
        op.refuse(securityGroupRefusals.reservedName, "Cannot use reserved security group name: default");
    }
    if (!DESCRIPTION_LETTERS.test(name)) {
        op.refuse(
            securityGroupRefusals.unusualName,
            `Value (${name}) for parameter GroupName is invalid. Invalid security group name.`,
        );
    }
    const description = op.inputs.description ?? DEFAULT_DESCRIPTION;
    if (description === "" || !DESCRIPTION_LETTERS.test(description)) {
        op.refuse(
            securityGroupRefusals.unusualDescription,
            `Value (${description}) for parameter GroupDescription is invalid. ` +
                `Invalid security group description. ${DESCRIPTION_ADVICE}`,
        );
    }
    const namesakes = op.world
        .list(TYPES.securityGroup)
        .filter((group) => text(group, "vpcId") === vpcId && text(group, "name") === name);
    if (namesakes.length > 0) {
        op.refuse(
            securityGroupRefusals.duplicateName,
            `The security group '${name}' already exists for VPC '${vpcId}'`,
        );
    }
}
