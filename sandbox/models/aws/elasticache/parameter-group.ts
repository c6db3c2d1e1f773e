/** Cache parameter groups. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { text } from "../ec2/records";
import { inPlace, replaces } from "../rds/settings";
import { isFamily } from "./engines";
import { parameterFault } from "./parameters";
import { CACHE_TYPES, guide, identifierSentence, isIdentifier, issue, operation, provider, row } from "./sources";

type ParameterGroupInputs = Unwrap<aws.elasticache.ParameterGroupArgs>;

const CREATE = operation("CreateCacheParameterGroup");
const PROVIDER = provider("parameter_group");
const VERIFIED = issue("floci-io/floci/pull/2392");

export const cacheParameterGroupRefusals = {
    exists: row("CacheParameterGroupAlreadyExists", "the region has a cache parameter group of this name", VERIFIED),
    nameForm: row("InvalidParameterValue", "the name is no identifier", VERIFIED),
    family: row("InvalidParameterValue", "there is no such parameter group family", VERIFIED),
    unknownParameter: row("InvalidParameterValue", "the family has no such parameter", guide("ParameterGroups.Engine")),
    value: row("InvalidParameterValue", "a parameter does not take the value", guide("ParameterGroups.Engine")),
    inUse: row(
        "InvalidCacheParameterGroupState",
        "a replication group uses the group",
        issue("umotif-public/terraform-aws-elasticache-redis/issues/49"),
    ),
} as const satisfies Record<string, Refusal>;

const refusals = cacheParameterGroupRefusals;

export const cacheParameterGroup = defineModel<ParameterGroupInputs>({
    type: CACHE_TYPES.parameterGroup,
    source: CREATE,
    api: {
        service: "ElastiCache",
        create: "CreateCacheParameterGroup",
        update: "ModifyCacheParameterGroup",
        delete: "DeleteCacheParameterGroup",
    },
    mint: (inputs) => (inputs.name ?? "").toLowerCase(),
    refusals,
    replacement: [...replaces(PROVIDER, "description", "family", "name"), ...inPlace(PROVIDER, "parameters")],
    autoname: { property: "name", maxLength: 255 },
    unordered: ["parameters"],
    validate: (op) => {
        const { family, parameters } = op.inputs;
        if (!isIdentifier(op.id)) {
            op.refuse(refusals.nameForm, identifierSentence("CacheParameterGroupName"));
        }
        if (!isFamily(family)) {
            op.refuse(refusals.family, `CacheParameterGroupFamily ${family} is not a valid parameter group family.`);
        }
        if (op.kind === "create" && op.world.get(CACHE_TYPES.parameterGroup, op.id)) {
            op.refuse(refusals.exists, `Parameter group ${op.id} already exists`);
        }
        for (const { name, value } of parameters ?? []) {
            const fault = parameterFault(family, name, value);
            if (fault === "unknown") {
                op.refuse(refusals.unknownParameter, `Invalid parameter: ${name} is not a parameter of ${family}.`);
            }
            if (fault !== undefined) {
                op.refuse(
                    refusals.value,
                    `The parameter ${name} has an invalid value '${value}'; allowed are ${fault}.`,
                );
            }
        }
    },
    outputs: (op) => ({
        arn: op.arn("elasticache", `parametergroup:${op.id}`),
        description: op.inputs.description ?? "Managed by Pulumi",
        name: op.id,
        parameters: op.inputs.parameters ?? [],
    }),
    beforeDelete: (op) => {
        const users = op.world
            .list(CACHE_TYPES.replicationGroup)
            .filter((record) => text(record, "parameterGroupName") === op.id);
        if (users.length > 0) {
            op.refuse(
                refusals.inUse,
                `One or more cache clusters are still members of this parameter group ${op.id}, so the group cannot be deleted.`,
            );
        }
    },
});
