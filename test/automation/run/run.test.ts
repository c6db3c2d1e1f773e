import assert from "node:assert/strict";
import fs from "node:fs";
import { CommandFault } from "../../../automation/command-fault";
import type { Invocation } from "../../../automation/command-line";
import type { Context } from "../../../automation/run/context";
import { run } from "../../../automation/run/run";
import { fakeMachine, temporaryRepository, type FakeMachine, type TemporaryRepository } from "../support/machine";

const INVOCATION: Invocation = {
    verb: "up",
    environment: "staging",
    projects: [],
    sandbox: true,
    yes: false,
    json: false,
    quiet: false,
    verbose: false,
    allowDeleteFirst: [],
    targets: [],
    continueOnError: false,
    wait: false,
};

class ConfigError extends Error {
    override readonly name = "ConfigError";
}

describe("a run", () => {
    let repository: TemporaryRepository;
    let started: string[];
    beforeEach(() => {
        repository = temporaryRepository();
        started = [];
    });
    afterEach(() => repository.remove());

    /** A machine on which opening the engine, the sandbox or its lock is noticed. */
    const machine = (projects: Context["projects"], parts: Partial<Context> = {}): FakeMachine =>
        fakeMachine(repository.paths, projects, {
            engine: () => {
                started.push("engine");
                return Promise.reject(new Error("No Pulumi engine could be had:\n  - PATH: no `pulumi` on it"));
            },
            sandbox: () => {
                started.push("sandbox");
                return Promise.reject(new Error("no sandbox"));
            },
            withSandboxLock: (_log, work) => {
                started.push("lock");
                return work();
            },
            ...parts,
        });
    const faultOf = async (promise: Promise<unknown>): Promise<CommandFault> => {
        const error: unknown = await promise.then(
            () => undefined,
            (thrown: unknown) => thrown,
        );
        return error instanceof CommandFault ? error : assert.fail(String(error));
    };

    it("checks the configuration of every project before anything starts, and tells all faults in one message", async () => {
        const wrong = (words: string) => () => Promise.reject(new ConfigError(words));
        const projects = [
            repository.addProject("a", { environments: ["staging"], checkConfig: wrong("a is wrong") }),
            repository.addProject("b", { environments: ["staging"] }),
            repository.addProject("c", { environments: ["staging"], checkConfig: wrong("c is wrong") }),
        ];
        for (const verb of ["preview", "up"] as const) {
            const fault = await faultOf(run({ ...INVOCATION, verb }, machine(projects).context));
            assert.equal(fault.exitCode, 2);
            assert.equal(fault.message, "a: a is wrong\nc: c is wrong");
        }
        assert.deepEqual(started, []);
        assert.ok(!fs.existsSync(repository.paths.plinth));
    });

    it("takes a fault in the check itself for what it is", async () => {
        const broken = () => Promise.reject(new TypeError("x is not a function"));
        const project = repository.addProject("a", { environments: ["staging"], checkConfig: broken });
        await assert.rejects(run(INVOCATION, machine([project]).context), TypeError);
    });

    it("refuses to change real clouds when nobody can be asked and --yes isn't given", async () => {
        const project = repository.addProject("a", { environments: ["staging"] });
        for (const verb of ["up", "destroy"] as const) {
            const fault = await faultOf(run({ ...INVOCATION, verb, sandbox: false }, machine([project]).context));
            assert.equal(fault.exitCode, 2);
            assert.match(fault.message, /nobody is here to be asked/);
        }
        assert.deepEqual(started, []);
    });

    it("changes what people apply neither in CI nor unasked, before anything starts", async () => {
        const project = repository.addProject("a", { environments: ["pre"], appliedBy: "people" });
        const ask = { ...INVOCATION, environment: "pre", sandbox: false };
        const inCi = machine([project], { environment: { CI: "true" } });
        for (const verb of ["up", "refresh", "destroy"] as const) {
            assert.equal((await faultOf(run({ ...ask, verb }, inCi.context))).exitCode, 6);
            assert.equal((await faultOf(run({ ...ask, verb, yes: true }, machine([project]).context))).exitCode, 2);
        }
        assert.deepEqual(started, []);
    });

    it("ends with the engine's own exit code when there is no engine, and says why once", async () => {
        const projects = ["a", "b"].map((name) => repository.addProject(name, { environments: ["staging"] }));
        const { context, printed } = machine(projects);
        assert.equal(await run(INVOCATION, context), 3);
        assert.deepEqual(started, ["lock", "engine"]);
        assert.equal(printed.err.split("No Pulumi engine could be had").length, 2);
        assert.match(printed.err, /PATH: no `pulumi` on it/);
        assert.match(printed.out, /a \(staging\) {2}up not run/);
    });

    it("doesn't begin a further level after a failure", async () => {
        const projects = [
            repository.addProject("a", { environments: ["staging"] }),
            repository.addProject("b", { environments: ["staging"], dependsOn: ["a"] }),
        ];
        const { context, printed } = machine(projects);
        await run(INVOCATION, context);
        assert.match(printed.out, /b \(staging\) {2}up not run/);
    });

    it("prints the result as JSON alone on standard output when asked to", async () => {
        const project = repository.addProject("a", { environments: ["staging"] });
        const { context, printed } = machine([project]);
        await run({ ...INVOCATION, json: true }, context);
        const document = JSON.parse(printed.out) as { verb: string; stacks: { project: string; outcome: string }[] };
        assert.deepEqual(
            [document.verb, document.stacks.map(({ project: name, outcome }) => [name, outcome])],
            ["up", [["a", "not run"]]],
        );
    });

    it("leaves no signal handlers behind", async () => {
        const { context, signals } = machine([repository.addProject("a", { environments: ["staging"] })]);
        await run(INVOCATION, context);
        assert.deepEqual(signals.eventNames(), []);
    });

    it("needs neither engine nor sandbox to print the sandbox's outputs", async () => {
        const project = repository.addProject("a", { environments: ["staging"] });
        const resources = [{ urn: "urn:pulumi:staging::a::pulumi:pulumi:Stack::a-staging", outputs: { id: "vpc-1" } }];
        repository.write(
            ".plinth/sandbox/state/.pulumi/stacks/a/staging.json",
            JSON.stringify({ checkpoint: { latest: { resources } } }),
        );
        const { context, printed } = machine([project]);
        assert.equal(await run({ ...INVOCATION, verb: "outputs" }, context), 0);
        assert.equal(printed.out, "a (staging)\n  id  vpc-1\n");
        assert.deepEqual(started, []);
    });

    it("says which stacks have no outputs since they aren't there, after printing the others", async () => {
        const projects = ["a", "b"].map((name) => repository.addProject(name, { environments: ["staging"] }));
        repository.write(".plinth/sandbox/state/.pulumi/stacks/b/staging.json", "{}");
        const { context, printed } = machine(projects);
        assert.equal(await run({ ...INVOCATION, verb: "outputs" }, context), 1);
        assert.equal(
            printed.err,
            "error: There is no staging stack of a yet.\n  Create it with `plinth up staging --sandbox`.\n",
        );
        assert.equal(printed.out, "b (staging)\n  no outputs\n");
    });
});
