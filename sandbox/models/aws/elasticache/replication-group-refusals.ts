/** The table of what is refused of replication groups, and what the provider checks of them. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { addressRefusals } from "../ec2/interfaces";
import type { Given } from "../ec2/input-checks";
import { conflict, given, numberBetween, oneOfValues, textRule } from "../ec2/input-checks";
import { isArn } from "../rds/names";
import { dailyFault, weeklyFault } from "../rds/windows";
import { checkRow, guide, issue, operation, provider, row } from "./sources";

export type ReplicationGroupInputs = Unwrap<aws.elasticache.ReplicationGroupArgs>;

const CREATE = operation("CreateReplicationGroup");
const MODIFY = operation("ModifyReplicationGroup");
const PROVIDER = provider("replication_group");
const VALIDATE = provider("validate");

export const replicationGroupRefusals = {
    exists: row("ReplicationGroupAlreadyExists", "the region has a replication group of this id", CREATE),
    versionMissing: row(
        "InvalidParameterValue",
        "the engine is Valkey and no version is given",
        issue("hashicorp/terraform-provider-aws/issues/41210"),
    ),
    version: row("InvalidParameterCombination", "the engine has no such version", CREATE),
    nodeType: row("InvalidParameterValue", "there is no such node type", CREATE),
    nodes: row("InvalidParameterValue", "there would be fewer than one or more than six nodes", CREATE),
    replicas: row("InvalidParameterValue", "a shard would have more than five replicas", CREATE),
    clusterMode: row(
        "InvalidParameterCombination",
        "several shards are asked for with a parameter group for one",
        CREATE,
    ),
    parameterGroup: row(
        "CacheParameterGroupNotFound",
        "the cache parameter group does not exist",
        issue("azavea/terraform-aws-redis-elasticache/issues/12"),
    ),
    family: row(
        "InvalidParameterCombination",
        "the cache parameter group is of another family than the engine's version",
        issue("hashicorp/terraform/pull/11269"),
    ),
    familyOnUpdate: row(
        "InvalidParameterValue",
        "an update names a cache parameter group of another family",
        issue("hashicorp/terraform-provider-aws/pull/6819"),
    ),
    subnetGroup: row(
        "CacheSubnetGroupNotFoundFault",
        "the cache subnet group does not exist, or none is named and the region has no default VPC",
        issue("floci-io/floci/pull/2401"),
    ),
    unknownGroup: row("InvalidParameterValue", "a security group does not exist", CREATE),
    groupOfOtherVpc: row(
        "InvalidParameterCombination",
        "a security group belongs to another VPC than the cache subnet group",
        issue("aws-controllers-k8s/community/issues/1594"),
    ),
    zone: row("InvalidParameterValue", "the subnet group has no subnet in a preferred availability zone", CREATE),
    zoneCount: row("InvalidParameterValue", "there are not as many preferred zones as nodes", CREATE),
    tokenWithoutTls: row(
        "InvalidParameterValue",
        "an AUTH token is given without encryption in transit",
        issue("aws/aws-cli/issues/5007"),
    ),
    usersWithoutTls: row(
        "InvalidParameterCombination",
        "a user group is given without encryption in transit",
        issue("hashicorp/terraform-provider-aws/issues/42966"),
    ),
    userGroup: row("UserGroupNotFound", "the user group does not exist", CREATE),
    userGroupEngine: row(
        "InvalidParameterCombination",
        "the engine is Redis OSS and the user group is Valkey's",
        guide("Clusters.RBAC"),
    ),
    usersBesideToken: row(
        "InvalidParameterCombination",
        "an update gives a group with an AUTH token users without deleting the token in the same call",
        issue("hashicorp/terraform-provider-aws/issues/31710"),
    ),
    manyUserGroups: row("InvalidParameterValue", "more than one user group is given", CREATE),
    failover: row(
        "InvalidParameterCombination",
        "automatic failover is asked for and there is no replica",
        issue("ministryofjustice/cloud-platform-environments/pull/5719"),
    ),
    key: row("InvalidParameterValue", "the key does not exist, is disabled or pending deletion", CREATE),
    keyWithoutEncryption: row("InvalidParameterCombination", "a key is given without encryption at rest", CREATE),
    shortMaintenanceWindow: row("InvalidParameterValue", "the maintenance window is shorter than an hour", CREATE),
    shortSnapshotWindow: row("InvalidParameterValue", "the snapshot window is shorter than an hour", CREATE),
    windowsOverlap: row("InvalidParameterValue", "the snapshot window and the maintenance window overlap", MODIFY),
    tlsAtOnce: row(
        "InvalidParameterCombination",
        "an update turns on encryption in transit for all clients at once",
        guide("in-transit-encryption-enable"),
    ),
    unknownSnapshot: row("SnapshotNotFoundFault", "the snapshot to restore does not exist", CREATE),
    finalSnapshotExists: row(
        "SnapshotAlreadyExistsFault",
        "deleting would take a final snapshot whose name is taken",
        operation("DeleteReplicationGroup"),
    ),
    noFreeAddress: addressRefusals.noFreeAddress,
    idForm: checkRow(
        "the id has more than 40 characters, others than letters, digits and single hyphens, or begins with no letter",
        PROVIDER,
    ),
    emptyDescription: checkRow("the description is empty", PROVIDER),
    engineForm: checkRow("the engine is neither redis nor valkey", PROVIDER),
    versionForm: checkRow("the version is none", VALIDATE),
    tokenForm: checkRow('the AUTH token has fewer than 16 or more than 128 characters, or one of @, " and /', VALIDATE),
    tokenAndUsers: checkRow("an AUTH token and user groups are given", PROVIDER),
    tokenStrategy: checkRow("the way to change the AUTH token does not go with the token", PROVIDER),
    countTwice: checkRow("nodes are counted in all and by shards", PROVIDER),
    globalConflict: checkRow("a member of a global datastore is given what it has from there", PROVIDER),
    zonesTwice: checkRow("zones are given for nodes and for shards", PROVIDER),
    failoverNodes: checkRow("automatic failover is asked for and fewer than two nodes", PROVIDER),
    multiAz: checkRow("Multi-AZ is asked for without automatic failover", PROVIDER),
    retention: checkRow("snapshots shall be kept for more than 35 days", PROVIDER),
    windowForm: checkRow("a window is none", PROVIDER),
    logDelivery: checkRow("logs are delivered to more than two places, or in a way there is not", PROVIDER),
    choice: checkRow("a setting is none of those that can be chosen", PROVIDER),
    arnForm: checkRow("the topic's ARN is none", PROVIDER),
    nodeTypeMissing: checkRow("a new group has no node type and belongs to no global datastore", PROVIDER),
} as const satisfies Record<string, Refusal>;

function idFault(id: string): string | undefined {
    if (id.length > 40) {
        return `has ${id.length} characters; allowed is 1 to 40`;
    }
    if (!/^[0-9A-Za-z-]+$/.test(id)) {
        return `is '${id}'; it must contain only alphanumeric characters and hyphens`;
    }
    if (!/^[A-Za-z]/.test(id)) {
        return `is '${id}'; it must begin with a letter`;
    }
    if (id.includes("--")) {
        return "cannot contain two consecutive hyphens";
    }
    return id.endsWith("-") ? "cannot end with a hyphen" : undefined;
}

/** Never says the token. */
function tokenFault(token: string): string | undefined {
    if (token.length < 16 || token.length > 128) {
        return 'must contain from 16 to 128 alphanumeric characters or symbols (excluding @, ", and /)';
    }
    return /[@"/]/.test(token) ? 'only alphanumeric characters or symbols (excluding @, ", and /) allowed' : undefined;
}

