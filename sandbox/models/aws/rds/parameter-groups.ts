/** Parameter groups of instances, and of Aurora and Multi-AZ clusters. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { WorldRecord } from "../../../worlds/records";
import type { AnyResourceModel, Operation, View } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { text } from "../ec2/records";
import type { GroupLevel } from "./parameters";
import { hasParameter, isFamily, isStatic, valuesUnlike } from "./parameters";
import { inPlace, replaces } from "./settings";
import { checkRow, issue, operation, provider, RDS_TYPES, row } from "./sources";

type GroupInputs = Unwrap<aws.rds.ParameterGroupArgs>;

/** Rows of one of the two types. Their sentences are the same. */
function refusalsOf(kind: "DBParameterGroup" | "DBClusterParameterGroup", noun: string): Record<RowName, Refusal> {
    const [create, modify] = [operation(`Create${kind}`), operation(`Modify${kind}`)];
    return {
        exists: row("DBParameterGroupAlreadyExists", `the region has a ${noun} of this name`, create),
        family: row(
            "InvalidParameterValue",
            "there is no such parameter group family",
            issue("aws-cloudformation/cloudformation-coverage-roadmap/issues/703"),
        ),
        unknownParameter: row("InvalidParameterValue", "the family has no such parameter at this level", modify),
        value: row("InvalidParameterValue", "a parameter does not take the value", modify),
        immediate: row(
            "InvalidParameterCombination",
            "a static parameter is to be applied immediately",
            issue("hashicorp/terraform-provider-aws/issues/216"),
        ),
        inUse: row(
            "InvalidDBParameterGroupState",
            "a database uses the group",
            issue("hashicorp/terraform-provider-aws/issues/6448"),
        ),
        nameForm: checkRow(
            "the name has others than lower-case letters, digits, periods and single hyphens, or begins with no letter",
            provider("validate"),
        ),
        applyMethod: checkRow("a parameter's apply method is none", provider("parameter_group")),
    };
}

type RowName = "exists" | "family" | "unknownParameter" | "value" | "immediate" | "inUse" | "nameForm" | "applyMethod";

export const parameterGroupRefusals = refusalsOf("DBParameterGroup", "DB parameter group");
export const clusterParameterGroupRefusals = refusalsOf("DBClusterParameterGroup", "DB cluster parameter group");

/** @param whole false for the first part of a name, which may end in a hyphen */
function nameFault(name: string, whole: boolean): string | undefined {
    if (!/^[0-9a-z.-]+$/.test(name)) {
        return `is '${name}'; only lowercase alphanumeric characters, periods and hyphens are allowed`;
    }
    if (!/^[a-z]/.test(name)) {
        return `is '${name}'; the first character must be a letter`;
    }
    if (name.includes("--")) {
        return "cannot contain two consecutive hyphens";
    }
    if (whole && name.endsWith("-")) {
        return "cannot end with a hyphen";
    }
    return name.length > 255 ? "cannot be greater than 255 characters" : undefined;
}

function faults({ name, namePrefix, parameters }: Partial<GroupInputs>): readonly CheckFault[] {
    const named = name === undefined ? undefined : nameFault(name, true);
    const prefixed = namePrefix === undefined ? undefined : nameFault(namePrefix, false);
    const methods = (parameters ?? []).flatMap(({ applyMethod, name: parameter }) =>
        applyMethod === undefined || ["immediate", "pending-reboot"].includes(applyMethod)
            ? []
            : [`of ${parameter} has the apply method '${applyMethod}'; allowed are immediate and pending-reboot`],
    );
    return [
        ...(prefixed === undefined ? [] : [{ property: "namePrefix", reason: prefixed }]),
        ...(named === undefined ? [] : [{ property: "name", reason: named }]),
        ...methods.map((reason) => ({ property: "parameters", reason })),
    ];
}

