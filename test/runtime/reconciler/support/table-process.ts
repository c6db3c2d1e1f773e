/**
 * The model of DynamoDB as a server of its own, so that what it takes isn't counted as the reconciler's. Argument: a
 * population as JSON. Tells its parent the endpoint, and at each message the calls so far; ends with its parent.
 */
import { serveTable } from "./dynamo-server";
import { ModelTable } from "./model-table";
import { itemsOf, type Population } from "./population";

async function main(population: Population): Promise<void> {
    const table = new ModelTable();
    for (const item of itemsOf(population, Date.now())) {
        table.put(item);
    }
    const { endpoint, calls } = await serveTable(table);
    process.on("message", () => process.send?.(Object.fromEntries(calls)));
    process.on("disconnect", () => process.exit());
    process.send?.(endpoint);
}

void main(JSON.parse(process.argv[2] ?? "{}") as Population);
