/** DB subnet groups. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { text, texts, TYPES } from "../ec2/records";
import { interfacesOf, zonesOfSubnets } from "./placement";
import { inPlace, replaces } from "./settings";
import { checkRow, issue, operation, provider, RDS_TYPES, row } from "./sources";

type SubnetGroupInputs = Unwrap<aws.rds.SubnetGroupArgs>;

const CREATE = operation("CreateDBSubnetGroup");
const MODIFY = operation("ModifyDBSubnetGroup");
const PROVIDER = provider("subnet_group");
const LEAST_ZONES = 2;

export const subnetGroupRefusals = {
    exists: row("DBSubnetGroupAlreadyExists", "the region has a DB subnet group of this name", CREATE),
    unknownSubnet: row("InvalidParameterValue", "a subnet does not exist", CREATE),
    severalVpcs: row("InvalidSubnet", "the subnets are not all in one VPC", CREATE),
    coverage: row(
        "DBSubnetGroupDoesNotCoverEnoughAZs",
        "the subnets are in fewer than two availability zones",
        issue("aws-cloudformation/aws-cloudformation-resource-providers-rds/pull/189"),
    ),
    otherVpc: row(
        "InvalidParameterValue",
        "an update names subnets of another VPC",
        issue("hashicorp/terraform-provider-aws/issues/27459"),
    ),
    subnetInUse: row("InvalidParameterValue", "an update leaves out a subnet that a database lives in", MODIFY),
    inUse: row(
        "InvalidDBSubnetGroupStateFault",
        "a database instance or cluster is in the group",
        operation("DeleteDBSubnetGroup"),
    ),
    nameForm: checkRow(
        "the name has others than lower-case letters, digits, spaces and .-_, more than 255, or is `default`",
        provider("validate"),
    ),
} as const satisfies Record<string, Refusal>;

function faults({ name, namePrefix }: Partial<SubnetGroupInputs>): readonly CheckFault[] {
    const found: CheckFault[] = [];
    for (const [property, value, longest] of [
        ["namePrefix", namePrefix, 229],
        ["name", name, 255],
    ] as const) {
        if (value !== undefined && !/^[ .0-9a-z\-_]+$/.test(value)) {
            const reason = `is '${value}'; allowed are lower-case letters, digits, hyphens, underscores, periods, spaces`;
            found.push({ property, reason });
        } else if (value !== undefined && value.length > longest) {
            found.push({ property, reason: `has ${value.length} characters; at most ${longest} are allowed` });
        }
    }
    return name === "default" ? [...found, { property: "name", reason: "is 'default', which is reserved" }] : found;
}

/** The databases in a group, as the API names them: `database instance: web`. */
function databasesIn(view: Pick<View, "list">, name: string): readonly string[] {
    const inGroup = (type: string): readonly WorldRecord[] =>
        view.list(type).filter((record) => text(record, "dbSubnetGroupName") === name);
    return [
        ...inGroup(RDS_TYPES.instance).map((record) => `database instance: ${text(record, "identifier")}`),
        ...inGroup(RDS_TYPES.clusterInstance).map((record) => `database instance: ${record.id}`),
        ...inGroup(RDS_TYPES.cluster).map((record) => `database cluster: ${record.id}`),
    ];
}

function refuseSubnets(op: Operation<SubnetGroupInputs>): void {
    const subnets = op.inputs.subnetIds.flatMap((id) => op.world.get(TYPES.subnet, id) ?? []);
    const vpcs = new Set(subnets.map((subnet) => text(subnet, "vpcId")));
    if (vpcs.size > 1) {
        op.refuse(subnetGroupRefusals.severalVpcs, "The requested subnets are not all in a common VPC.");
    }
    const zones = zonesOfSubnets(subnets);
    if (zones.length < LEAST_ZONES) {
        op.refuse(
            subnetGroupRefusals.coverage,
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. " +
                `Current AZ coverage: ${zones.join(", ")}. Add subnets to cover at least 2 AZs.`,
        );
    }
    if (op.previous && !vpcs.has(text(op.previous, "vpcId"))) {
        op.refuse(subnetGroupRefusals.otherVpc, "The new Subnets are not in the same Vpc as the existing subnet group");
    }
}

/** Subnets that an update leaves out although a database of the group has an interface in them. */
function refuseLeavingOut(op: Operation<SubnetGroupInputs>): void {
    const leaving = texts(op.previous, "subnetIds").filter((id) => !op.inputs.subnetIds.includes(id));
    const owners = [RDS_TYPES.instance, RDS_TYPES.clusterInstance]
        .flatMap((type) => op.world.list(type))
        .filter((record) => text(record, "dbSubnetGroupName") === op.id);
    const occupied = owners
        .flatMap(({ id }) => interfacesOf(op.world, id))
        .map((record) => text(record, "subnetId"))
        .filter((id) => leaving.includes(id));
    if (occupied.length > 0) {
        op.refuse(
            subnetGroupRefusals.subnetInUse,
            `Some of the subnets to be deleted are currently in use: ${[...new Set(occupied)].join(", ")}`,
        );
    }
}

export const subnetGroup = defineModel<SubnetGroupInputs>({
    type: RDS_TYPES.subnetGroup,
    source: CREATE,
    api: {
        service: "RDS",
        create: "CreateDBSubnetGroup",
        update: "ModifyDBSubnetGroup",
        delete: "DeleteDBSubnetGroup",
    },
    mint: (inputs) => (inputs.name ?? "").toLowerCase(),
    refusals: subnetGroupRefusals,
    references: [
        {
            property: "subnetIds[*]",
            to: TYPES.subnet,
            missing: subnetGroupRefusals.unknownSubnet,
            message: (id) => `Some input subnets in :[${id}] are invalid.`,
            onTargetDeleted: "ignore",
        },
    ],
    replacement: [...replaces(PROVIDER, "name", "namePrefix"), ...inPlace(PROVIDER, "description", "subnetIds")],
    autoname: { property: "name", maxLength: 255 },
    unordered: ["subnetIds"],
    check: faults,
    validate: (op) => {
        if (op.kind === "create" && op.world.get(RDS_TYPES.subnetGroup, op.id)) {
            op.refuse(subnetGroupRefusals.exists, `The DB subnet group '${op.id}' already exists.`);
        }
        refuseSubnets(op);
        refuseLeavingOut(op);
    },
    outputs: (op) => ({
        arn: op.arn("rds", `subgrp:${op.id}`),
        description: op.inputs.description ?? "Managed by Pulumi",
        namePrefix: op.inputs.namePrefix ?? "",
        supportedNetworkTypes: ["IPV4"],
        vpcId: text(op.world.get(TYPES.subnet, op.inputs.subnetIds[0] ?? ""), "vpcId"),
    }),
    beforeDelete: (op) => {
        const [database] = databasesIn(op.world, op.id);
        if (database !== undefined) {
            op.refuse(
                subnetGroupRefusals.inUse,
                `Cannot delete the subnet group '${op.id}' because at least one ${database} is still using it.`,
            );
        }
    },
});
