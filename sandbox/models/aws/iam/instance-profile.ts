/** Instance profiles: what hands a role to an instance. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import { GLOBAL } from "../../../worlds/records";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { checkRow, CREATED, hasName, IAM_TYPES, nameFaults, operation, provider, row, uniqueId } from "./sources";

type ProfileInputs = Unwrap<aws.iam.InstanceProfileArgs>;

const CREATE = operation("CreateInstanceProfile");
const PROVIDER = provider("instance_profile");

export const instanceProfileRefusals = {
    exists: row("EntityAlreadyExists", "the account has an instance profile of this name", CREATE),
    unknownRole: row("NoSuchEntity", "the role does not exist", operation("AddRoleToInstanceProfile")),
    nameForm: checkRow(
        "the name is empty, longer than 128 characters or has others than letters, digits and +=,.@-_",
        PROVIDER,
    ),
} as const satisfies Record<string, Refusal>;

export const instanceProfile = defineModel<ProfileInputs>({
    type: IAM_TYPES.instanceProfile,
    source: CREATE,
    api: {
        service: "IAM",
        create: "CreateInstanceProfile",
        update: "AddRoleToInstanceProfile",
        delete: "DeleteInstanceProfile",
    },
    scope: "global",
    mint: (inputs) => inputs.name ?? "",
    refusals: instanceProfileRefusals,
    references: [
        {
            property: "role",
            to: IAM_TYPES.role,
            by: "name",
            missing: instanceProfileRefusals.unknownRole,
            message: (name) => `The role with name ${name} cannot be found.`,
            global: true,
            // The provider takes the role out of its instance profiles before it deletes the role.
            onTargetDeleted: "ignore",
        },
    ],
    replacement: [
        ...["name", "namePrefix", "path"].map((property) => ({ property, replaces: true, source: PROVIDER })),
        { property: "role", replaces: false, source: PROVIDER },
    ],
    autoname: { property: "name", maxLength: 128 },
    check: (inputs) => nameFaults("name", inputs.name, 128),
    validate: (op) => {
        if (op.kind === "create" && hasName(op.world.listIn(GLOBAL, IAM_TYPES.instanceProfile), op.id)) {
            op.refuse(instanceProfileRefusals.exists, `Instance Profile ${op.id} already exists.`);
        }
    },
    outputs: (op) => ({
        arn: op.arn("iam", `instance-profile${op.inputs.path ?? "/"}${op.id}`, { regional: false }),
        createDate: CREATED,
        namePrefix: op.inputs.namePrefix ?? "",
        path: op.inputs.path ?? "/",
        uniqueId: uniqueId("AIPA", (label, length) => op.hash(label, length)),
    }),
});
