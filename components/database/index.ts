import * as pulumi from "@pulumi/pulumi";
import type { DatabaseArgs } from "./args";
import { createAurora } from "./aurora";
import { type DatabaseContext, databaseContext } from "./context";
import type { DatabaseOutputs } from "./outputs";
import { createRds } from "./rds";

export * from "./args";

/**
 * A PostgreSQL database: an RDS instance with a standby and replicas (`engine: "rds"`) or an Aurora Serverless v2
 * cluster (`engine: "aurora-serverless"`). Outputs, parameters and behaviour are the same.
 *
 * TLS only, encrypted, in private subnets, with a password that was generated. Deletion is refused by default, and
 * leaves a final snapshot in any case. Extended Support, which AWS charges for, is off.
 *
 * **Cost** per month in eu-central-1 (list prices, unverified; sums and sources in `docs/data.md`): `rds` with a
 * `db.t4g.medium`, multi-AZ and 50 GB about $121, a replica of it $61 more. `aurora-serverless` about $102 for each ACU
 * that is in use all month, nothing while it is paused, and $0.12 per GB.
 *
 * **Replacement**: the identifier is fixed, so that a change that would replace the database (`databaseName`,
 * `masterUsername`, `encryptionKeyArn`, `snapshotIdentifier`) is refused by AWS, with the data untouched: the name is
 * taken. `docs/data.md` says how to move or restore. **Interruption**: `instanceClass`, `engineVersion`,
 * `caCertificate` and static parameters restart it, in the maintenance window unless `applyImmediately`.
 *
 * **Departures from the documents**: `enable_scale_to_zero` is `scaleToZero`; `vpc_id` follows from the subnets. The
 * final snapshot has a name of its own each time.
 *
 * @throws InvalidArgsError with all faults of the arguments at once, before the first resource.
 */
export class Database extends pulumi.ComponentResource implements DatabaseOutputs {
    readonly identifier: pulumi.Output<string>;
    readonly writerEndpoint: pulumi.Output<string>;
    readonly readerEndpoint: pulumi.Output<string>;
    readonly readerEndpoints: pulumi.Output<string[]>;
    readonly port: pulumi.Output<number>;
    readonly databaseName: pulumi.Output<string>;
    readonly resourceId: pulumi.Output<string>;
    readonly instanceIdentifiers: pulumi.Output<string[]>;
    /** ARN of the secret with the master user's password. The password itself is no output. */
    readonly masterSecretArn: pulumi.Output<string>;

    constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
        super("plinth:database:Database", name, {}, opts);
        const database = databaseContext(name, args, this);

        const outputs = createEngine(database);
        this.identifier = outputs.identifier;
        this.writerEndpoint = outputs.writerEndpoint;
        this.readerEndpoint = outputs.readerEndpoint;
        this.readerEndpoints = outputs.readerEndpoints;
        this.port = outputs.port;
        this.databaseName = outputs.databaseName;
        this.resourceId = outputs.resourceId;
        this.instanceIdentifiers = outputs.instanceIdentifiers;
        this.masterSecretArn = pulumi.output(args.masterSecretArn);
        this.registerOutputs({ ...outputs, masterSecretArn: this.masterSecretArn });
    }
}

function createEngine(database: DatabaseContext): DatabaseOutputs {
    const { plan } = database;
    switch (plan.kind) {
        case "rds":
            return createRds({ ...database, plan });
        case "aurora-serverless":
            return createAurora({ ...database, plan });
    }
}
