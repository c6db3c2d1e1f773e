/**
 * The URNs that stacks in the field have in their state. A change here replaces resources, the database among them:
 * give the renamed one an alias and say so in the change's message.
 */

const COMPONENT = "plinth:database:Database";

function inDatabase(child: string): string {
    return `${COMPONENT}$${child}`;
}

const COMMON: readonly string[] = [
    "aws:cloudwatch/logGroup:LogGroup::database-postgresql",
    "aws:iam/role:Role::database-monitoring",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment::database-monitoring",
    "aws:rds/subnetGroup:SubnetGroup::database-subnets",
    "random:index/randomId:RandomId::database-final-snapshot",
].map(inDatabase);

/** An RDS database without replicas and snapshots. */
export const RDS_URNS: readonly string[] = [
    `${COMPONENT}::database`,
    ...COMMON,
    ...[
        "aws:cloudwatch/logGroup:LogGroup::database-upgrade",
        "aws:rds/instance:Instance::database-instance",
        "aws:rds/parameterGroup:ParameterGroup::database-parameters",
    ].map(inDatabase),
];

/** Added by a replica and a snapshot named before-split. */
export const RDS_MORE_URNS: readonly string[] = [
    "aws:cloudwatch/logGroup:LogGroup::database-replica-1-postgresql",
    "aws:cloudwatch/logGroup:LogGroup::database-replica-1-upgrade",
    "aws:rds/instance:Instance::database-replica-1",
    "aws:rds/snapshot:Snapshot::database-snapshot-before-split",
].map(inDatabase);

/** An Aurora database without readers and snapshots. */
export const AURORA_URNS: readonly string[] = [
    `${COMPONENT}::database`,
    ...COMMON,
    ...[
        "aws:rds/cluster:Cluster::database-cluster",
        "aws:rds/clusterInstance:ClusterInstance::database-instance-1",
        "aws:rds/clusterParameterGroup:ClusterParameterGroup::database-parameters",
    ].map(inDatabase),
];

/** Added by a reader and a snapshot named before-split. */
export const AURORA_MORE_URNS: readonly string[] = [
    "aws:rds/clusterInstance:ClusterInstance::database-instance-2",
    "aws:rds/clusterSnapshot:ClusterSnapshot::database-snapshot-before-split",
].map(inDatabase);
