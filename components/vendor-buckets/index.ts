import * as pulumi from "@pulumi/pulumi";
import { createAlarms } from "../alarms";
import { bucketAlarms } from "./alarms";
import type { VendorBucketsArgs } from "./args";
import type { BucketsContext } from "./context";
import { planVendorBuckets } from "./plan";
import { createLogGroup } from "./functions";
import { createQueue, createReconciler, createSchedule } from "./reconciler";
import { createConsumerRole, createReconcilerRole, createScheduleRole } from "./roles";
import { createItems, createSettingsWriter, writeSettings } from "./settings";
import { createTable } from "./table";

export * from "./args";

/**
 * What vendors allow, shared by all that call them: a DynamoDB table with a bucket per vendor and dimension, the role that
 * consumers have, and the reconciler that gives the slots of expired leases back. The protocol is `docs/vendor-buckets.md`.
 *
 * **Whose attribute it is**: `kind`, `capacity` and `refill_rate` of a bucket are the program's. `in_use`, `level`,
 * `level_at`, `revision` and `repairs` are live, as are all leases: no update, refresh or drift touches or shows them. So a
 * limit changes under way and takes nothing from whoever is at work. The provider alone wouldn't do: it takes what others
 * have written along with the second change of an item. It makes and deletes items, and a function of ours, which `up`
 * calls when a bucket's settings change, writes into them. A setting that somebody changed by hand stays so until then.
 *
 * **Cost** per month in eu-central-1 (list prices, unverified; sources in `docs/vendor-buckets.md`): about $5 when nobody
 * calls ($3.30 for the reconciler's 11 metrics, $0.70 for 7 alarms, the rest for its runs and log), and about $6.10 per
 * million slots that are taken and given back, $0.92 per million draws.
 *
 * **Replacement**: the naming's prefix and environment, and `service`, are in names: a change of the former makes another
 * table, empty, which deletion protection refuses. Another vendor or dimension is another bucket; taking one away deletes
 * its item, with what is in use: its leases then come back as those of a bucket that isn't there. All else changes in
 * place; new code holds from the next run.
 *
 * **Departures from the document**: `dynamodb:TransactWriteItems` is no action of IAM's; the roles have what its parts
 * need, and nothing else. `ttl` lies seven days behind a lease's end, since DynamoDB's TTL would take the lease with its
 * slot. The reconciler writes to its own log group instead of having AWSLambdaBasicExecutionRole, which may write to all.
 * Lambda gives no source that the trust of the reconciler's role could ask for.
 *
 * Reserving one concurrent execution takes an account whose quota is more than the first 10.
 *
 * @throws InvalidArgsError with all faults of the arguments at once, before the first resource.
 */
export class VendorBuckets extends pulumi.ComponentResource {
    readonly tableName: pulumi.Output<string>;
    readonly tableArn: pulumi.Output<string>;
    /** What consuming services take, or have as their own. */
    readonly consumerRoleArn: pulumi.Output<string>;
    readonly reconcilerRoleArn: pulumi.Output<string>;
    readonly reconcilerFunctionName: pulumi.Output<string>;
    readonly deadLetterQueueUrl: pulumi.Output<string>;

    constructor(name: string, args: VendorBucketsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("plinth:vendorBuckets:VendorBuckets", name, {}, opts);
        const plan = planVendorBuckets(`VendorBuckets "${name}"`, args);
        const buckets: BucketsContext = { name, args, plan, parent: this };

        const table = createTable(buckets);
        writeSettings(buckets, createSettingsWriter(buckets, table), createItems(buckets, table));
        const consumer = createConsumerRole(buckets, table);
        const queue = createQueue(buckets);
        const logGroup = createLogGroup(buckets, "reconciler");
        const role = createReconcilerRole(buckets, table, logGroup, queue);
        const reconciler = createReconciler(buckets, { table, logGroup, queue, role });
        createSchedule(buckets, reconciler, createScheduleRole(buckets, reconciler, queue), queue);
        const watched = { tableName: table.name, functionName: reconciler.name, queueName: queue.name };
        const { intervalSeconds } = plan.reconciler;
        createAlarms(
            { name, naming: args.naming, topicArns: args.alarmTopicArns ?? [], parent: this },
            bucketAlarms({ ...watched, intervalSeconds }),
        );

        this.tableName = table.name;
        this.tableArn = table.arn;
        this.consumerRoleArn = consumer.role.arn;
        this.reconcilerRoleArn = role.role.arn;
        this.reconcilerFunctionName = reconciler.name;
        this.deadLetterQueueUrl = queue.url;
        this.registerOutputs({
            tableName: this.tableName,
            tableArn: this.tableArn,
            consumerRoleArn: this.consumerRoleArn,
            reconcilerRoleArn: this.reconcilerRoleArn,
            reconcilerFunctionName: this.reconcilerFunctionName,
            deadLetterQueueUrl: this.deadLetterQueueUrl,
        });
    }
}