function versionFault(version: string): string | undefined {
    return /^(\d+\.\d+|6\.x|[1-5]\.\d+\.\d+)$/.test(version)
        ? undefined
        : `${version} is invalid. For Redis v6 or higher, use <major>.<minor>. For Redis v5 or lower, use <major>.<minor>.<patch>.`;
}

export function replicationGroupFaults(
    inputs: Partial<ReplicationGroupInputs>,
    unknown: ReadonlySet<string>,
): readonly CheckFault[] {
    const of = given(inputs, unknown);
    return [
        ...textRule(of, "replicationGroupId", idFault),
        ...(inputs.description === "" ? [{ property: "description", reason: "must not be empty" }] : []),
        ...(inputs.engine === undefined || ["redis", "valkey"].includes(inputs.engine.toLowerCase())
            ? []
            : [{ property: "engine", reason: `is '${inputs.engine}'; allowed are redis and valkey` }]),
        ...textRule(of, "engineVersion", versionFault),
        ...textRule(of, "authToken", tokenFault),
        ...numberBetween(of, "snapshotRetentionLimit", -Infinity, 35),
        ...textRule(of, "snapshotWindow", dailyFault),
        ...textRule(of, "maintenanceWindow", weeklyFault),
        ...textRule(of, "notificationTopicArn", (arn) => (isArn(arn) ? undefined : `'${arn}' is an invalid ARN`)),
        ...conflictFaults(of),
        ...failoverFaults(inputs, unknown),
        ...strategyFaults(of),
        ...logFaults(inputs.logDeliveryConfigurations),
        ...oneOfValues(of, "clusterMode", ["enabled", "disabled", "compatible"]),
        ...oneOfValues(of, "ipDiscovery", ["ipv4", "ipv6"]),
        ...oneOfValues(of, "networkType", ["ipv4", "ipv6", "dual_stack"]),
        ...oneOfValues(of, "transitEncryptionMode", ["preferred", "required"]),
    ];
}

