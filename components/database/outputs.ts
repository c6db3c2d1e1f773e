import type * as pulumi from "@pulumi/pulumi";

/** What a database gives, whatever it runs on. */
export interface DatabaseOutputs {
    /** Identifier of the instance or the cluster, as alarms and runbooks name it. */
    readonly identifier: pulumi.Output<string>;
    /** Host name of the writer. */
    readonly writerEndpoint: pulumi.Output<string>;
    /** Host name of a reader; the writer's where there is none. */
    readonly readerEndpoint: pulumi.Output<string>;
    /** Host names of the RDS replicas, one each; of Aurora the one that all readers share. */
    readonly readerEndpoints: pulumi.Output<string[]>;
    readonly port: pulumi.Output<number>;
    readonly databaseName: pulumi.Output<string>;
    /** `db-…` or `cluster-…`: what IAM policies for database users name. */
    readonly resourceId: pulumi.Output<string>;
    /** Identifiers of all instances, the writer's first when they were made. */
    readonly instanceIdentifiers: pulumi.Output<string[]>;
}
