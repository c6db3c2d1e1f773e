import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { isAlive } from "../../../automation/local/moto";
import { startMoto, type RunningServer } from "../../../automation/servers/moto";
import { freePort } from "../../../automation/servers/server-process";
import { done, LocalEnvironment, type LocalSummary } from "./support";

const TABLE = "ontopix-vendor-buckets-sandbox";
const BUCKETS = ["openai#rpm", "openai#tpm", "openai#concurrency", "anthropic#rpm", "anthropic#concurrency"];
const ALL_MADE = [`made table ${TABLE}`, ...BUCKETS.map((key) => `made item ${key}`)];
const CONCURRENCY = "openai#concurrency";

async function listening(server: Server): Promise<string> {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("`plinth local` in an emulator that is there", () => {
    let moto: RunningServer;
    let local: LocalEnvironment;
    let endpoint: string;

    before(async () => {
        moto = await startMoto();
        ({ endpoint } = moto);
    });
    after(() => moto.stop());
    beforeEach(() => (local = new LocalEnvironment()));
    afterEach(async () => {
        await local.run("local down");
        local.remove();
    });

    it("makes everything, then finds nothing to change, then takes everything away", async () => {
        const first = await local.run("local up", { endpoint });
        assert.deepEqual(done(first), ALL_MADE);
        assert.equal(first.document.endpoint, endpoint);
        assert.ok((first.document.leftOut ?? []).length > 10);
        const second = await local.run("local up");
        assert.deepEqual(done(second), []);
        assert.equal(second.document.changes.length, ALL_MADE.length);
        assert.deepEqual(done(await local.run("local down")), [`removed table ${TABLE}`]);
        assert.deepEqual(fs.readdirSync(local.folder), []);
        assert.deepEqual(done(await local.run("local down")), []);
    });

    it("is all that an application needs, which knows the file with its variables and nothing else", async () => {
        await local.run("local up", { endpoint });
        const { client, item } = local.application();
        const slot = await client.acquire(CONCURRENCY, 60_000);
        assert.ok(slot !== undefined);
        assert.equal((await item(CONCURRENCY))?.["in_use"], 1);
        assert.equal(await client.release(slot), true);
        assert.equal((await item(CONCURRENCY))?.["in_use"], 0);
        assert.equal(await client.draw("openai#rpm", 500), true);
        assert.equal(await client.draw("openai#tpm", 200_001), false);
    });

    it("follows the stack's limits and leaves alone what consumers count", async () => {
        await local.run("local up", { endpoint });
        const { client, item } = local.application();
        await client.acquire(CONCURRENCY, 60_000);
        await client.draw("anthropic#rpm", 5);
        const { capacity, ...live } = (await item(CONCURRENCY)) ?? {};
        const drawn = await item("anthropic#rpm");
        assert.deepEqual([capacity, live["in_use"], live["revision"]], [50, 1, 1]);

        local.edit((text) =>
            text
                .replace("capacity: 50 }", "capacity: 60 }")
                .replace(
                    "{ kind: rate, capacity: 200000, refillRate: 3333.333333 }",
                    "{ kind: concurrency, capacity: 7 }",
                )
                .replace(/^ *concurrency: \{ kind: concurrency, capacity: 20 \}\n/m, ""),
        );
        const changed = await local.run("local up");
        assert.deepEqual(
            changed.document.changes.filter(({ change }) => change !== "unchanged"),
            [
                {
                    type: "item",
                    name: "openai#tpm",
                    change: "changed",
                    attributes: [
                        { name: "kind", was: "rate", is: "concurrency" },
                        { name: "capacity", was: "200000", is: "7" },
                        { name: "refill_rate", was: "3333.333333" },
                    ],
                },
                {
                    type: "item",
                    name: CONCURRENCY,
                    change: "changed",
                    attributes: [{ name: "capacity", was: "50", is: "60" }],
                },
                { type: "item", name: "anthropic#concurrency", change: "removed" },
            ],
        );
        assert.deepEqual(await item(CONCURRENCY), { ...live, capacity: 60 });
        assert.deepEqual(await item("anthropic#rpm"), drawn);
        assert.equal(await item("anthropic#concurrency"), undefined);
        assert.deepEqual(done(await local.run("local up")), []);
    });

    it("puts a limit right that somebody has set by hand, and takes over a table whose record is lost", async () => {
        await local.run("local up", { endpoint });
        fs.rmSync(local.folder, { recursive: true });
        local.edit((text) => text.replace("capacity: 50 }", "capacity: 51 }"));
        assert.deepEqual(done(await local.run("local up", { endpoint })), [`changed item ${CONCURRENCY}`]);
    });

    it("seeds leases and levels once, and the reconciler finds nothing in them but the expired ones", async () => {
        // Of the stack's own runs: here somebody calls it to see slots come back.
        local.edit((text) => text.replace("intervalMinutes: 5", "dryRun: true"));
        await local.run("local up", { endpoint });
        const { item } = local.application();
        const seeded = await local.run("local seed");
        const leases = [1, 2, 3].map((index) => `00000000-0000-4000-8000-00000000000${index}`);
        const expected = BUCKETS.flatMap((key) =>
            key.endsWith("concurrency")
                ? leases.map((id) => `made lease lease#${key}#${id}`)
                : [`changed bucket ${key}`],
        );
        assert.deepEqual(done(seeded), expected);
        const after = await Promise.all(BUCKETS.map(item));
        assert.deepEqual(
            after.map((found) => found?.["in_use"] ?? found?.["level"]),
            [250, 100_000, 3, 500, 3],
        );
        assert.deepEqual(done(await local.run("local seed")), []);
        assert.deepEqual(await Promise.all(BUCKETS.map(item)), after);

        const { report } = (await local.run("local reconcile")).document;
        const { buckets, expired, returned, repaired, undecided, strange, errors, complete } = report ?? {};
        assert.deepEqual([buckets, expired, returned, complete], [5, 2, 2, true]);
        assert.deepEqual([repaired, undecided, strange, errors], [0, 0, 0, 0]);
        assert.equal((await item(CONCURRENCY))?.["in_use"], 2);
        const again = await local.run("local seed");
        assert.equal(done(again).length, 2);
    });

    it("seeds no more leases than there are slots", async () => {
        local.edit((text) =>
            text.replace("capacity: 50 }", "capacity: 2 }").replace("capacity: 20 }", "capacity: 0 }"),
        );
        await local.run("local up", { endpoint });
        const seeded = await local.run("local seed");
        const changes = seeded.document.changes.filter(({ type }) => type === "lease").map(({ change }) => change);
        assert.deepEqual(changes, ["made", "made", "skipped", "skipped", "skipped", "skipped"]);
    });

    it("refuses another emulator as long as this one is in use", async () => {
        await local.run("local up", { endpoint });
        const { exit } = await local.fault("local up", { endpoint: "http://127.0.0.1:1024" });
        assert.equal(exit, "refused");
    });
});

describe("`plinth local` and what isn't there", () => {
    let local: LocalEnvironment;
    beforeEach(() => (local = new LocalEnvironment()));
    afterEach(() => local.remove());

    it("has nothing to seed or reconcile before `up`, and says what to do", async () => {
        for (const verb of ["local seed", "local reconcile"] as const) {
            const { exit, advice } = await local.fault(verb);
            assert.deepEqual([exit, advice], ["failed", ["Make it with `plinth local up`."]]);
        }
        assert.deepEqual(done(await local.run("local down")), []);
    });

    it("tells faults of the config and unknown stacks before it looks for an emulator", async () => {
        local.edit((text) => text.replace("kind: rate", "kind: tokens"));
        const wrong = await local.fault("local up");
        assert.equal(wrong.exit, "usage");
        assert.match(wrong.message, /vendors\.openai\.rpm\.kind: "tokens" given/);
        assert.match((await local.fault("local up", { from: "staging" })).message, /no environment "staging"/);
        assert.equal(fs.existsSync(local.folder), false);
    });

    it("doesn't remember an address at which nobody answers, or nobody who speaks DynamoDB's protocol", async () => {
        const server = createServer((_request, response) => response.end("<html>"));
        const endpoint = await listening(server);
        assert.match((await local.fault("local up", { endpoint })).message, /^No emulator answers at http/);
        await new Promise((resolve) => server.close(resolve));
        assert.match((await local.fault("local up", { endpoint })).message, /ECONNREFUSED/);
        assert.equal(fs.existsSync(path.join(local.folder, "environment.json")), false);
    });

    it("takes an environment away whose emulator has gone for good", async () => {
        const moto = await startMoto();
        await local.run("local up", { endpoint: moto.endpoint });
        await moto.stop();
        assert.match((await local.fault("local up")).message, /^No emulator answers/);
        const { notes } = await local.run("local down");
        assert.match(notes, new RegExp(`if it comes back and has kept its data, ${TABLE}`, "i"));
        assert.deepEqual(fs.readdirSync(local.folder), []);
    });

    it("signs with credentials that are none, whatever the user has", async () => {
        const signatures = new Set<string>();
        const server = createServer((request, response) => {
            signatures.add(/Credential=([^/]+)/.exec(request.headers.authorization ?? "")?.[1] ?? "");
            response.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
            response.end(
                JSON.stringify({ __type: "com.amazonaws.dynamodb.v20120810#ValidationException", message: "no" }),
            );
        });
        const before = { ...process.env };
        Object.assign(process.env, { AWS_ACCESS_KEY_ID: "REAL", AWS_SECRET_ACCESS_KEY: "REAL", AWS_PROFILE: "real" });
        try {
            const { message } = await local.fault("local up", { endpoint: await listening(server) });
            assert.match(message, /has refused a call: ValidationException: no/);
        } finally {
            process.env = before;
            server.close();
        }
        assert.deepEqual([...signatures], ["test"]);
    });
});

describe("`plinth local` with a moto of its own", () => {
    let local: LocalEnvironment;
    beforeEach(() => (local = new LocalEnvironment()));
    afterEach(async () => {
        await local.run("local down");
        local.remove();
    });

    it("starts it once, and makes all anew after it was killed", async () => {
        const port = String(await freePort());
        const first = await local.run("local up", { port });
        assert.deepEqual(done(first), ALL_MADE);
        const { moto } = local.memory();
        assert.ok(moto !== undefined && isAlive(moto));
        assert.deepEqual(done(await local.run("local up")), []);
        assert.deepEqual(local.memory().moto, moto);

        process.kill(moto.pid, "SIGKILL");
        while (isAlive(moto)) {
            await new Promise((resolve) => setImmediate(resolve));
        }
        assert.match((await local.fault("local seed")).message, /moto, process \d+, has ended/);
        const anew = await local.run("local up");
        assert.match(anew.notes, new RegExp(`moto, process ${moto.pid}, has ended.*made anew`));
        assert.deepEqual(done(anew), ALL_MADE);
        assert.equal(anew.document.endpoint, first.document.endpoint);
    });

    it("says of a port that is taken that it is, and begins nothing", async () => {
        const server = createServer();
        const { port } = new URL(await listening(server));
        const { exit, message, advice } = await local.fault("local up", { port });
        assert.deepEqual([exit, message], ["machine", `Port ${port} of this machine is taken by another program.`]);
        assert.match(advice.join("\n"), /--port[\s\S]*--endpoint/);
        assert.equal(fs.existsSync(local.folder), false);
        await new Promise((resolve) => server.close(resolve));
    });

    it("ends no process that has only the id of the one that it started", async () => {
        await local.run("local up", { port: String(await freePort()) });
        const memory = local.memory();
        const { moto } = memory;
        assert.ok(moto !== undefined);
        const other = { ...memory, moto: { ...moto, started: "another boot/1" } };
        fs.writeFileSync(path.join(local.folder, "environment.json"), JSON.stringify(other));
        assert.deepEqual(done(await local.run("local down")), []);
        assert.ok(isAlive(moto));
        process.kill(moto.pid);
    });
});

describe("the command `plinth local`", () => {
    it("leaves its moto running, prints nothing but what was asked for, and ends it in another process", async function () {
        const directory = fs.mkdtempSync(path.join(os.tmpdir(), "plinth-local-"));
        const plinth = (...args: readonly string[]) =>
            spawnSync(process.execPath, [path.resolve(__dirname, "../../../bin/plinth.mjs"), "local", ...args], {
                cwd: directory,
                env: { ...process.env, PLINTH_DIRECTORY: directory, AWS_PROFILE: "real" },
                encoding: "utf8",
            });
        const port = String(await freePort());
        const client = new DynamoDBClient({
            endpoint: `http://127.0.0.1:${port}`,
            region: "eu-central-1",
            credentials: { accessKeyId: "test", secretAccessKey: "test" },
            maxAttempts: 1,
        });
        try {
            const up = plinth("up", "--port", port, "--json");
            assert.equal(up.status, 0, up.stderr);
            assert.match(up.stderr, /^moto is at http:\S+; it stays[^\n]*\n$/);
            const { changes, envFile } = JSON.parse(up.stdout) as LocalSummary;
            assert.equal(changes.length, ALL_MADE.length);
            assert.equal(envFile, path.join(directory, "local", "vendor-buckets.env"));
            assert.deepEqual((await client.send(new ListTablesCommand({}))).TableNames, [TABLE]);
            const seed = plinth("seed");
            assert.deepEqual([seed.status, seed.stderr], [0, ""]);
            const reconcile = plinth("reconcile");
            assert.deepEqual([reconcile.status, reconcile.stderr], [0, ""]);
            assert.match(reconcile.stdout, /^ {2}returned: 2$/m);
        } finally {
            const { status, stdout, stderr } = plinth("down");
            assert.deepEqual([status, stderr], [0, ""]);
            assert.match(stdout, /^ {2}removed {4}moto process \d+$/m);
            await assert.rejects(client.send(new ListTablesCommand({})), /ECONNREFUSED/);
            client.destroy();
            fs.rmSync(directory, { recursive: true });
        }
    });
});
