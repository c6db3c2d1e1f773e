import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNaming } from "../naming";
import type { Transform } from "../transform";

/** What a database runs on. Both speak PostgreSQL: an application sees no difference. */
export const DATABASE_ENGINES = ["rds", "aurora-serverless"] as const;

export type DatabaseEngine = (typeof DATABASE_ENGINES)[number];

/**
 * - `standard`: Performance Insights for 7 days, free.
 * - `advanced`: for 465 days, at about $9 a month for each vCPU of an instance and $2.30 for each ACU.
 */
export const DATABASE_INSIGHTS = ["standard", "advanced"] as const;

export type DatabaseInsights = (typeof DATABASE_INSIGHTS)[number];

/** What both engines have in common. */
export interface CommonDatabaseArgs {
    /**
     * Last part of the fixed identifier `{prefix}-{environment}-{logicalName}`.
     * Changing it renames an RDS instance, with an outage of some minutes, and **replaces** an Aurora cluster.
     * Together with `snapshotIdentifier` it replaces either one: the way to restore beside what is there.
     * @default "database"
     */
    readonly logicalName?: string;
    /**
     * Major version of PostgreSQL, such as `17`; with `autoMinorVersionUpgrade` off also a minor one, such as `17.6`.
     * A newer one upgrades in place, with an outage; a major step needs `allowMajorVersionUpgrade`.
     * @default "17"
     */
    readonly engineVersion?: string;
    /**
     * Name of the database that is made first. **Changing it replaces the database**, which its fixed identifier and
     * deletion protection then refuse.
     */
    readonly databaseName: string;
    /** Master user. **Changing it replaces the database**, as above. The same name belongs in the secret. */
    readonly masterUsername: string;
    /** Days that automated backups are kept, and the span of point-in-time restore: 1 to 35. @default 7 */
    readonly backupRetentionDays?: number;
    /** Daily, in UTC, 30 minutes or longer, not overlapping the maintenance window. @default "00:30-01:30" */
    readonly backupWindow?: string;
    /** Weekly, in UTC, 30 minutes or longer. Changes that interrupt wait for it. @default "sun:04:00-sun:05:00" */
    readonly maintenanceWindow?: string;
    /**
     * Whether a change that interrupts is made at once instead of in the maintenance window. Until that window AWS
     * still reports what it has, so that every preview and drift report shows the change once more.
     * @default false
     */
    readonly applyImmediately?: boolean;
    /** Whether AWS installs minor versions in the maintenance window. @default true */
    readonly autoMinorVersionUpgrade?: boolean;
    /** Whether `engineVersion` may take a major step. Set it for that one change. @default false */
    readonly allowMajorVersionUpgrade?: boolean;
    /** Whether AWS refuses to delete the database. Set it to false, and `up`, before a `destroy`. @default true */
    readonly deletionProtection?: boolean;
    /** Whether automated backups outlive a deleted database, for as long as they are kept. @default true */
    readonly keepAutomatedBackups?: boolean;
    /** Whether IAM tokens may stand in for passwords, for users that the database grants `rds_iam`. @default true */
    readonly iamAuthentication?: boolean;
    /**
     * Readers beside the writer, 0 to 15. An RDS replica costs as much as a writer without multi-AZ; each has an
     * endpoint of its own. Aurora readers share the reader endpoint, and one is promoted when the writer fails.
     * @default 0
     */
    readonly replicas?: number;
    /**
     * Intentional snapshots by name, such as `before-tenant-split`. Adding a name takes one at the next `up`;
     * **removing the name deletes it**, and so does `destroy`, which leaves the final snapshot.
     * @default - none
     */
    readonly snapshots?: readonly string[];
    /**
     * Identifier or ARN of a snapshot to start from. The password is then the snapshot's: `masterPassword` is not
     * used. **Changing it, or removing it later, replaces the database**, or in an Aurora cluster sets the first
     * password again: leave it in place. `docs/data.md` has the steps of a restore.
     * @default - an empty database
     */
    readonly snapshotIdentifier?: string;
    /**
     * Parameters beside the platform's, or instead of one of those that may be changed. `parameters.ts` has the
     * platform's and which can't be changed. Unknown ones wait for a reboot.
     * @default - the platform's
     */
    readonly parameters?: Readonly<Record<string, string>>;
    /** Days that exported logs are kept; one of the values that CloudWatch Logs accepts. @default 30 */
    readonly logRetentionDays?: number;
    /** Seconds between values of Enhanced Monitoring: 0 (none), 1, 5, 10, 15, 30 or 60. @default 60 */
    readonly monitoringInterval?: number;
    /** How much Database Insights keeps. @default "standard" */
    readonly insights?: DatabaseInsights;
    /** Certificate authority of the server's certificate. Changing it restarts the database. @default "rds-ca-rsa2048-g1" */
    readonly caCertificate?: string;
    /** Whether Pulumi itself refuses to delete or replace it; it then stops every `destroy` of the stack. @default false */
    readonly protect?: boolean;
}

