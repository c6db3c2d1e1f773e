import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { stateFaults } from "../../automation/state/integrity";
import type { Invocation } from "../../automation/command-line/invocation";
import type { Project } from "../../automation/projects";
import { run } from "../../automation/run/run";
import { ensureEngine } from "../../engine";
import { fakeMachine, temporaryRepository, type TemporaryRepository } from "../automation/support/machine";

const UP: Invocation = {
    ...{ verb: "up", environment: "staging", projects: [], sandbox: false, yes: true },
    ...{ json: false, quiet: true, verbose: false, wait: false, continueOnError: false },
    ...{ allowDeleteFirst: [], targets: [] },
};

interface Ran {
    readonly code: number;
    readonly out: string;
    readonly err: string;
}

/** Two runs meet here: whoever is at work goes on only when the other has ended, or is at work too. */
class Meeting {
    atWork = 0;
    most = 0;
    private ended = 0;
    private waiting: (() => void)[] = [];

    async work(): Promise<void> {
        this.atWork += 1;
        this.most = Math.max(this.most, this.atWork);
        this.wake();
        while (this.ended === 0 && this.atWork < 2) {
            await new Promise<void>((resolve) => this.waiting.push(resolve));
        }
        this.atWork -= 1;
    }

    end(): void {
        this.ended += 1;
        this.wake();
    }

    private wake(): void {
        this.waiting.splice(0).forEach((go) => go());
    }
}

describe("two `plinth up` at once against one backend, with nothing but its own lock between them", function () {
    this.timeout(600_000);
    const ROUNDS = 20;
    let repository: TemporaryRepository;
    let project: Project;
    let meeting: Meeting;
    let round = 0;
    let wins = 0;

    before(() => {
        repository = temporaryRepository();
        project = repository.addProject("base", {
            environments: ["staging"],
            program: async () => {
                if (!pulumi.runtime.isDryRun()) {
                    await meeting.work();
                }
                new pulumi.Stash("kept", { input: `round ${round}` });
                return {};
            },
        });
        repository.write("passphrase", "only for this test");
        fs.mkdirSync(path.join(repository.root, "state"));
    });
    after(() => repository.remove());

    async function alone(): Promise<void> {
        meeting = new Meeting();
        meeting.end();
        const { code, out, err } = await up();
        assert.equal(code, 0, `${out}\n${err}`);
        assert.ok(stateText().includes(`round ${round}`));
    }

    async function up(): Promise<Ran> {
        const fake = fakeMachine(repository.paths, [project], {
            engine: (log) => ensureEngine({ log }),
            environment: {
                PATH: process.env["PATH"] ?? "",
                HOME: repository.root,
                PULUMI_HOME: path.join(repository.root, "home"),
                PULUMI_BACKEND_URL: `file://${path.join(repository.root, "state")}`,
                PULUMI_CONFIG_PASSPHRASE_FILE: path.join(repository.root, "passphrase"),
                PULUMI_SKIP_UPDATE_CHECK: "true",
            },
        });
        const code = await run(UP, fake.context);
        meeting.end();
        return { code, ...fake.printed };
    }

    const stateText = (): string => repository.read("state/.pulumi/stacks/base/staging.json");

    it("writes where there is but one", async () => {
        meeting = new Meeting();
        meeting.end();
        // Of a stack that isn't there yet the engine writes a salt into the settings, which may refuse the first run.
        await up();
        await alone();
    });

    for (let count = 1; count <= ROUNDS; count += 1) {
        it(`at most one writes, the other is told who, and the state is whole: round ${count}`, async () => {
            round = count;
            meeting = new Meeting();
            const ends = await Promise.all([up(), up()]);
            const told = ends.map(({ code, out, err }) => `${code}\n${out}\n${err}`).join("\n");
            assert.ok(meeting.most <= 1, told);
            const codes = ends.map(({ code }) => code).sort();
            // Two that look for each other's lock at the same moment may both step back.
            assert.ok(["0,4", "4,4"].includes(codes.join()), told);
            wins += codes[0] === 0 ? 1 : 0;
            for (const { out } of ends.filter(({ code }) => code === 4)) {
                // Whose lock was read half-written can't be told.
                const who = `, begun by \\S+@${os.hostname()} \\(pid \\d+\\) at \\d{4}-`;
                assert.match(out, new RegExp(`Another update of this stack is running(?:\\.|${who})`));
            }
            assert.deepEqual(stateFaults(stateText(), { project: "base", environment: "staging" }), []);
            assert.equal(stateText().includes(`round ${count}`), codes[0] === 0);
        });
    }

    it("is won by somebody, now and then", () => {
        assert.ok(wins > 0, `none of ${ROUNDS} rounds had a winner`);
    });

    it("leaves a state and no lock, so that the next run does its work", async () => {
        round = ROUNDS + 1;
        await alone();
        const locks = path.join(repository.root, "state", ".pulumi", "locks", "organization", "base", "staging");
        assert.deepEqual(fs.existsSync(locks) ? fs.readdirSync(locks) : [], []);
    });
});
