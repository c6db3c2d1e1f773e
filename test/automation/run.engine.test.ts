import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import * as pulumi from "@pulumi/pulumi";
import { getMonitor } from "@pulumi/pulumi/runtime/settings";
import { defineContract, exportOutputs, readContract, stackReferenceName } from "../../contracts/contract";
import type { Invocation, Verb } from "../../automation/command-line";
import type { Program } from "../../automation/projects";
import type { Context } from "../../automation/run/context";
import { run } from "../../automation/run/run";
import { ensureEngine } from "../../engine";
import { fakeMachine, temporaryRepository, type FakeMachine, type TemporaryRepository } from "./support/machine";

const CANARY = "canary-77e0b1";

const baseContract = defineContract({ project: "base", version: 1, outputs: { url: "string", port: "number" } });

/** Exports one value that is known in a preview, and one that isn't. */
const exporter: Program = () => {
    const address = new pulumi.Stash("address", { input: "10.0.0.7" });
    const url = address.output.apply(String);
    return Promise.resolve(exportOutputs(baseContract, { url, port: 8080 }));
};

/** Reads them; `seen` is what it got to know. */
function reader(seen: Record<string, unknown>): Program {
    return () => {
        const { url, port } = readContract(baseContract, stackReferenceName(baseContract, pulumi.getStack()));
        port.apply((value) => (seen["port"] = value));
        new pulumi.Stash("client", { input: pulumi.interpolate`${url}:${port}` });
        return Promise.resolve({ endpoint: pulumi.interpolate`${url}:${port}` });
    };
}

/** The connection to the engine breaks once, as it may on a busy machine, and is there again for the next call. */
function loseFirstRegistration(): void {
    const monitor = getMonitor() as unknown as Record<string, unknown>;
    const { registerResource } = monitor;
    monitor["registerResource"] = (...given: readonly unknown[]): void => {
        monitor["registerResource"] = registerResource;
        const answer = given.at(-1) as (error: Error) => void;
        setImmediate(() => answer(Object.assign(new Error("No connection established"), { code: 14 })));
    };
}

/** Resources of the engine's own: they need no provider, so that these tests are about the command alone. */
function stashes(prefix: string, count: number, input: string): void {
    for (let index = 0; index < count; index += 1) {
        new pulumi.Stash(`${prefix}-${index}`, { input });
    }
}

