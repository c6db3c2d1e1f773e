import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { CommandFault } from "../../../automation/command-fault";
import { confirm, consoleFor, questionFor, requireAnswerer } from "../../../automation/run/confirm";
import { watchSignals } from "../../../automation/run/interruption";

const exitOf = (exit: string) => (error: unknown) => error instanceof CommandFault && error.exit === exit;

describe("asking before real clouds are changed", () => {
    const console = () => ({ input: new PassThrough(), output: new PassThrough() });
    const interruption = () => watchSignals(new EventEmitter(), { first: () => undefined, second: () => undefined });
    const answered = (text: string, verb: "up" | "destroy"): Promise<void> => {
        const streams = console();
        streams.input.end(text);
        return confirm(streams, questionFor(verb, "production"), interruption());
    };

    it("keeps standard output for the document when one is asked for", () => {
        const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
        assert.equal(consoleFor({ json: true }, { stdin, stdout, stderr }).output, stderr);
        assert.equal(consoleFor({ json: false }, { stdin, stdout, stderr }).output, stdout);
    });

    it("takes a yes for an up, and nothing less", async () => {
        await answered("yes\n", "up");
        await assert.rejects(answered("y\n", "up"), exitOf("declined"));
        await assert.rejects(answered("\n", "up"), exitOf("declined"));
    });

    it("wants the environment's name for a destroy", async () => {
        await answered(" production \n", "destroy");
        await assert.rejects(answered("yes\n", "destroy"), exitOf("declined"));
    });

    it("takes the end of input for a no", async () => {
        await assert.rejects(answered("", "up"), exitOf("declined"));
    });

    it("is over at Ctrl-C", async () => {
        const watched = interruption();
        const question = confirm(console(), questionFor("up", "production"), watched);
        watched.interrupt();
        await assert.rejects(question, exitOf("interrupted"));
    });

    it("is refused before anything starts when nobody is there to answer", () => {
        assert.throws(
            () => requireAnswerer(console(), "up"),
            (error) => {
                assert.ok(error instanceof CommandFault);
                assert.equal(error.exitCode, 2);
                assert.match([error.message, ...error.advice].join(" "), /--yes/);
                return true;
            },
        );
    });
});

describe("signals", () => {
    it("stop gracefully at the first one and at once at the second, whichever they are", () => {
        const source = new EventEmitter();
        const heard: string[] = [];
        const watched = watchSignals(source, {
            first: () => heard.push(`first ${watched.signal.aborted}`),
            second: () => heard.push("second"),
        });
        source.emit("SIGINT");
        assert.ok(watched.signal.aborted);
        source.emit("SIGTERM");
        assert.deepEqual(heard, ["first false", "second"]);
    });

    it("are left alone once the run is over", () => {
        const source = new EventEmitter();
        watchSignals(source, { first: () => undefined, second: () => undefined }).close();
        assert.deepEqual(source.eventNames(), []);
    });
});
