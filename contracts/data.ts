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
        /** ARN of each secret container by its name: `database`, `redis`, `clerk`, … */
        secretArns: "map<string>",
        /** URL of each image repository, without a tag, by its name: `core-api`, … */
        repositoryUrls: "map<string>",
        repositoryArns: "map<string>",
    },
});
