/** Cache subnet groups. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { text, TYPES } from "../ec2/records";
import { interfacesOf } from "../rds/placement";
import { inPlace, replaces } from "../rds/settings";
import { CACHE_TYPES, identifierSentence, isIdentifier, issue, operation, provider, row } from "./sources";

type SubnetGroupInputs = Unwrap<aws.elasticache.SubnetGroupArgs>;

const CREATE = operation("CreateCacheSubnetGroup");
const PROVIDER = provider("subnet_group");
const VERIFIED = issue("floci-io/floci/pull/2401");

export const cacheSubnetGroupRefusals = {
    exists: row("CacheSubnetGroupAlreadyExists", "the region has a cache subnet group of this name", VERIFIED),
    nameForm: row("InvalidParameterValue", "the name is no identifier", VERIFIED),
    noSubnets: row("InvalidParameterValue", "no subnet is named", CREATE),
    unknownSubnet: row("InvalidParameterValue", "a subnet does not exist", VERIFIED),
    severalVpcs: row("InvalidSubnet", "the subnets are not all in one VPC", VERIFIED),
    subnetInUse: row(
        "SubnetInUse",
        "an update leaves out a subnet that a cache lives in",
        operation("ModifyCacheSubnetGroup"),
    ),
    inUse: row("CacheSubnetGroupInUse", "a replication group is in the group", operation("DeleteCacheSubnetGroup")),
} as const satisfies Record<string, Refusal>;

const refusals = cacheSubnetGroupRefusals;

export const cacheSubnetGroup = defineModel<SubnetGroupInputs>({
    type: CACHE_TYPES.subnetGroup,
    source: CREATE,
    api: {
        service: "ElastiCache",
        create: "CreateCacheSubnetGroup",
        update: "ModifyCacheSubnetGroup",
        delete: "DeleteCacheSubnetGroup",
    },
    mint: (inputs) => (inputs.name ?? "").toLowerCase(),
    refusals,
    references: [
        {
            property: "subnetIds[*]",
            to: TYPES.subnet,
            missing: refusals.unknownSubnet,
            message: (id) => `Some input subnets in :[${id}] are invalid.`,
            onTargetDeleted: "ignore",
        },
    ],
    replacement: [...replaces(PROVIDER, "name"), ...inPlace(PROVIDER, "description", "subnetIds")],
    autoname: { property: "name", maxLength: 255 },
    unordered: ["subnetIds"],
    validate: (op) => {
        if (!isIdentifier(op.id)) {
            op.refuse(refusals.nameForm, identifierSentence("CacheSubnetGroupName"));
        }
        if (op.kind === "create" && op.world.get(CACHE_TYPES.subnetGroup, op.id)) {
            op.refuse(refusals.exists, `Cache subnet group ${op.id} already exists.`);
        }
        if (op.inputs.subnetIds.length === 0) {
            op.refuse(refusals.noSubnets, "The parameter SubnetIds must be provided.");
        }
        const [first, ...others] = op.inputs.subnetIds.flatMap((id) => op.world.get(TYPES.subnet, id) ?? []);
        const foreign = others.find((subnet) => text(subnet, "vpcId") !== text(first, "vpcId"));
        if (first && foreign) {
            op.refuse(refusals.severalVpcs, `Subnets ${first.id} and ${foreign.id} are not in the same VPC.`);
        }
        const occupied = op.world
            .list(CACHE_TYPES.replicationGroup)
            .filter((record) => text(record, "subnetGroupName") === op.id)
            .flatMap(({ id }) => interfacesOf(op.world, id))
            .map((record) => text(record, "subnetId"))
            .find((id) => !op.inputs.subnetIds.includes(id));
        if (occupied !== undefined) {
            op.refuse(refusals.subnetInUse, `The subnet ID ${occupied} is in use.`);
        }
    },
    outputs: (op) => ({
        arn: op.arn("elasticache", `subnetgroup:${op.id}`),
        description: op.inputs.description ?? "Managed by Pulumi",
        name: op.id,
        vpcId: text(op.world.get(TYPES.subnet, op.inputs.subnetIds[0] ?? ""), "vpcId"),
    }),
    beforeDelete: (op) => {
        const users = op.world
            .list(CACHE_TYPES.replicationGroup)
            .filter((record) => text(record, "subnetGroupName") === op.id);
        if (users.length > 0) {
            op.refuse(refusals.inUse, `Cache subnet group ${op.id} is currently in use by a cache cluster.`);
        }
    },
});