/** An RDS instance: fixed size, Multi-AZ by a standby that takes over within about two minutes. */
export interface RdsArgs extends CommonDatabaseArgs {
    readonly engine: "rds";
    /** Such as `db.t4g.medium`. Changing it restarts the database, over the standby with multi-AZ. */
    readonly instanceClass: string;
    /**
     * GiB to begin with, 20 to 65536. It grows in place, without interruption, and never shrinks. About $0.14 a month
     * for each GiB of gp3 in eu-central-1, twice that with `multiAz`, and as much for each replica (list price,
     * unverified: https://aws.amazon.com/rds/postgresql/pricing/).
     */
    readonly allocatedStorage: number;
    /**
     * GiB up to which AWS grows the storage by itself, at least a tenth more than `allocatedStorage`.
     * @default - it doesn't grow
     */
    readonly maxAllocatedStorage?: number;
    /** Whether a standby in another zone takes over. It doubles the price of instance and storage. @default true */
    readonly multiAz?: boolean;
}

/** An Aurora Serverless v2 cluster: capacity follows the load. */
export interface AuroraServerlessArgs extends CommonDatabaseArgs {
    readonly engine: "aurora-serverless";
    /**
     * Least capacity in ACUs (about 2 GiB of memory each), 0 to 256 in steps of 0.5; 0 needs `scaleToZero`.
     * An ACU costs about $0.14 an hour: 0.5 all month come to about $51.
     */
    readonly minCapacity: number;
    /** Most capacity in ACUs, 1 to 256 in steps of 0.5. */
    readonly maxCapacity: number;
    /**
     * Whether the cluster pauses when nobody is connected; asks for `minCapacity: 0`. **Any open connection keeps it
     * awake**: `docs/data.md` lists what does. Waking up takes about 15 seconds, longer after a day of pause.
     * @default false
     */
    readonly scaleToZero?: boolean;
    /** Seconds without a connection before it pauses, 300 to 86400; only with `scaleToZero`. @default 300 */
    readonly secondsUntilAutoPause?: number;
}

/** What a plan of a database is made from: plain values, no resource. */
export type DatabasePlanArgs = RdsArgs | AuroraServerlessArgs;

/** Children that a user may have to bend; see {@link Transform}. */
export interface DatabaseTransform {
    readonly instance?: Transform<aws.rds.InstanceArgs>;
    readonly cluster?: Transform<aws.rds.ClusterArgs>;
}

/** Where a database is, and what it is opened with. */
export interface DatabaseSurroundings {
    /** Where names come from: `environmentNaming({ prefix, environment })`. */
    readonly naming: EnvironmentNaming;
    /** Private subnets in two zones or more. Other subnets of the same VPC change in place. */
    readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** Who may connect is said by the rules of these groups. */
    readonly securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
    /** ARN of the key for storage, insights and logs. **Changing it replaces the database.** */
    readonly encryptionKeyArn: pulumi.Input<string>;
    /** ARN of the secret that holds the master user's password; only handed on, as an output. */
    readonly masterSecretArn: pulumi.Input<string>;
    /**
     * The password that the database begins with, secret; of no use with `snapshotIdentifier`. Changing it changes the
     * password in place. AWS never returns it, so that one set outside stays.
     */
    readonly masterPassword: pulumi.Input<string>;
    readonly transform?: DatabaseTransform;
}

/** Inputs of {@link Database}. */
export type DatabaseArgs = DatabasePlanArgs & DatabaseSurroundings;
