import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensureEngine, type Engine } from "../../engine/index";
import { fakeSystem, type FakeMachine, type FakeSystem, type RecordedRun } from "./fake-system";

const USERS = "/usr/bin/pulumi";

describe("ensureEngine", () => {
    let root = "";
    let kept = "";
    let log: string[] = [];

    beforeEach(() => {
        root = fs.mkdtempSync(path.join(os.tmpdir(), "plinth-engine-"));
        kept = path.join(root, ".plinth/engine/3.220.0/bin/pulumi");
        log = [];
    });

    afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

    async function ensure(machine: FakeMachine): Promise<{ engine: Engine; system: FakeSystem }> {
        const system = fakeSystem(machine);
        return { engine: await ensureEngine({ log: (line) => log.push(line), root, system }), system };
    }

    it("takes the one on PATH first, and says nothing", async () => {
        const { engine, system } = await ensure({
            path: { pulumi: USERS, go: "/usr/bin/go" },
            files: [kept],
            answer: version("v3.230.1"),
        });
        assert.deepEqual(engine, { path: USERS, version: "3.230.1", source: "path" });
        assert.deepEqual(log, []);
        assert.deepEqual(
            system.runs.map(({ command, args }) => [command, ...args]),
            [[USERS, "version"]],
        );
    });

    it("takes the kept one when the one on PATH is too old, without a word and without the network", async () => {
        const { engine } = await ensure({
            path: { pulumi: USERS },
            files: [kept],
            unreachable: "asked although an engine was kept",
            answer: (run) => ({ stdout: run.command === USERS ? "v3.219.9" : "v3.220.0" }),
        });
        assert.deepEqual(engine, { path: kept, version: "3.220.0", source: "kept" });
        assert.deepEqual(log, []);
    });

    it("downloads the official one when none is at hand, to a folder that is moved when it is complete", async () => {
        const { engine, system } = await ensure({ answer: firstOf(installer(), version("v3.220.0")) });
        assert.deepEqual(engine, { path: kept, version: "3.220.0", source: "installer" });
        assert.deepEqual([...system.files], [kept]);
        const run = system.runs.find(isInstaller);
        assert.match(run?.args[1] ?? "", /\.plinth\/engine\/\.new-\d+$/);
        assert.equal(run?.args[2], "3.220.0");
        assert.equal(run?.options.limitSeconds, 300);
        assert.deepEqual(log, [
            "PATH: no `pulumi` on it",
            ".plinth/engine/3.220.0: nothing kept there yet",
            "downloading Pulumi 3.220.0 from get.pulumi.com",
            "downloading Pulumi 3.220.0 from get.pulumi.com, 10 s so far",
            "downloading Pulumi 3.220.0 from get.pulumi.com, 20 s so far",
            "the engine is set up: Pulumi 3.220.0 in .plinth/engine/3.220.0/bin/pulumi",
        ]);
    });

    it("builds one where the download can't be reached", async () => {
        const { engine, system } = await ensure({
            path: { go: "/usr/bin/go" },
            unreachable: "ENOTFOUND",
            answer: firstOf(go("go1.25.0"), version("v3.220.0")),
        });
        assert.deepEqual(engine, { path: kept, version: "3.220.0", source: "build" });
        assert.deepEqual([...system.files], [kept]);
        assert.ok(log.includes("official installer: get.pulumi.com can't be reached (ENOTFOUND)"));
        assert.ok(log.includes("building the engine from source, 2 to 4 minutes, 10 s so far"));
        assert.equal(system.runs.some(isInstaller), false);
    });

    it("builds with checksums held, no toolchain download and none of the user's Go settings changed", async () => {
        const { system } = await ensure({
            path: { go: "/usr/bin/go" },
            unreachable: "ENOTFOUND",
            answer: firstOf(go("go1.26.8"), version("v3.220.0")),
        });
        const run = system.runs.find(isBuild);
        assert.deepEqual(run?.options, { cwd: path.join(root, "engine"), env: { GOTOOLCHAIN: "local" } });
        assert.deepEqual(
            run?.args.filter((_, index) => index !== 4),
            [
                "build",
                "-mod=readonly",
                "-trimpath",
                "-o",
                "-ldflags",
                "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.220.0",
                "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
            ],
        );
    });

    it("builds one where the download breaks off, and leaves nothing of it behind", async () => {
        const { engine, system } = await ensure({
            path: { go: "/usr/bin/go" },
            answer: firstOf(
                (run, files) => {
                    if (!isInstaller(run)) {
                        return undefined;
                    }
                    files.add(`${run.args[1]}/bin/half`);
                    return { problem: "cut off after 300 s" };
                },
                go("go1.26.8"),
                version("v3.220.0"),
            ),
        });
        assert.equal(engine.source, "build");
        assert.ok(log.includes("official installer: cut off after 300 s"));
        assert.deepEqual([...system.files], [kept]);
    });

    it("replaces a kept one that doesn't run, and what a killed set-up has left", async () => {
        let broken = true;
        const { engine, system } = await ensure({
            path: { go: "/usr/bin/go" },
            files: [
                kept,
                path.join(root, ".plinth/engine/3.220.0/old"),
                path.join(root, ".plinth/engine/.new-1/bin/x"),
            ],
            unreachable: "ENOTFOUND",
            answer: firstOf((run, files) => {
                const result = go("go1.26.8")(run, files);
                broken = broken && !isBuild(run);
                return result ?? (broken ? { code: 1, stderr: "exec format error\n" } : { stdout: "v3.220.0" });
            }),
        });
        assert.equal(engine.source, "build");
        assert.deepEqual([...system.files], [kept]);
        assert.ok(log.includes(".plinth/engine/3.220.0: `pulumi version` failed: exit code 1, exec format error"));
    });

    it("refuses an engine of another major version", async () => {
        const { engine } = await ensure({
            path: { pulumi: USERS },
            files: [kept],
            answer: (run) => ({ stdout: run.command === USERS ? "v4.0.0" : "v3.220.0" }),
        });
        assert.equal(engine.source, "kept");
    });

    it("names every refusal and what to install when there is none to be had", async () => {
        const machine: FakeMachine = {
            path: { pulumi: USERS },
            unreachable: "HTTP 403",
            answer: version("v3.220.0-dev.0"),
        };
        await assert.rejects(ensure(machine), {
            message: [
                "No Pulumi engine 3.220.0 or newer could be had:",
                "  - PATH: /usr/bin/pulumi: it is version 3.220.0-dev.0; 3.220.0 or a newer 3.x is needed",
                "  - .plinth/engine/3.220.0: nothing kept there yet",
                "  - official installer: get.pulumi.com can't be reached (HTTP 403)",
                "  - Go build: no `go` on PATH",
                "Install one of these, then run the command again:",
                "  - the Pulumi CLI 3.220.0 or newer: https://www.pulumi.com/docs/install/",
                "  - Go 1.25.0 or newer, to build the engine from engine/go.mod: https://go.dev/dl/",
            ].join("\n"),
        });
        assert.deepEqual(log, [
            "PATH: /usr/bin/pulumi: it is version 3.220.0-dev.0; 3.220.0 or a newer 3.x is needed",
            ".plinth/engine/3.220.0: nothing kept there yet",
            "official installer: get.pulumi.com can't be reached (HTTP 403)",
            "Go build: no `go` on PATH",
        ]);
    });

    const goFaults: readonly (readonly [string, Partial<{ code: number; stdout: string; stderr: string }>, string])[] =
        [
            [
                "too old",
                { stdout: "go version go1.24.9 linux/amd64" },
                "Go build: Go 1.24 is installed; 1.25.0 or newer is needed",
            ],
            [
                "broken",
                { code: 2, stderr: "cannot find GOROOT" },
                "Go build: `go version` failed: exit code 2, cannot find GOROOT",
            ],
        ];
    for (const [what, result, line] of goFaults) {
        it(`says so where Go is ${what}`, async () => {
            const machine: FakeMachine = {
                path: { go: "/usr/bin/go" },
                unreachable: "ENOTFOUND",
                answer: () => result,
            };
            await assert.rejects(ensure(machine), /could be had/);
            assert.equal(log.at(-1), line);
        });
    }

    it("tells the last line of a build that failed, and keeps nothing of it", async () => {
        const system = fakeSystem({
            path: { go: "/usr/bin/go" },
            unreachable: "ENOTFOUND",
            answer: (run, files) =>
                isBuild(run)
                    ? { code: 1, stderr: "go: downloading a\ngo: verifying b: checksum mismatch\n" }
                    : go("go1.26.8")(run, files),
        });
        await assert.rejects(
            ensureEngine({ log: () => undefined, root, system }),
            /Go build: exit code 1, go: verifying b: checksum mismatch/,
        );
        assert.deepEqual([...system.files], []);
    });

    it("refuses an engine that was built but doesn't run", async () => {
        const machine: FakeMachine = {
            path: { go: "/usr/bin/go" },
            unreachable: "ENOTFOUND",
            answer: firstOf(go("go1.26.8"), () => ({ problem: "ended by SIGSEGV" })),
        };
        await assert.rejects(ensure(machine), /Go build: `pulumi version` failed: ended by SIGSEGV/);
    });
});

type Answer = NonNullable<FakeMachine["answer"]>;

function firstOf(...answers: readonly Answer[]): Answer {
    return (run, files) => {
        for (const answer of answers) {
            const result = answer(run, files);
            if (result !== undefined) {
                return result;
            }
        }
        return undefined;
    };
}

function version(text: string): Answer {
    return () => ({ stdout: `${text}\n` });
}

function installer(): Answer {
    return (run, files) => {
        if (!isInstaller(run)) {
            return undefined;
        }
        files.add(`${run.args[1]}/bin/pulumi`);
        return {};
    };
}

function go(text: string): Answer {
    return (run, files) => {
        if (isBuild(run)) {
            files.add(run.args[4] ?? "");
            return {};
        }
        return run.command === "go" ? { stdout: `go version ${text} linux/amd64\n` } : undefined;
    };
}

function isInstaller({ args }: RecordedRun): boolean {
    return args[0]?.endsWith("run-installer.js") ?? false;
}

function isBuild({ command, args }: RecordedRun): boolean {
    return command === "go" && args[0] === "build";
}
