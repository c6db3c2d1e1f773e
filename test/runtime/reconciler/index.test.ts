import assert from "node:assert/strict";
import { acquire } from "../../../runtime/reconciler/protocol/concurrency";
import { KEY, settingsItem } from "../../../runtime/reconciler/protocol/items";
import { serveTable, type Answer, type TableServer } from "./support/dynamo-server";
import { updated } from "./support/expressions";
import { BundledLambda, type Invocation, type Outcome } from "./support/invocation";
import { ModelTable } from "./support/model-table";

const BUCKET = "openai#concurrency";
const TABLE = "ontopix-vendor-buckets-pre";
const MINUTE_MS = 60_000;

describe("the reconciler's Lambda", () => {
    let lambda: BundledLambda;
    let table: ModelTable;
    let server: TableServer;
    let instead: (operation: string) => Answer | "hangs up" | undefined;

    before(() => (lambda = new BundledLambda()));
    after(() => lambda.remove());

    beforeEach(async () => {
        table = new ModelTable();
        instead = () => undefined;
        server = await serveTable(table, { instead: (operation) => instead(operation) });
        table.put(settingsItem(BUCKET, { kind: "concurrency", capacity: 9, refillRate: 0 }));
        [-10, -10, 10].forEach((minutes, index) => {
            const now = Date.now();
            for (const write of acquire({
                bucket: BUCKET,
                id: `${index}`,
                now,
                expiresAt: now + minutes * MINUTE_MS,
            })) {
                table.put(updated(write.update, table.get(write.key) ?? { [KEY]: write.key }, write));
            }
        });
    });

    afterEach(() => server.stop());

    const invoke = ({ environment = {}, ...rest }: Partial<Invocation> = {}): Promise<Outcome> =>
        lambda.invoke({
            environment: { AWS_ENDPOINT_URL: server.endpoint, TABLE_NAME: TABLE, ...environment },
            ...rest,
        });

    const metrics = ({ lines }: Outcome): Readonly<Record<string, unknown>> => {
        const found = lines.filter((line) => "_aws" in line);
        assert.equal(found.length, 1, "one line of metrics per run");
        return found[0] ?? {};
    };

    it("gives expired slots back and ends with a line of metrics, of which completed is one", async () => {
        const outcome = await invoke();
        assert.deepEqual([outcome.report?.returned, outcome.report?.complete, outcome.error], [2, true, undefined]);
        assert.equal(table.get(BUCKET)?.["in_use"], 1);
        const { returned, completed, table: name } = metrics(outcome);
        assert.deepEqual([returned, completed, name], [2, 1, TABLE]);
    });

    it("takes its settings from the environment", async () => {
        const environment = { GRACE_SECONDS: "3600", SEGMENTS: "3", PAGE_SIZE: "1" };
        const { report } = await invoke({ environment });
        assert.deepEqual([report?.leases, report?.expired], [3, 0]);
        // Four items in three parts, one on each page, and a page more where the last one was full.
        assert.ok((server.calls.get("Scan") ?? 0) >= 4);
    });

    for (const [how, asked] of [
        ["the event", { event: { dryRun: true } }],
        ["the environment, whatever the event", { environment: { DRY_RUN: "true" }, event: { dryRun: false } }],
    ] as const) {
        it(`looks only when told so by ${how}`, async () => {
            const before = table.all();
            const outcome = await invoke(asked);
            assert.deepEqual([outcome.report?.dryRun, outcome.report?.expired], [true, 2]);
            assert.deepEqual(table.all(), before);
            assert.equal(metrics(outcome)["completed"], 0);
        });
    }

    it("fails after a run with errors, which its lines name, so that Lambda counts it", async () => {
        table.put({ [KEY]: "notes", text: "by hand" });
        const body = { __type: "com.amazon.coral.service#AccessDeniedException", message: "not authorized" };
        instead = (operation) => (operation === "TransactWriteItems" ? { status: 400, body } : undefined);
        const outcome = await invoke();
        assert.equal(outcome.error?.name, "RunFailed");
        assert.match(
            outcome.error.message,
            /^\d errors? in a run over ontopix-vendor-buckets-pre, which gave 0 of 2 slots/,
        );
        const line = outcome.lines.find(({ level }) => level === "error");
        assert.match(String(line?.["why"]), /^AccessDeniedException: not authorized/);
        assert.deepEqual([line?.["table"], line?.["request"]], [TABLE, "request-1"]);
        assert.ok(Number(metrics(outcome)["errors"]) > 0);
    });

    it("carries on where the table turns it away or hangs up in between", async () => {
        let calls = 0;
        const throttled = { status: 400, body: { __type: "x#ThrottlingException", message: "too fast" } };
        instead = () => [throttled, "hangs up" as const, undefined][(calls += 1) % 3];
        const { report } = await invoke({ environment: { SEGMENTS: "1" } });
        assert.deepEqual([report?.returned, report?.errors, table.get(BUCKET)?.["in_use"]], [2, 0, 1]);
    });

    it("begins nothing more when Lambda's time is up, says so, and is no failure", async () => {
        const outcome = await invoke({ remainingMs: 0 });
        assert.deepEqual([outcome.report?.complete, outcome.report?.errors, server.calls.size], [false, 0, 0]);
        assert.equal(metrics(outcome)["completed"], 0);
        assert.match(outcome.lines.map(({ message }) => String(message)).join(), /not all of the table was looked at/);
    });

    for (const [remainingMs, callMs, calls] of [
        // Fifteen seconds are left for what is under way and the last lines, or half where there are fewer than thirty.
        [100_000, 80_000, 2],
        [100_000, 90_000, 1],
        [20_000, 5_000, 2],
        [20_000, 11_000, 1],
    ] as const) {
        it(`begins ${calls} of its calls where each takes ${callMs / 1000} s of ${remainingMs / 1000} s`, async () => {
            const { report } = await invoke({ remainingMs, callMs, environment: { SEGMENTS: "1", PAGE_SIZE: "2" } });
            assert.equal(
                [...server.calls.values()].reduce((sum, count) => sum + count, 0),
                calls,
            );
            assert.deepEqual([report?.complete, report?.errors], [false, 0]);
        });
    }

    it("refuses what it isn't sure about before it calls anybody, all faults at once", async () => {
        const environment = { TABLE_NAME: "a/b", SEGMENTS: "many", DRY_RUN: "yes" };
        const { error } = await invoke({ environment, event: { dryrun: true } });
        assert.equal(error?.name, "SettingsFault");
        assert.equal(error.message.split("\n").length, 1 + 4);
        assert.equal(server.calls.size, 0);
    });

    it("writes so many lines of a kind and no more, and how many it left out", async () => {
        for (let index = 0; index < 50; index += 1) {
            table.put({ [KEY]: `notes-${index}`, text: "by hand" });
        }
        const { lines, report } = await invoke();
        assert.equal(report?.strange, 50);
        const strange = lines.filter(({ message }) => message === "an item that is no bucket is left alone");
        assert.equal(strange.length, 20);
        assert.deepEqual(lines.find(({ alike }) => alike !== undefined)?.["lines"], 30);
    });
});
