/** Examples of what runs without servers, and of what it works on. */
import * as aws from "@pulumi/aws";
import type { ExampleProgram, Making } from "./variant";
import { either, onAws, tags } from "./variant";

export const functions: ExampleProgram = (variant) => {
    const making = onAws(variant);
    makeTable(making);
    return Promise.resolve({});
};

function makeTable({ variant, options }: Making): void {
    const table = new aws.dynamodb.Table(
        "table",
        {
            billingMode: "PAY_PER_REQUEST",
            hashKey: "id",
            attributes: [{ name: "id", type: "S" }],
            ttl: { attributeName: "ttl", enabled: true },
            tags: tags(variant),
        },
        options,
    );
    const item = JSON.stringify({ capacity: { N: either(variant, "10", "20") }, id: { S: "one" } });
    new aws.dynamodb.TableItem("table-item", { tableName: table.name, hashKey: table.hashKey, item }, options);
}
