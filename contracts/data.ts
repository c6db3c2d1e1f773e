import { defineContract } from "./contract";

/** Where an environment keeps its data, and what reads and writes it needs. No secret is among them. */
export const dataContract = defineContract({
    project: "data",
    version: 1,
    outputs: {
        /** Identifier of the RDS instance or of the Aurora cluster, as alarms and runbooks name it. */
        databaseIdentifier: "string",
        databaseWriterEndpoint: "string",
        /** The writer's where there is no reader. */
        databaseReaderEndpoint: "string",
        databasePort: "number",
        databaseName: "string",
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
