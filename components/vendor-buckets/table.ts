import * as aws from "@pulumi/aws";
import { applyTransform } from "../transform";
import type { BucketsContext } from "./context";
import { KEY, TTL } from "./plan";

/** Nothing but the name and the key of a table replaces it: with it goes what is in use. */
export function createTable({ name, args, plan, parent }: BucketsContext): aws.dynamodb.Table {
    const { prefix, environment } = args.naming;
    const tableName = args.naming.contractName("dynamodbTable", `${prefix}-vendor-buckets-${environment}`);
    const planned: aws.dynamodb.TableArgs = {
        name: tableName,
        billingMode: "PAY_PER_REQUEST",
        hashKey: KEY,
        attributes: [{ name: KEY, type: "S" }],
        ttl: { attributeName: TTL, enabled: true },
        pointInTimeRecovery: { enabled: true },
        // With the account's key aws/dynamodb, whose use CloudTrail records; consumers need no right to it.
        serverSideEncryption: { enabled: true },
        deletionProtectionEnabled: plan.deletionProtection,
        tags: { Name: tableName },
    };
    const used = applyTransform(args.transform?.table, planned, "table", parent);
    return new aws.dynamodb.Table(`${name}-table`, used, { parent });
}
