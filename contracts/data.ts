import { defineContract } from "./contract";

/** Where an environment keeps its data, and what reads and writes it needs. No secret is among them. */
export const dataContract = defineContract({
    project: "data",
    version: 1,
    outputs: {
        /** Identifier of the RDS instance or of the Aurora cluster, as alarms and runbooks name it. */
        databaseIdentifier: "string",
        /** Identifiers of all instances of the database, replicas included, as alarms on instances name them. */
        databaseInstanceIdentifiers: "string[]",
        /** `db-…` or `cluster-…`: what IAM policies for `rds-db:connect` name. */
        databaseResourceId: "string",
        databaseWriterEndpoint: "string",
        /** The writer's where there is no reader. */
        databaseReaderEndpoint: "string",
        /** One for each RDS replica, none without; of Aurora the one that all readers share. */
        databaseReaderEndpoints: "string[]",
        databasePort: "number",
        databaseName: "string",
        cacheReplicationGroupId: "string",
        /** Ids of the cache's nodes, as alarms name them. */
        cacheMemberClusters: "string[]",
        cachePrimaryEndpoint: "string",
        /** The primary's where there is no replica. */
        cacheReaderEndpoint: "string",
        cachePort: "number",
        /** Key that encrypts the database, the cache and the secrets. */
        encryptionKeyArn: "string",
        /** ARN of each secret container by its name: `database`, `redis`, `clerk`, … The backups' own are not among them. */
        secretArns: "map<string>",
        /** URL of each image repository, without a tag, by its name: `core-api`, … */
        repositoryUrls: "map<string>",
        repositoryArns: "map<string>",
        backupBucketName: "string",
        backupBucketArn: "string",
        /** Key of the backups' bucket, which nobody uses but the backup's roles and operations. */
        backupKmsKeyArn: "string",
        /** Secret with the keys that backups are encrypted with. */
        backupEncryptionSecretArn: "string",
        /** The revision of the task that makes a backup, and what to start it with: `aws ecs run-task`, a schedule. */
        backupTaskDefinitionArn: "string",
        backupTaskRoleArn: "string",
        /** Of both tasks: whoever starts one passes it on to ECS, as the task's role. */
        backupExecutionRoleArn: "string",
        backupContainerName: "string",
        backupLogGroupName: "string",
        backupSecurityGroupIds: "string[]",
        /** The revision of the task that proves the newest backup by restoring it into a scratch database. */
        backupVerifyTaskDefinitionArn: "string",
        backupVerifyTaskRoleArn: "string",
        backupVerifyContainerName: "string",
        backupVerifyLogGroupName: "string",
        backupVerifySecurityGroupIds: "string[]",
        /** Where both tasks are started. */
        backupClusterArn: "string",
        backupSubnetIds: "string[]",
    },
});