function refuseParameters(
    op: Operation<GroupInputs>,
    level: GroupLevel,
    refusals: Readonly<Record<RowName, Refusal>>,
): void {
    const { family } = op.inputs;
    if (!isFamily(family)) {
        op.refuse(refusals.family, `ParameterGroupFamily ${family} is not a valid parameter group family`);
    }
    for (const { applyMethod, name, value } of op.inputs.parameters ?? []) {
        if (!hasParameter(family, level, name)) {
            op.refuse(refusals.unknownParameter, `Could not find parameter with name: ${name}`);
        }
        if ((applyMethod ?? "immediate") === "immediate" && isStatic(family, name)) {
            op.refuse(refusals.immediate, "cannot use immediate apply method for static parameter");
        }
        const allowed = valuesUnlike(family, name, value);
        if (allowed !== undefined) {
            op.refuse(refusals.value, `Invalid parameter value: ${value} for: ${name} allowed values are: ${allowed}`);
        }
    }
}

interface GroupKind {
    readonly type: string;
    readonly level: GroupLevel;
    readonly api: string;
    readonly arn: string;
    readonly file: string;
    readonly refusals: Readonly<Record<RowName, Refusal>>;
    /** Types whose databases use the group, and the output that names it. */
    readonly users: readonly (readonly [type: string, property: string])[];
}

/** What uses a group. */
function usersOf(view: Pick<View, "list">, kind: GroupKind, name: string): readonly WorldRecord[] {
    return kind.users.flatMap(([type, property]) =>
        view.list(type).filter((record) => text(record, property) === name),
    );
}

function groupModel(kind: GroupKind): AnyResourceModel {
    const { refusals } = kind;
    const noun = kind.level === "cluster" ? "clusters" : "instances";
    return defineModel<GroupInputs>({
        type: kind.type,
        source: operation(`Create${kind.api}`),
        api: {
            service: "RDS",
            create: `Create${kind.api}`,
            update: `Modify${kind.api}`,
            delete: `Delete${kind.api}`,
        },
        mint: (inputs) => inputs.name ?? "",
        refusals,
        replacement: [
            ...replaces(provider(kind.file), "description", "family", "name", "namePrefix"),
            ...inPlace(provider(kind.file), "parameters", "skipDestroy"),
        ],
        autoname: { property: "name", maxLength: 255 },
        unordered: ["parameters"],
        check: faults,
        validate: (op) => {
            if (op.kind === "create" && op.world.get(kind.type, op.id)) {
                op.refuse(refusals.exists, `Parameter group ${op.id} already exists`);
            }
            refuseParameters(op, kind.level, refusals);
        },
        outputs: (op) => ({
            arn: op.arn("rds", `${kind.arn}:${op.id}`),
            description: op.inputs.description ?? "Managed by Pulumi",
            namePrefix: op.inputs.namePrefix ?? "",
            parameters: (op.inputs.parameters ?? []).map(({ applyMethod, name, value }) => ({
                applyMethod: applyMethod ?? "immediate",
                name,
                value,
            })),
            ...(kind.level === "instance" ? { skipDestroy: op.inputs.skipDestroy ?? false } : {}),
        }),
        beforeDelete: (op) => {
            if (usersOf(op.world, kind, op.id).length > 0) {
                op.refuse(
                    refusals.inUse,
                    `One or more database ${noun} are still members of this parameter group ${op.id}, ` +
                        "so the group cannot be deleted",
                );
            }
        },
    });
}

export const parameterGroup = groupModel({
    type: RDS_TYPES.parameterGroup,
    level: "instance",
    api: "DBParameterGroup",
    arn: "pg",
    file: "parameter_group",
    refusals: parameterGroupRefusals,
    users: [
        [RDS_TYPES.instance, "parameterGroupName"],
        [RDS_TYPES.clusterInstance, "dbParameterGroupName"],
    ],
});

export const clusterParameterGroup = groupModel({
    type: RDS_TYPES.clusterParameterGroup,
    level: "cluster",
    api: "DBClusterParameterGroup",
    arn: "cluster-pg",
    file: "cluster_parameter_group",
    refusals: clusterParameterGroupRefusals,
    users: [[RDS_TYPES.cluster, "dbClusterParameterGroupName"]],
});
