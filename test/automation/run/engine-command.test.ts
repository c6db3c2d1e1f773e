import assert from "node:assert/strict";
import { EngineCommand, EngineCommandError, localAnswer, rewritten } from "../../../automation/run/engine-command";

/** Node in the engine's place: `-e` and a script instead of engine arguments. */
const node = (env: Record<string, string> = {}): EngineCommand =>
    new EngineCommand({ path: process.execPath, version: "3.220.0", env });
const script = (code: string): string[] => ["-e", code, "--"];

describe("the engine command", () => {
    it("answers what the Automation API asks after an operation and nobody reads", () => {
        assert.equal(localAnswer(["stack", "output", "--json", "--show-secrets", "--stack", "s"], false), "{}");
        assert.equal(localAnswer(["stack", "history", "--json", "--page-size", "1"], false), "[]");
    });

    it("answers for the existence of a stack only when that's known", () => {
        assert.equal(localAnswer(["stack", "select", "--stack", "s"], true), "");
        assert.equal(localAnswer(["stack", "select", "--stack", "s"], false), undefined);
    });

    it("asks the engine everything else", () => {
        for (const args of [["up", "--yes"], ["preview"], ["destroy"], ["stack", "init", "s"], ["cancel"], ["stack"]]) {
            assert.equal(localAnswer(args, true), undefined);
        }
    });

    it("leaves the user's selected stack selected", () => {
        assert.deepEqual(rewritten(["stack", "select", "--stack", "s"]), [
            ..."stack --show-name --stack s --non-interactive".split(" "),
        ]);
        assert.deepEqual(rewritten(["stack", "init", "s"]), "stack init --no-select s --non-interactive".split(" "));
        assert.deepEqual(rewritten(["up", "--non-interactive"]), ["up", "--non-interactive"]);
    });

    it("gives the engine exactly the environment it was made with", async () => {
        process.env["PLINTH_TEST_LEAK"] = "leaked";
        try {
            const code = "console.log(JSON.stringify(process.env))";
            const { stdout } = await node({ ONE: "1" }).run(script(code), ".", { TWO: "2" });
            const {
                PATH: searched,
                __CF_USER_TEXT_ENCODING: _mac,
                // Node itself hands it on when coverage is measured.
                NODE_V8_COVERAGE: _coverage,
                ...rest
            } = JSON.parse(stdout) as Record<string, string>;
            assert.deepEqual(rest, { ONE: "1", TWO: "2", PULUMI_AUTOMATION_API: "true" });
            assert.ok(process.execPath.startsWith(searched ?? "-"));
        } finally {
            delete process.env["PLINTH_TEST_LEAK"];
        }
    });

    it("hands output over as it comes and keeps it for the result", async () => {
        const heard: string[] = [];
        const result = await node().run(
            script("console.log('out'); console.error('err')"),
            ".",
            {},
            (chunk) => heard.push(`o:${chunk}`),
            (chunk) => heard.push(`e:${chunk}`),
        );
        assert.deepEqual(heard.sort(), ["e:err\n", "o:out\n"]);
        assert.deepEqual([result.stdout, result.stderr, result.code], ["out\n", "err\n", 0]);
    });

    it("fails with exit code and both outputs", async () => {
        const run = node().run(script("console.log('out'); console.error('no'); process.exitCode = 255"), ".", {});
        await assert.rejects(run, (error) => {
            assert.ok(error instanceof EngineCommandError);
            assert.deepEqual([error.exitCode, error.stdout, error.stderr], [255, "out\n", "no\n"]);
            return true;
        });
    });

    it("fails when the engine can't be started", async () => {
        const missing = new EngineCommand({ path: "/nowhere/pulumi", version: "3.220.0", env: {} });
        await assert.rejects(missing.run(["up"], ".", {}), (error) => {
            assert.ok(error instanceof EngineCommandError);
            assert.match(error.stderr, /ENOENT/);
            return true;
        });
    });

    it("passes an abort on as an interrupt and waits for the engine's own end", async function () {
        if (process.platform === "win32") {
            this.skip();
        }
        const controller = new AbortController();
        const code = `process.on("SIGINT", () => { console.log("stopping"); clearInterval(alive); });
            const alive = setInterval(() => undefined, 1000); console.log("ready");`;
        const ready = (chunk: string): void => (chunk.includes("ready") ? controller.abort() : undefined);
        const { stdout } = await node().run(script(code), ".", {}, ready, undefined, controller.signal);
        assert.equal(stdout, "ready\nstopping\n");
    });

    it("ends what runs at once when it's killed", async () => {
        const engine = node();
        const code = `process.on("SIGINT", () => undefined); setInterval(() => undefined, 1000); console.log("ready");`;
        const run = engine.run(script(code), ".", {}, () => engine.kill());
        await assert.rejects(run, (error) => error instanceof EngineCommandError && error.exitCode === undefined);
    });

    describe("tells of the processes it starts", () => {
        const told: string[] = [];
        const onStart = (pid: number, [first = ""]: readonly string[]): (() => void) => {
            assert.doesNotThrow(() => process.kill(pid, 0));
            told.push(`started ${first}`);
            return () => told.push("ended");
        };
        const telling = (listener: typeof onStart): EngineCommand =>
            new EngineCommand({ path: process.execPath, version: "3.220.0", env: {}, onStart: listener });

        beforeEach(() => told.splice(0));

        it("when they start and when they have ended, well or badly", async () => {
            await telling(onStart).run(script("0"), ".", {});
            assert.deepEqual(told, ["started -e", "ended"]);
            await assert.rejects(telling(onStart).run(script("process.exitCode = 1"), ".", {}), EngineCommandError);
            assert.deepEqual(told, ["started -e", "ended", "started -e", "ended"]);
        });

        it("never when none could be started", async () => {
            const missing = new EngineCommand({ path: "/nowhere/pulumi", version: "3.220.0", env: {}, onStart });
            await assert.rejects(missing.run(["up"], ".", {}), EngineCommandError);
            assert.deepEqual(told, []);
        });

        it("and ends one at once that nobody could be told of", async () => {
            let pid = 0;
            const failing = telling((started) => {
                pid = started;
                throw new Error("the disk is full");
            });
            await assert.rejects(
                failing.run(script("setInterval(() => 0, 1000)"), ".", {}),
                /^Error: the disk is full$/,
            );
            assert.throws(() => process.kill(pid, 0), /ESRCH/);
        });
    });
});