describe("plinth with the real engine", () => {
    let repository: TemporaryRepository;
    let attached: number;
    let programs: Record<"base" | "left" | "right", Program>;

    beforeEach(() => {
        repository = temporaryRepository();
        repository.write("passphrase", "only for this test");
        attached = 0;
        const program =
            (name: string): Program =>
            () => {
                stashes(name, 3, "one");
                return Promise.resolve({ name, password: pulumi.secret(CANARY) });
            };
        programs = { base: program("base"), left: program("left"), right: program("right") };
    });
    afterEach(() => repository.remove());

    function machine(): FakeMachine {
        const project = (name: keyof typeof programs, ...dependsOn: string[]) =>
            repository.addProject(name, {
                environments: ["staging"],
                dependsOn,
                program: () => programs[name](),
            });
        const parts: Pick<Context, "engine" | "sandbox"> = {
            engine: (log) => ensureEngine({ log }),
            sandbox: () =>
                Promise.resolve({
                    passphraseFile: `${repository.root}/passphrase`,
                    attach: () => {
                        attached += 1;
                        return Promise.resolve({
                            env: {},
                            close: () => {
                                attached -= 1;
                                return Promise.resolve();
                            },
                        });
                    },
                    inspect: () => undefined,
                    find: () => Promise.resolve([]),
                    remainder: () => [],
                    close: () => Promise.resolve(),
                }),
        };
        return fakeMachine(
            repository.paths,
            [project("right", "base"), project("left", "base"), project("base")],
            parts,
        );
    }

    interface Ran {
        readonly code: number;
        readonly out: string;
        readonly err: string;
    }

    async function plinth(
        verb: Verb,
        more: Partial<Invocation> = {},
        begun?: (fake: FakeMachine) => void,
    ): Promise<Ran> {
        const fake = machine();
        begun?.(fake);
        const invocation = {
            ...{ verb, environment: "staging", projects: [], sandbox: true },
            ...{ yes: false, json: false, quiet: true, verbose: false, allowDeleteFirst: [] },
            ...{ targets: [], continueOnError: false, wait: false },
            ...more,
        };
        const code = await run(invocation, fake.context);
        assert.equal(attached, 0, "a server was left running");
        return { code, ...fake.printed };
    }

    it("takes an environment through preview, up, an empty up, a change, outputs and destroy", async () => {
        const preview = await plinth("preview");
        assert.equal(preview.code, 0);
        assert.match(preview.out, /base \(staging\) {2}preview {2}4 to create, 0 to update/);

        const up = await plinth("up");
        assert.equal(up.code, 0);
        // In dependency order.
        assert.ok(up.out.indexOf("base (staging)") < up.out.indexOf("left (staging)"));
        assert.match(up.out, /left \(staging\) {2}up {2}4 created/);
        assert.match(up.out, /password {2}\[secret\]/);

        assert.match((await plinth("up")).out, /base \(staging\) {2}up {2}0 created.* 4 unchanged/);

        programs.left = () => {
            stashes("left", 2, "two");
            return Promise.resolve({});
        };
        assert.match((await plinth("up", { projects: ["left"] })).out, /0 created, 2 updated, 0 replaced, 1 deleted/);

        const outputs = await plinth("outputs", { json: true, projects: ["base"] });
        const document = JSON.parse(outputs.out) as { readonly outputs: unknown };
        assert.deepEqual(document.outputs, { base: { name: "base", password: "[secret]" } });

        const destroy = await plinth("destroy");
        assert.ok(destroy.out.indexOf("left (staging)") < destroy.out.indexOf("base (staging)"));
        assert.match(destroy.out, /base \(staging\) {2}destroy {2}4 deleted/);
        assert.match((await plinth("destroy")).out, /base \(staging\) {2}destroy {2}0 deleted/);
    });

    it("previews an environment whole that isn't there yet, each stack with what the others foretell", async () => {
        const seen: Record<string, unknown> = {};
        programs = { base: exporter, left: reader(seen), right: reader({}) };
        const preview = await plinth("preview");
        assert.equal(preview.code, 0, preview.out);
        assert.deepEqual(seen, { port: 8080 });
        assert.match(preview.out, /left \(staging\) {2}preview {2}2 to create/);
        const up = await plinth("up");
        assert.equal(up.code, 0, up.out);
        assert.match(up.out, /endpoint {2}10\.0\.0\.7:8080/);
        const again = await plinth("preview");
        assert.match(again.out, /left \(staging\) {2}preview {2}0 to create, 0 to update, 0 to replace, 0 to delete/);
    });

    it("writes into the state what no preview shows, such as protection that was taken away", async () => {
        let protect = true;
        programs.base = () => {
            new pulumi.Stash("kept", { input: "x" }, { protect });
            return Promise.resolve({});
        };
        const base = { projects: ["base"] };
        assert.equal((await plinth("up", base)).code, 0);
        const refused = await plinth("destroy", base);
        assert.equal(refused.code, 6);
        assert.match(refused.err, /staging isn't destroyed.*\n {2}base: kept \(pulumi:index:Stash\): protect\n/);
        protect = false;
        assert.match((await plinth("up", base)).out, /up {2}0 created, 0 updated/);
        assert.equal((await plinth("destroy", base)).code, 0);
    });

    it("stops the previews that wait for one that fails, and doesn't count them as run", async () => {
        programs = { base: () => Promise.reject(new Error("base is wrong")), left: reader({}), right: reader({}) };
        const { code, out } = await plinth("preview");
        assert.equal(code, 1);
        assert.match(out, /base \(staging\) {2}preview failed/);
        assert.match(out, /left \(staging\) {2}preview not run/);
        assert.match(out, /right \(staging\) {2}preview not run/);
    });

    it("begins no update when the configuration was edited while it was previewed", async () => {
        programs.base = () => {
            if (pulumi.runtime.isDryRun()) {
                repository.write("base/Pulumi.staging.yaml", "config:\n  base:colour: red\n");
            }
            stashes("base", 1, "one");
            return Promise.resolve({});
        };
        const { code, out } = await plinth("up", { projects: ["base"] });
        assert.equal(code, 6);
        assert.match(out, /base \(staging\) {2}preview refused/);
        assert.match(out, /configuration changed while it was previewed/);
        assert.match((await plinth("outputs", { projects: ["base"] })).out, /no outputs/);
    });

    it("deletes nothing when a program loses its connection to the engine before it has said what it wants", async () => {
        const base = { projects: ["base"] };
        assert.equal((await plinth("up", base)).code, 0);
        const { base: whole } = programs;
        programs.base = () => {
            if (!pulumi.runtime.isDryRun()) {
                loseFirstRegistration();
            }
            return whole();
        };
        const lost = await plinth("up", base);
        assert.equal(lost.code, 1, lost.out);
        assert.match(lost.out, /base \(staging\) {2}up failed {2}0 created, 0 updated, 0 replaced, 0 deleted/);
        programs.base = whole;
        assert.match((await plinth("up", base)).out, /up {2}0 created, 0 updated, 0 replaced, 0 deleted, 4 unchanged/);
    });

    it("says which command makes a stack that another one reads, when it isn't there", async () => {
        programs = { base: exporter, left: reader({}), right: reader({}) };
        for (const verb of ["preview", "up"] as const) {
            const { code, out } = await plinth(verb, { projects: ["left"] });
            assert.equal(code, 1);
            assert.match(out, /There is no stack base \(staging\), which this one reads/);
            assert.match(out, /Run `plinth up staging base --sandbox` first/);
            assert.match(out, /Nothing was changed/);
        }
    });

    it("writes a secret nowhere in plain text, and leaves the user's files alone", async () => {
        await plinth("up", { verbose: true, quiet: false });
        const found = fs
            .readdirSync(repository.root, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => `${entry.parentPath}/${entry.name}`)
            .filter((file) => fs.readFileSync(file, "utf8").includes(CANARY));
        assert.deepEqual(found, []);
        assert.equal(repository.read("base/Pulumi.staging.yaml"), "config: {}\n");
        assert.match(repository.read(".plinth/sandbox/work/base/Pulumi.staging.yaml"), /^encryptionsalt: /m);
    });

    it("tells what a program throws and doesn't begin what depends on it; the next run goes on", async () => {
        const { base } = programs;
        programs.base = () => Promise.reject(new Error("the program is wrong"));
        const failed = await plinth("up", { quiet: false });
        assert.equal(failed.code, 1);
        assert.match(failed.out, /base \(staging\) {2}preview failed/);
        assert.equal(failed.out.split("  x the program is wrong").length, 3, "once as it happens, once in the summary");
        assert.match(failed.out, /left \(staging\) {2}up not run/);
        programs.base = base;
        assert.equal((await plinth("up")).code, 0);
    });

    it("changes nothing of a level in which one preview fails", async () => {
        programs.right = () => Promise.reject(new Error("right is wrong"));
        const { code, out } = await plinth("up");
        assert.equal(code, 1);
        assert.match(out, /left \(staging\) {2}preview {2}4 to create/);
        assert.match(out, /right \(staging\) {2}preview failed/);
        assert.match((await plinth("outputs", { projects: ["left"] })).out, /no outputs/);
    });

    it("goes on with what doesn't depend on a failure when asked to, and with nothing that does", async () => {
        programs.right = () => Promise.reject(new Error("right is wrong"));
        const aside = await plinth("up", { continueOnError: true });
        assert.equal(aside.code, 1);
        assert.match(aside.out, /left \(staging\) {2}up {2}4 created/);
        assert.match(aside.out, /right \(staging\) {2}preview failed/);
        const { base } = programs;
        programs.base = () => Promise.reject(new Error("base is wrong"));
        const below = await plinth("up", { continueOnError: true });
        assert.match(below.out, /base \(staging\) {2}preview failed/);
        assert.match(below.out, /left \(staging\) {2}up not run/);
        programs.base = base;
        // What depends on another stack is taken down before it, also where that one wasn't there.
        assert.equal((await plinth("destroy", { continueOnError: true })).code, 0);
    });

    it("works on the targets alone, in the stacks that have them", async () => {
        assert.equal((await plinth("up")).code, 0);
        programs.left = () => {
            stashes("left", 4, "two");
            return Promise.resolve({});
        };
        const one = await plinth("up", { targets: ["pulumi:index:Stash::left-1"] });
        assert.equal(one.code, 0, one.out);
        assert.match(one.out, /left \(staging\) {2}up {2}0 created, 1 updated/);
        assert.doesNotMatch(one.out, /base \(staging\)/);
        const rest = await plinth("up");
        assert.match(rest.out, /left \(staging\) {2}up {2}1 created, 2 updated/);
        const unknown = await plinth("up", { targets: ["pulumi:index:Stash::left-9"] });
        assert.equal(unknown.code, 2);
        assert.match(unknown.err, /is called "pulumi:index:Stash::left-9"/);
    });

    it("looks at the clouds and takes over what it finds without running a program", async () => {
        assert.equal((await plinth("up")).code, 0);
        const broken = (): Promise<Record<string, unknown>> => Promise.reject(new Error("it ran"));
        programs = { base: broken, left: broken, right: broken };
        const drift = await plinth("drift");
        assert.equal(drift.code, 0, drift.out);
        assert.match(drift.out, /base \(staging\) {2}drift {2}0 changed, 0 gone, 4 unchanged/);
        const refresh = await plinth("refresh", { json: true });
        assert.equal(refresh.code, 0);
        const { verb, stacks } = JSON.parse(refresh.out) as { verb: string; stacks: readonly object[] };
        assert.equal(verb, "refresh");
        assert.equal(stacks.length, 3);
    });

    it("finishes the other stacks of a level when one fails while it is updated", async () => {
        programs.right = () =>
            pulumi.runtime.isDryRun() ? Promise.resolve({}) : Promise.reject(new Error("right is wrong"));
        const { code, out } = await plinth("up");
        assert.equal(code, 1);
        assert.match(out, /left \(staging\) {2}up {2}4 created/);
        assert.match(out, /right \(staging\) {2}up failed/);
    });

    it("knows the state that a failed update has left, and stays in doubt until one succeeds", async () => {
        const { base } = programs;
        const only = { projects: ["base"] };
        const doubt = (): boolean => "since" in JSON.parse(repository.read(".plinth/sandbox/seals/base/staging.json"));
        programs.base = () => {
            stashes("base", 1, "one");
            return pulumi.runtime.isDryRun() ? Promise.resolve({}) : Promise.reject(new Error("base is wrong"));
        };
        assert.equal((await plinth("up", only)).code, 1);
        assert.ok(doubt());
        const file = ".plinth/sandbox/state/.pulumi/stacks/base/staging.json";
        const left = repository.read(file);
        repository.write(file, left.replace('"one"', '"two"'));
        const refused = await plinth("up", only);
        assert.equal(refused.code, 8);
        assert.match(refused.err, /isn't what the last run left/);
        repository.write(file, left);
        assert.equal((await plinth("refresh", only)).code, 0);
        assert.ok(doubt(), "a refresh looks for nothing that was planned");
        programs.base = base;
        assert.equal((await plinth("up", only)).code, 0);
        assert.ok(!doubt());
    });

    it("stops gracefully at the first signal, in a preview and in an update, and goes on at the next run", async () => {
        const { base } = programs;
        for (const stopInPreview of [true, false]) {
            let waiting: (() => void) | undefined;
            programs.base = async () => {
                if (pulumi.runtime.isDryRun() === stopInPreview) {
                    waiting?.();
                    // Until the engine ends; the timer keeps nothing alive.
                    await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
                }
                return {};
            };
            const { code, out } = await plinth("up", {}, ({ signals }) => {
                waiting = () => signals.emit("SIGINT");
            });
            assert.equal(code, 130);
            assert.match(
                out,
                stopInPreview ? /base \(staging\) {2}preview interrupted/ : /base \(staging\) {2}up interrupted/,
            );
            assert.match(out, /left \(staging\) {2}up not run/);
        }
        programs.base = base;
        assert.equal((await plinth("up")).code, 0);
    });

    describe("meets a lock of the stack and", () => {
        const FOLDER = ".plinth/sandbox/state/.pulumi/locks/organization/base/staging";
        // A process that started after the lock was made isn't its holder, whatever its id.
        const since = new Date().toISOString().replace(/\.\d+Z$/, "Z");
        const lock = (pid: number): void =>
            repository.write(
                `${FOLDER}/00000000-0000-0000-0000-000000000000.json`,
                JSON.stringify({ pid, username: "ada", hostname: os.hostname(), timestamp: since }),
            );

        it("names who holds it, with an exit code of its own", async () => {
            lock(process.pid);
            const { code, out } = await plinth("up", { projects: ["base"] });
            assert.equal(code, 4);
            assert.ok(out.includes(`begun by ada@${os.hostname()} (pid ${process.pid}) at ${since}`));
        });

        it("removes it when its holder is dead, and says so", async () => {
            const dead = Number(execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }));
            lock(dead);
            const { code, out } = await plinth("up", { projects: ["base"], quiet: false });
            assert.equal(code, 0);
            assert.match(out, new RegExp(`the run of process ${dead} .* was cut off; its lock is removed`));
        });
    });
});