const OF_GLOBAL = [
    ...["numNodeGroups", "parameterGroupName", "engine", "engineVersion", "nodeType", "securityGroupNames"],
    ...["transitEncryptionEnabled", "transitEncryptionMode", "atRestEncryptionEnabled", "snapshotArns", "snapshotName"],
];

function conflictFaults(of: Given): readonly CheckFault[] {
    return [
        ...conflict(of, "authToken", ["userGroupIds"]),
        ...conflict(of, "numCacheClusters", ["numNodeGroups", "replicasPerNodeGroup"]),
        ...conflict(of, "nodeGroupConfigurations", ["preferredCacheClusterAzs"]),
        ...conflict(of, "globalReplicationGroupId", OF_GLOBAL),
    ];
}

function failoverFaults(
    { automaticFailoverEnabled, multiAzEnabled, numCacheClusters }: Partial<ReplicationGroupInputs>,
    unknown: ReadonlySet<string>,
): readonly CheckFault[] {
    const failover = automaticFailoverEnabled === true;
    const few = failover && numCacheClusters !== undefined && numCacheClusters < 2;
    const alone = multiAzEnabled === true && !failover && !unknown.has("automaticFailoverEnabled");
    return [
        ...(few
            ? [{ property: "numCacheClusters", reason: "must be at least 2 if automatic_failover_enabled is true" }]
            : []),
        ...(alone
            ? [
                  {
                      property: "multiAzEnabled",
                      reason: "automatic_failover_enabled must be true if multi_az_enabled is true",
                  },
              ]
            : []),
    ];
}

function strategyFaults(of: Given): readonly CheckFault[] {
    const strategy = of.inputs["authTokenUpdateStrategy"];
    if (typeof strategy !== "string") {
        return [];
    }
    const token = of.inputs["authToken"] !== undefined || of.unknown.has("authToken");
    const property = "authTokenUpdateStrategy";
    if (!["SET", "ROTATE", "DELETE"].includes(strategy)) {
        return [{ property, reason: `is '${strategy}'; allowed are SET, ROTATE, DELETE` }];
    }
    if (strategy === "DELETE") {
        return token ? [{ property, reason: 'auth_token must not be specified when it is "DELETE"' }] : [];
    }
    return token ? [] : [{ property, reason: "auth_token must be specified" }];
}

function logFaults(deliveries: ReplicationGroupInputs["logDeliveryConfigurations"]): readonly CheckFault[] {
    const property = "logDeliveryConfigurations";
    const wrong = (deliveries ?? []).flatMap(({ destinationType, logFormat, logType }) => [
        ...(["cloudwatch-logs", "kinesis-firehose"].includes(destinationType)
            ? []
            : [`destinationType '${destinationType}'`]),
        ...(["json", "text"].includes(logFormat) ? [] : [`logFormat '${logFormat}'`]),
        ...(["slow-log", "engine-log"].includes(logType) ? [] : [`logType '${logType}'`]),
    ]);
    return [
        ...((deliveries ?? []).length > 2 ? [{ property, reason: "has more than 2 items" }] : []),
        ...wrong.map((each) => ({ property, reason: `has the unknown ${each}` })),
    ];
}
