import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { Client } from "pg";
import { ServerFault } from "../../../automation/servers/machine";
import { startMoto } from "../../../automation/servers/moto";
import { startPostgres } from "../../../automation/servers/postgres";
import { freePort, startServer } from "../../../automation/servers/server-process";

describe("a server for tests and for `plinth local`", () => {
    it("is moto, which answers the SDK, and then is gone", async () => {
        const moto = await startMoto();
        const client = new DynamoDBClient({
            endpoint: moto.endpoint,
            region: "eu-central-1",
            credentials: { accessKeyId: "test", secretAccessKey: "test" },
            maxAttempts: 1,
        });
        assert.deepEqual((await client.send(new ListTablesCommand({}))).TableNames, []);
        await moto.stop();
        await assert.rejects(client.send(new ListTablesCommand({})), /ECONNREFUSED/);
        client.destroy();
    });

    it("is PostgreSQL, which asks for its password and leaves nothing", async () => {
        const server = await startPostgres({ settings: { max_connections: "17" } });
        const client = new Client({ connectionString: server.url("postgres") });
        await client.connect();
        const { rows } = await client.query("SHOW max_connections");
        assert.deepEqual(rows, [{ max_connections: "17" }]);
        const { rows: folders } = await client.query<{ folder: string }>(
            "SELECT current_setting('unix_socket_directories') AS folder",
        );
        const [{ folder = "" } = {}] = folders;
        const wrong = new Client({ connectionString: server.url("postgres").replace(server.password, "wrong") });
        await assert.rejects(wrong.connect(), /password authentication failed/);
        // The server says goodbye to whoever is still connected.
        client.on("error", () => undefined);
        assert.ok(existsSync(folder));
        await server.stop();
        assert.equal(existsSync(folder), false);
    });

    it("keeps its data in a folder that was given", async () => {
        const folder = mkdtempSync(path.join(tmpdir(), "plinth-servers-"));
        await (await startPostgres({ folder })).stop();
        assert.ok(existsSync(path.join(folder, "data", "PG_VERSION")));
        rmSync(folder, { recursive: true });
    });

    it("that ends before it answers says its last words", async () => {
        const script = "console.error('no room'); process.exit(3)";
        await assert.rejects(
            startServer({ name: "It", command: process.execPath, args: ["-e", script], port: await freePort() }),
            new ServerFault("It didn't start: it ended with 3. no room"),
        );
    });

    it("ends with a process that is killed", async function () {
        if (process.platform !== "linux") {
            this.skip();
        }
        const port = await freePort();
        const script = path.join(__dirname, "programs", "starts-a-server.ts");
        const child = spawn(process.execPath, ["--require", "./engine/typescript.cjs", script, String(port)], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        const [pid] = (await once(child.stdout, "data")) as [Buffer];
        child.kill("SIGKILL");
        await once(child, "exit");
        const isThere = (): boolean => spawnSync("kill", ["-0", pid.toString().trim()]).status === 0;
        while (isThere()) {
            await new Promise((resolve) => setTimeout(resolve, 10));
        }
    });

    it("that isn't there is named", async () => {
        await assert.rejects(
            startServer({ outlives: true, name: "It", command: "/nowhere/server", args: [], port: await freePort() }),
            /^ServerFault: It didn't start: spawn \/nowhere\/server ENOENT/,
        );
    });
});
