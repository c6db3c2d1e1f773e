/** Names of keys. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { PROVIDER_CHECK } from "../../kernel/refusal";
import { replacementRules } from "../ec2/sources";
import { text } from "../ec2/records";
import { ALIAS, findKey, RESERVED_ALIAS } from "./keys";
import { operation, provider } from "./sources";

type AliasInputs = Unwrap<aws.kms.AliasArgs>;

const CREATE = operation("CreateAlias");
const PROVIDER = provider("alias");

export const aliasRefusals = {
    exists: { code: "AlreadyExistsException", when: "the region has an alias of this name", source: CREATE },
    reserved: {
        code: "NotAuthorizedException",
        when: "the name begins with alias/aws/, which is AWS's",
        source: CREATE,
    },
    unknownKey: { code: "NotFoundException", when: "the key does not exist in the region", source: CREATE },
    pendingKey: { code: "KMSInvalidStateException", when: "the key is pending deletion", source: CREATE },
    ofAlias: { code: "ValidationException", when: "the target is an alias instead of a key", source: CREATE },
    nameForm: {
        code: PROVIDER_CHECK,
        when: "the name is not alias/ and up to 250 letters, digits and / _ -",
        source: "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/kms/validate.go",
    },
} as const satisfies Record<string, Refusal>;

function nameFaults(property: string, name: string | undefined): readonly CheckFault[] {
    return name === undefined || /^alias\/[a-zA-Z0-9/_-]{1,250}$/.test(name)
        ? []
        : [
              {
                  property,
                  reason: `'${name}' must begin with 'alias/' and be comprised of only [a-zA-Z0-9/_-], to 256 in all`,
              },
          ];
}

function refuseTarget(op: Operation<AliasInputs>): void {
    const { targetKeyId: target } = op.inputs;
    if (/(^|:)alias\//.test(target)) {
        op.refuse(aliasRefusals.ofAlias, "Aliases must refer to keys. Not aliases");
    }
    const found = findKey(op.world, target);
    // An alias and its key are in one region and one account.
    if (!found || found.record.region !== op.region || !text(found.record, "arn").includes(`:${op.account}:`)) {
        return op.refuse(aliasRefusals.unknownKey, `Key '${target}' does not exist`);
    }
    if (found.state === "PendingDeletion") {
        op.refuse(aliasRefusals.pendingKey, `${text(found.record, "arn")} is pending deletion.`);
    }
}

export const alias = defineModel<AliasInputs>({
    type: ALIAS,
    source: CREATE,
    api: { service: "KMS", create: "CreateAlias", update: "UpdateAlias", delete: "DeleteAlias" },
    mint: (inputs) => inputs.name ?? "",
    refusals: aliasRefusals,
    autoname: { property: "name", maxLength: 256 },
    replacement: replacementRules(PROVIDER, { replaces: ["name", "namePrefix"], inPlace: ["targetKeyId"] }),
    check: (inputs) => [...nameFaults("name", inputs.name), ...nameFaults("namePrefix", inputs.namePrefix)],
    validate: (op) => {
        if (op.id.startsWith(RESERVED_ALIAS)) {
            op.refuse(aliasRefusals.reserved, "");
        }
        if (op.kind === "create" && op.world.get(ALIAS, op.id)) {
            op.refuse(aliasRefusals.exists, `An alias with the name ${op.arn("kms", op.id)} already exists`);
        }
        refuseTarget(op);
    },
    outputs: (op) => {
        const record = findKey(op.world, op.inputs.targetKeyId)?.record;
        return {
            arn: op.arn("kms", op.id),
            namePrefix: op.inputs.namePrefix ?? "",
            targetKeyArn: text(record, "arn"),
            targetKeyId: record?.id ?? "",
        };
    },
});
