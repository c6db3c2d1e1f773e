/** What consumers and the reconciler ask of DynamoDB, watched while they work on a model of it. */
import { acquire, TTL_AFTER_EXPIRY_MS } from "../../../runtime/reconciler/protocol/concurrency";
import { KEY, settingsItem } from "../../../runtime/reconciler/protocol/items";
import { reconcile } from "../../../runtime/reconciler/reconcile";
import type { Table, Write } from "../../../runtime/reconciler/table";
import { BucketClient } from "../../runtime/reconciler/support/client";
import { updated } from "../../runtime/reconciler/support/expressions";
import { ModelTable } from "../../runtime/reconciler/support/model-table";

const SLOTS = "vendor#slots";
const TOKENS = "vendor#tokens";
const MINUTE_MS = 60_000;

/** The actions of a client that takes, keeps and gives back slots, and draws tokens. */
export async function consumersActions(): Promise<readonly string[]> {
    const { table, actions } = watched(tableWithBuckets());
    const client = new BucketClient({ table, clock, uuid: uuids() });
    const slot = await client.acquire(SLOTS, MINUTE_MS);
    if (slot === undefined || !(await client.release((await client.renew(slot, MINUTE_MS)) ?? slot))) {
        throw new Error("the client got no slot, or couldn't give it back");
    }
    if (!(await client.draw(TOKENS, 1))) {
        throw new Error("the client drew no token");
    }
    return actions();
}

/** The actions of a run that returns a slot, removes a lease that nobody counts, and repairs a bucket. */
export async function reconcilersActions(): Promise<readonly string[]> {
    const model = tableWithBuckets();
    const expired = { bucket: SLOTS, now: clock.now() - 10 * MINUTE_MS, expiresAt: clock.now() - 5 * MINUTE_MS };
    for (const write of acquire({ ...expired, id: "expired" })) {
        model.put(updated(write.update, model.get(write.key) ?? { [KEY]: write.key }, write));
    }
    const { expiresAt } = expired;
    const ttl = Math.ceil((expiresAt + TTL_AFTER_EXPIRY_MS) / 1000);
    const orphan = { bucket: "vendor#gone", acquired_at: expired.now, expires_at: expiresAt, ttl };
    model.put({ [KEY]: "lease#vendor#gone#orphan", ...orphan });
    model.put({ ...settingsItem("vendor#drifted", { kind: "concurrency", capacity: 2, refillRate: 0 }), in_use: 1 });
    const { table, actions } = watched(model);
    const report = await reconcile({ table, clock, token: uuids(), log: () => undefined });
    if (report.returned < 1 || report.repaired < 1 || report.expired < 2) {
        throw new Error(`the run had nothing to do: ${JSON.stringify(report)}`);
    }
    return actions();
}

function tableWithBuckets(): ModelTable {
    const table = new ModelTable();
    table.put(settingsItem(SLOTS, { kind: "concurrency", capacity: 2, refillRate: 0 }));
    table.put(settingsItem(TOKENS, { kind: "rate", capacity: 2, refillRate: 1 }));
    return table;
}

const clock = { now: () => Date.parse("2026-11-22T10:00:00Z"), random: () => 0.5, pause: () => Promise.resolve() };

function uuids(): () => string {
    let count = 0;
    return () => `uuid-${(count += 1)}`;
}

/** A transaction is authorised by its parts: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html */
const ACTIONS: Readonly<Record<Write["kind"], string>> = {
    update: "dynamodb:UpdateItem",
    delete: "dynamodb:DeleteItem",
};

function watched(model: ModelTable): { readonly table: Table; readonly actions: () => readonly string[] } {
    const seen = new Set<string>();
    const table = model.seenBy({ turn: () => Promise.resolve(), fate: () => "answered" });
    const write = (writes: readonly Write[]): void => writes.forEach(({ kind }) => seen.add(ACTIONS[kind]));
    return {
        actions: () => [...seen].sort(),
        table: {
            get: (key) => (seen.add("dynamodb:GetItem"), table.get(key)),
            write: (one) => (write([one]), table.write(one)),
            transact: (writes, token) => (write(writes), table.transact(writes, token)),
            scan: (request) => (seen.add("dynamodb:Scan"), table.scan(request)),
        },
    };
}
