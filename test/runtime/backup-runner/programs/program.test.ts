import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import {
    feed,
    OutputOf,
    startProgram,
    withProgram,
    type ProgramCall,
    type ProgramEnd,
    type StartProgram,
} from "../../../../runtime/backup-runner/programs/program";
import { clientMajor, findTool } from "../../../../runtime/backup-runner/programs/tools";
import { FakePrograms, NEVER } from "../support/fake-world";

/** A program in Node that does what the code says. */
function script(code: string, env: Readonly<Record<string, string>> = {}): ProgramCall {
    return { command: process.execPath, args: ["-e", code], env };
}

const FOREVER = "process.stdin.resume(); setInterval(() => undefined, 1000)";

describe("a program that is started", () => {
    it("has what it writes let through when it ends well, and an error in its place when it doesn't", async () => {
        const outcome = (code: string): Promise<string> =>
            withProgram(startProgram, script(code), NEVER, async (program) => {
                const output = new OutputOf(program, "pg_dump");
                const [written] = await Promise.all([text(output), pipeline(program.stdout, output)]);
                return written;
            });
        assert.equal(await outcome("process.stdout.write('rows')"), "rows");
        const dying = "process.stdout.write('rows'); console.error('first line\\nlast words'); process.exitCode = 3";
        await assert.rejects(outcome(dying), /pg_dump ended with exit code 3: first line \| last words\. Put right/);
        await assert.rejects(outcome("process.kill(process.pid, 'SIGKILL')"), /pg_dump was ended by SIGKILL/);
    });

    it("gets nothing of this process's environment but PATH", async () => {
        process.env["PLINTH_TEST_SECRET"] = "sesame";
        const code = "process.stdout.write(JSON.stringify(process.env))";
        const written = await withProgram(startProgram, script(code, { PGHOST: "h" }), NEVER, ({ stdout }) =>
            text(stdout),
        );
        delete process.env["PLINTH_TEST_SECRET"];
        const names = Object.keys(JSON.parse(written) as object).filter((name) => !name.startsWith("__"));
        assert.deepEqual(names.sort(), ["LC_ALL", "PATH", "PGHOST"]);
    });

    it("is gone when the work with it ends, whether or not that went well", async () => {
        const ends: Promise<ProgramEnd>[] = [];
        const call = script(FOREVER);
        await withProgram(startProgram, call, NEVER, async ({ ended }) => void ends.push(ended));
        const failing = withProgram(startProgram, call, NEVER, async ({ ended }) => {
            ends.push(ended);
            throw new Error("the work failed");
        });
        await assert.rejects(failing, /the work failed/);
        assert.deepEqual(
            (await Promise.all(ends)).map(({ text: how }) => how),
            ["was ended by SIGTERM", "was ended by SIGTERM"],
        );
    });

    it("is ended when the signal says so", async () => {
        const controller = new AbortController();
        const work = withProgram(startProgram, script(FOREVER), controller.signal, async ({ ended }) => {
            controller.abort(new Error("enough"));
            return (await ended).text;
        });
        assert.match(await work, /was ended by SIGTERM/);
    });

    it("tells why it could not be started", async () => {
        const { ended } = startProgram({ command: "/nowhere/pg_dump", args: [], env: {} });
        assert.deepEqual(await ended, {
            succeeded: false,
            text: "could not be started: spawn /nowhere/pg_dump ENOENT",
        });
    });

    it("sees the end of its input only when all has come", async () => {
        async function* pieces(): AsyncGenerator<Buffer> {
            yield Buffer.from("one ");
            yield Buffer.from("two");
        }
        async function* failing(): AsyncGenerator<Buffer> {
            yield Buffer.from("one ");
            throw new Error("altered");
        }
        const echo = script(
            "process.stdin.on('end', () => process.stdout.write('[end]')).pipe(process.stdout, {end: false})",
        );
        const written = withProgram(startProgram, echo, NEVER, async (program) => {
            await feed(pieces(), program);
            return text(program.stdout);
        });
        assert.equal(await written, "one two[end]");
        let output: Promise<string> | undefined;
        const failed = withProgram(startProgram, echo, NEVER, async (program) => {
            output = new Promise((resolve) => {
                let seen = "";
                program.stdout.on("data", (piece: Buffer) => (seen += piece.toString()));
                program.stdout.once("close", () => resolve(seen));
            });
            await feed(failing(), program);
        });
        await assert.rejects(failed, /altered/);
        assert.ok(!(await output)?.includes("[end]"));
    });
});

describe("PostgreSQL's client", () => {
    it("tells its version", async () => {
        assert.equal(clientMajor("pg_dump (PostgreSQL) 16.4 (Debian 16.4-1.pgdg120+1)"), 16);
        assert.equal(clientMajor("pg_dump (PostgreSQL) 18beta1"), 18);
        assert.equal(clientMajor("pg_dump 9"), undefined);
        const fake = new FakePrograms();
        assert.deepEqual(await findTool((call) => fake.start(call), "pg_restore", { folder: "/pg/bin" }, NEVER), {
            command: "/pg/bin/pg_restore",
            version: "pg_restore (PostgreSQL) 16.4",
            major: 16,
        });
    });

    it("is missed where it isn't", async () => {
        await assert.rejects(
            findTool(startProgram, "pg_dump", { folder: "/nowhere" }, NEVER),
            /\/nowhere\/pg_dump can't be used: could not be started.*PG_BIN/,
        );
    });

    /** What is started in its place goes on until it is ended. */
    const hanging: StartProgram = () => startProgram(script(FOREVER));

    it("is not waited for when the signal says so", async () => {
        const controller = new AbortController();
        const start: StartProgram = (call) => {
            setImmediate(() => controller.abort(new Error("enough")));
            return hanging(call);
        };
        await assert.rejects(findTool(start, "pg_dump", { folder: undefined }, controller.signal), /^Error: enough/);
    });

    it("is not waited for without end", async () => {
        await assert.rejects(findTool(hanging, "pg_dump", { folder: undefined, patienceMs: 1 }, NEVER), {
            message: /^pg_dump can't be used: it tells no version within 0\.001 s\. .*PG_BIN/,
        });
    });
});
