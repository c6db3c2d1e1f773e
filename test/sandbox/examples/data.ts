/** Examples of databases and caches. */
import * as aws from "@pulumi/aws";
import type { Surroundings } from "./surroundings";
import { makeSurroundings, subnetIds } from "./surroundings";
import type { ExampleProgram, Making } from "./variant";
import { onAws, tags } from "./variant";

export const data: ExampleProgram = (variant) => {
    const making = onAws(variant);
    const around = makeSurroundings(making);
    const { name } = makeSubnetGroup(making, around);
    makeDatabase(making, name);
    makeCluster(making, name);
    makeCache(making, around);
    makeUsers(making);
    return Promise.resolve({});
};

function makeSubnetGroup({ variant, options }: Making, around: Surroundings): aws.rds.SubnetGroup {
    return new aws.rds.SubnetGroup("subnet-group", { subnetIds: subnetIds(around), tags: tags(variant) }, options);
}

function makeDatabase({ variant, options }: Making, dbSubnetGroupName: aws.rds.SubnetGroup["name"]): void {
    new aws.rds.ParameterGroup("parameter-group", { family: "postgres17", tags: tags(variant) }, options);
    const instance = new aws.rds.Instance(
        "instance",
        {
            allocatedStorage: 20,
            dbSubnetGroupName,
            engine: "postgres",
            engineVersion: "17.4",
            instanceClass: "db.t4g.micro",
            username: "app",
            password: "correct-horse",
            skipFinalSnapshot: true,
            tags: tags(variant),
        },
        options,
    );
    new aws.rds.Snapshot(
        "snapshot",
        { dbInstanceIdentifier: instance.identifier, dbSnapshotIdentifier: "example", tags: tags(variant) },
        options,
    );
}

function makeCluster({ variant, options }: Making, dbSubnetGroupName: aws.rds.SubnetGroup["name"]): void {
    new aws.rds.ClusterParameterGroup(
        "cluster-parameter-group",
        { family: "aurora-postgresql16", tags: tags(variant) },
        options,
    );
    const cluster = new aws.rds.Cluster(
        "cluster",
        {
            clusterIdentifier: "example",
            dbSubnetGroupName,
            engine: "aurora-postgresql",
            engineVersion: "16.6",
            masterUsername: "app",
            masterPassword: "correct-horse",
            serverlessv2ScalingConfiguration: { minCapacity: 0.5, maxCapacity: 1 },
            skipFinalSnapshot: true,
            tags: tags(variant),
        },
        options,
    );
    new aws.rds.ClusterInstance(
        "cluster-instance",
        {
            clusterIdentifier: cluster.id,
            engine: "aurora-postgresql",
            identifier: "example-1",
            instanceClass: "db.serverless",
            tags: tags(variant),
        },
        options,
    );
    new aws.rds.ClusterSnapshot(
        "cluster-snapshot",
        { dbClusterIdentifier: cluster.id, dbClusterSnapshotIdentifier: "example", tags: tags(variant) },
        options,
    );
}

function makeCache({ variant, options }: Making, around: Surroundings): void {
    new aws.elasticache.ParameterGroup("parameter-group", { family: "valkey8", tags: tags(variant) }, options);
    const group = new aws.elasticache.SubnetGroup(
        "subnet-group",
        { subnetIds: subnetIds(around), tags: tags(variant) },
        options,
    );
    new aws.elasticache.ReplicationGroup(
        "replication-group",
        {
            description: "example",
            engine: "valkey",
            engineVersion: "8.0",
            nodeType: "cache.t4g.micro",
            subnetGroupName: group.name,
            transitEncryptionEnabled: true,
            tags: tags(variant),
        },
        options,
    );
}

function makeUsers({ variant, options }: Making): void {
    const makeUser = (logicalName: string, userId: string, ownTags: Record<string, string>): aws.elasticache.User =>
        new aws.elasticache.User(
            logicalName,
            {
                accessString: "on ~* +@all",
                engine: "valkey",
                passwords: ["sixteen-or-more-letters"],
                userId,
                userName: userId,
                tags: ownTags,
            },
            options,
        );
    const user = makeUser("user", "example", tags(variant));
    const member = makeUser("member", "member", {});
    const group = new aws.elasticache.UserGroup(
        "user-group",
        { engine: "valkey", userGroupId: "example", userIds: [user.userId], tags: tags(variant) },
        { ...options, ignoreChanges: ["userIds"] },
    );
    new aws.elasticache.UserGroupAssociation(
        "user-group-association",
        { userGroupId: group.userGroupId, userId: member.userId },
        options,
    );
}
