import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { CommandFault } from "../../../automation/command-fault";
import {
    engineRecords,
    forgetEngines,
    recordEngine,
    settleEngines,
    thisMachine,
    type EngineWork,
    type ProcessTable,
    type SettleOptions,
} from "../../../automation/recovery/engine-records";
import { processStart } from "../../../engine/lock";

const WORK: EngineWork = { target: "cloud", project: "foundation", stack: "staging", verb: "up" };
const ENGINE = 4711;

describe("records of engines", () => {
    let directory = "";

    beforeEach(() => (directory = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "plinth-engines-")), "engines")));
    afterEach(() => fs.rmSync(path.dirname(directory), { recursive: true, force: true }));

    /** A machine whose clock only goes on in pauses; `ended` processes are gone from the given second on. */
    function machine(ended: Readonly<Record<number, number>>, kill = (_pid: number): void => undefined): ProcessTable {
        let clock = Date.parse("2026-11-21T10:00:00Z");
        const begin = clock;
        const hasEnded = (pid: number): boolean => (clock - begin) / 1000 >= (ended[pid] ?? Number.POSITIVE_INFINITY);
        return {
            here: { host: "laptop", machine: "m-1", boot: "boot-1", namespace: "" },
            startOf: (pid) => (hasEnded(pid) ? undefined : `start of ${pid}`),
            bootedAt: begin - 1000,
            kill,
            now: () => clock,
            pause: (ms, signal) => {
                signal?.throwIfAborted();
                clock += ms;
                return Promise.resolve();
            },
        };
    }

    function settle(
        table: ProcessTable,
        more: Partial<SettleOptions> = {},
    ): Promise<{ readonly ended: readonly number[]; readonly notes: readonly string[] }> {
        const notes: string[] = [];
        const options = {
            directory,
            target: "cloud",
            note: (line: string) => notes.push(line),
            table,
            ...more,
        } as const;
        return settleEngines(options).then((records) => ({ ended: records.map(({ engine }) => engine.pid), notes }));
    }

    it("are there from an engine's start to its end", () => {
        const ended = recordEngine(directory, ENGINE, WORK, machine({}));
        assert.deepEqual(engineRecords(directory), [
            {
                engine: { pid: ENGINE, started: `start of ${ENGINE}` },
                driver: { pid: process.pid, started: `start of ${process.pid}` },
                place: { host: "laptop", machine: "m-1", boot: "boot-1", namespace: "" },
                ...WORK,
                startedAt: "2026-11-21T10:00:00.000Z",
            },
        ]);
        ended();
        assert.deepEqual(fs.readdirSync(directory), []);
    });

    it("are none where no engine was ever started, and where a power cut left half of one", () => {
        assert.deepEqual(engineRecords(directory), []);
        fs.mkdirSync(directory);
        fs.writeFileSync(path.join(directory, "1-1.json"), '{"engine":{"pid":1');
        fs.writeFileSync(path.join(directory, "2-2.json"), "{}");
        assert.deepEqual(engineRecords(directory), []);
    });

    it("leave an engine alone whose driver lives", async () => {
        recordEngine(directory, ENGINE, WORK, machine({}));
        assert.deepEqual(await settle(machine({})), { ended: [], notes: [] });
        assert.equal(engineRecords(directory).length, 1);
    });

    it("wait on real clouds for an engine without driver, and tell of it every ten seconds", async () => {
        recordEngine(directory, ENGINE, WORK, machine({}));
        const { ended, notes } = await settle(machine({ [process.pid]: 0, [ENGINE]: 25 }));
        assert.deepEqual(ended, [ENGINE]);
        const who = `foundation: the engine (process ${ENGINE}) of a \`up\` whose plinth (process ${process.pid}) was killed`;
        assert.deepEqual(notes, [
            `${who} is still at work; waiting for it to end`,
            `foundation: waiting for process ${ENGINE}, 10 s`,
            `foundation: waiting for process ${ENGINE}, 20 s`,
            `foundation: process ${ENGINE} has ended`,
        ]);
    });

    it("give up waiting after the limit, and at Ctrl-C", async () => {
        recordEngine(directory, ENGINE, WORK, machine({}));
        const alone = { [process.pid]: 0 };
        await assert.rejects(settle(machine(alone), { limitSeconds: 60 }), (error) => {
            assert.ok(error instanceof CommandFault);
            assert.equal(error.exitCode, 4);
            assert.match(error.message, /process 4711.* is still at work after 60 s/);
            return true;
        });
        const stopped = settle(machine(alone), { signal: AbortSignal.abort(new Error("Ctrl-C")) });
        await assert.rejects(stopped, /Stopped while waiting for process/);
    });

    it("wait only for engines of the stacks that are worked on", async () => {
        recordEngine(directory, ENGINE, WORK, machine({}));
        const others = await settle(machine({ [process.pid]: 0 }), { stacks: ["data/staging"] });
        assert.deepEqual(others, { ended: [], notes: [] });
    });

    it("keep the proof that an engine has ended until it's no longer needed", async () => {
        recordEngine(directory, ENGINE, WORK, machine({}));
        const gone = machine({ [process.pid]: 0, [ENGINE]: 0 });
        assert.deepEqual((await settle(gone)).ended, [ENGINE]);
        assert.deepEqual((await settle(gone)).ended, [ENGINE]);
        forgetEngines(directory, engineRecords(directory));
        assert.deepEqual((await settle(gone)).ended, []);
    });

    it("never have a run in the sandbox end an engine that works on real clouds", async () => {
        recordEngine(directory, ENGINE, WORK, machine({}));
        const killed: number[] = [];
        const table = machine({ [process.pid]: 0 }, (pid) => killed.push(pid));
        assert.deepEqual(await settle(table, { target: "sandbox" }), { ended: [], notes: [] });
        assert.deepEqual(killed, []);
    });

    it("say so when an engine isn't ours to end, and when it doesn't end", async () => {
        recordEngine(directory, ENGINE, { ...WORK, target: "sandbox" }, machine({}));
        const forbidden = machine({ [process.pid]: 0 }, () => {
            throw new Error("EPERM: not permitted");
        });
        await assert.rejects(settle(forbidden, { target: "sandbox" }), /can't be ended: EPERM/);
        await assert.rejects(
            settle(machine({ [process.pid]: 0 }), { target: "sandbox" }),
            /has not ended 10 s after it was killed/,
        );
    });

    describe("of real processes", () => {
        let engine: ChildProcess;

        beforeEach(async () => {
            const code = "process.on('SIGINT', () => 0); setInterval(() => 0, 1000); console.log('ready')";
            engine = spawn(process.execPath, ["-e", code], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
            assert.ok(engine.stdout);
            await once(engine.stdout, "data");
        });
        afterEach(() => engine.kill("SIGKILL"));

        /** As another process has written it down, which is gone since. */
        function leaveRecord(): number {
            const pid = engine.pid ?? 0;
            const here = thisMachine();
            const driver = {
                ...here,
                startOf: (one: number) => (one === pid ? processStart(one) : "a start of long ago"),
            };
            recordEngine(directory, pid, { ...WORK, target: "sandbox" }, driver);
            return pid;
        }

        it("end one in the sandbox whose driver is gone", async function () {
            // It leads a process group and is ended by a signal: Windows has neither.
            if (process.platform === "win32") {
                this.skip();
            }
            const pid = leaveRecord();
            const exit = once(engine, "exit");
            const { ended, notes } = await settle(thisMachine(), { target: "sandbox" });
            assert.deepEqual(ended, [pid]);
            assert.match(notes.join(), new RegExp(`process ${pid}.* was killed is ended`));
            assert.deepEqual(await exit, [null, "SIGKILL"]);
        });

        it("don't touch one whose driver is this very process", async () => {
            recordEngine(directory, engine.pid ?? 0, { ...WORK, target: "sandbox" });
            assert.deepEqual(await settle(thisMachine(), { target: "sandbox" }), { ended: [], notes: [] });
            assert.doesNotThrow(() => process.kill(engine.pid ?? 0, 0));
        });
    });
});
