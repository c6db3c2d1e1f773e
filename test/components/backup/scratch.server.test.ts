import assert from "node:assert/strict";
import { type ChildProcess, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Client } from "pg";
import { thisMachine } from "../../../automation/servers/machine";
import { identityIn } from "../../../automation/servers/postgres";
import { ensurePostgres } from "../../../automation/servers/postgres-install";
import { freePort, LOOPBACK, startServer, stopServer } from "../../../automation/servers/server-process";
import { recordBackup } from "./fixtures";

interface Scratch {
    readonly entryPoint: readonly string[];
    readonly command: readonly string[];
    readonly environment: readonly { readonly name: string; readonly value: string }[];
    readonly mountPoints: readonly { readonly containerPath: string }[];
    readonly healthCheck: { readonly command: readonly string[] };
}

/** As the task's revision has it. */
async function scratchContainer(): Promise<{ readonly scratch: Scratch; readonly url: string }> {
    const { inputs } = (await recordBackup()).find("aws:ecs/taskDefinition:TaskDefinition", "backup-verify");
    const [check, scratch] = JSON.parse(String(inputs["containerDefinitions"])) as [Scratch, Scratch];
    const url = check.environment.find(({ name }) => name === "SCRATCH_DATABASE_URL")?.value ?? "";
    return { scratch, url };
}

describe("the scratch database beside the check", function () {
    this.timeout(120_000);

    let folder: string;
    let child: ChildProcess | undefined;
    let port: number;
    let url: string;

    before(async () => {
        const made = await scratchContainer();
        const binaries = await ensurePostgres(thisMachine());
        // In the place of the volume, which is the container's user's.
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "plinth-scratch-"));
        const identity = identityIn(folder);
        port = await freePort();
        url = made.url;
        const { entryPoint, command, environment, mountPoints, healthCheck } = made.scratch;
        const [volume = ""] = mountPoints.map(({ containerPath }) => containerPath);
        const given = environment.map(({ name, value }) => [name, value.replace(volume, folder)] as const);
        const variables = { PATH: [binaries, process.env["PATH"]].join(path.delimiter), PGPORT: String(port) };
        const [shell = "", ...args] = [...entryPoint, ...command];
        const [, probe = "", ...probed] = healthCheck.command;
        const env = { ...variables, ...Object.fromEntries(given) };
        const isReady = (): boolean => spawnSync(probe, probed, { env }).status === 0;
        child = await startServer({
            name: "The scratch database",
            command: shell,
            args,
            port,
            env,
            isReady,
            ...identity,
        });
    });

    after(async () => {
        if (child !== undefined) {
            await stopServer(child, "SIGINT");
        }
        fs.rmSync(folder, { recursive: true, force: true });
    });

    async function ask(text: string): Promise<readonly unknown[]> {
        const address = new URL(url);
        address.port = String(port);
        const client = new Client({ connectionString: address.href });
        await client.connect();
        try {
            return (await client.query<{ value: unknown }>(text)).rows.map(({ value }) => value);
        } finally {
            await client.end();
        }
    }

    it("is healthy, and lets the check in by the address that it is given, as a superuser", async () => {
        assert.deepEqual(await ask("SELECT rolsuper AS value FROM pg_roles WHERE rolname = current_user"), [true]);
    });

    it("takes text of every language, and what a restore makes", async () => {
        assert.deepEqual(await ask("SELECT pg_encoding_to_char(encoding) AS value FROM pg_database"), [
            "UTF8",
            "UTF8",
            "UTF8",
        ]);
        await ask("CREATE TABLE customers AS SELECT 'Zoë Ŝmið' AS name");
        assert.deepEqual(await ask("SELECT name AS value FROM customers"), ["Zoë Ŝmið"]);
    });

    it("is reached by the loopback address alone, and keeps its files in the volume", async () => {
        const settings = "'data_directory', 'listen_addresses', 'unix_socket_directories'";
        const where = await ask(`SELECT setting AS value FROM pg_settings WHERE name IN (${settings}) ORDER BY name`);
        assert.deepEqual(where, [path.join(folder, "scratch"), LOOPBACK, ""]);
        assert.deepEqual(fs.readdirSync(folder), ["scratch"]);
    });

    it("ends by itself on the signal that ECS sends: the shell has made way for it", async () => {
        assert.ok(child !== undefined);
        await stopServer(child, "SIGTERM");
        assert.deepEqual([child.exitCode, child.signalCode], [0, null]);
    });
});
