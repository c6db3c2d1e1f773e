/**
 * How the program's part of a bucket is written. The provider reads an item whole, and with an update takes away each
 * attribute that it has read and the program doesn't name: what is live would be lost with the second change. So it makes
 * and deletes items, and a function of ours writes into them.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/dynamodb/table_item.go
 */
import * as aws from "@pulumi/aws";
import type { BucketsContext } from "./context";
import { createFunction, createLogGroup, functionArgs } from "./functions";
import { KEY } from "./plan";
import { createSettingsRole } from "./roles";

/** An item each, so that one more or less touches no other; what is in it is changed by {@link writeSettings} alone. */
export function createItems(
    { name, plan, parent }: BucketsContext,
    table: aws.dynamodb.Table,
): aws.dynamodb.TableItem[] {
    return plan.buckets.map(
        ({ key, item }) =>
            new aws.dynamodb.TableItem(
                `${name}-${key}`,
                { tableName: table.name, hashKey: KEY, item },
                { parent, ignoreChanges: ["item"] },
            ),
    );
}

/** Tries again for half a minute while the role's rights are on their way. */
const TIMEOUT_SECONDS = 60;

export function createSettingsWriter(buckets: BucketsContext, table: aws.dynamodb.Table): aws.lambda.Function {
    const logGroup = createLogGroup(buckets, "settings");
    const role = createSettingsRole(buckets, table, logGroup);
    const parts = {
        part: "settings",
        description: `Writes what ${buckets.args.service} allows, and nothing that is in use`,
        code: buckets.args.settingsCode,
        timeoutSeconds: TIMEOUT_SECONDS,
        memoryMegabytes: 256,
        ...{ role, logGroup, table },
    } as const;
    return createFunction(buckets, parts, functionArgs(buckets, parts));
}

/** A call each, made when the bucket is made and whenever its settings change; `up` fails with what it says. */
export function writeSettings(
    { name, plan, parent }: BucketsContext,
    writer: aws.lambda.Function,
    items: readonly aws.dynamodb.TableItem[],
): void {
    plan.buckets.forEach(({ key, request }, index) => {
        const item = items.slice(index, index + 1);
        const args = { functionName: writer.name, lifecycleScope: "CRUD", input: request };
        new aws.lambda.Invocation(`${name}-${key}`, args, { parent, dependsOn: item });
    });
}
