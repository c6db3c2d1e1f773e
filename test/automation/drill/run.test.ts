import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";
import type { DrillInvocation } from "../../../automation/command-line";
import { CommandFault } from "../../../automation/command-fault";
import type { Outputs } from "../../../automation/progress/outputs";
import { runDrill } from "../../../automation/drill/run";
import { summarySchema } from "../../../automation/run/summary-schema";
import { recordBackup } from "../../components/backup/fixtures";
import { type FakeMachine, fakeMachine, type TemporaryRepository, temporaryRepository } from "../support/machine";
import { awsError, FakeAws, fakeClock, lastLine, stopped } from "./cloud/fake-aws";
import { INVOCATION, outputsOf } from "./support";

const STREAM = "backup-verify/backup-verify/0123456789abcdef";

describe("plinth drill restore", () => {
    let repository: TemporaryRepository;
    let aws: FakeAws;
    let regions: string[];
    let outputs: Outputs;
    before(async () => {
        outputs = await outputsOf(await recordBackup());
    });
    beforeEach(() => {
        [repository, aws, regions] = [temporaryRepository(), new FakeAws(), []];
    });
    afterEach(() => repository.remove());

    /** A machine whose engine knows of these outputs; of no stack without them. */
    const machine = (known: Outputs | "no stack" = outputs, stdin = new PassThrough()): FakeMachine => {
        const answer = known === "no stack" ? "error: no stack named 'staging' found" : JSON.stringify(known);
        const [to, code] = known === "no stack" ? [">&2", 255] : ["", 0];
        repository.write("engine.sh", `#!/bin/sh\ncat ${to} <<'END'\n${answer}\nEND\nexit ${code}\n`);
        const file = path.join(repository.root, "engine.sh");
        fs.chmodSync(file, 0o755);
        const projects = [repository.addProject("data", { environments: ["staging"] })];
        const engine = (): Promise<{ path: string; version: string }> =>
            Promise.resolve({ path: file, version: "3.220.0" });
        return fakeMachine(repository.paths, projects, { engine, stdin });
    };
    const drill = (given: Partial<DrillInvocation>, { context }: FakeMachine): Promise<number> => {
        const ports = {
            aws: (region: string) => {
                regions.push(region);
                return Promise.resolve(aws);
            },
            clock: fakeClock(),
        };
        return runDrill({ ...INVOCATION, ...given }, context, ports);
    };
    const faultOf = async (promise: Promise<unknown>): Promise<CommandFault> => {
        const error: unknown = await promise.catch((thrown: unknown) => thrown);
        return error instanceof CommandFault ? error : assert.fail(String(error));
    };

    it("reports what was measured, line by line and in one line for a runbook's log", async () => {
        const place = machine();
        assert.equal(await drill({ maxRecoveryMinutes: "6" }, place), 0);
        assert.deepEqual(place.printed.out.split("\n"), [
            "drill restore staging  passed",
            "  backup          2026-11-21T020000Z-5f3a, 1.2 GB",
            "  recovery time   5 min 12 s for download, decryption and restore; 7 min 3 s with all that comes before and after",
            "  recovery point  1.1 h: what a disaster would have lost",
            "  ok      backup-age            shows the database of 1.1 h ago",
            "  ok      row-counts            42 tables with 1000 rows, as in the manifest",
            "  ok      max-recovery-minutes  recovery took 5.2 min; the limit is 6 min",
            "  task            arn:aws:ecs:eu-central-1:111122223333:task/restartix-staging-cluster/0123456789abcdef",
            `  log             /ecs/restartix-staging/backup-verify ${STREAM}`,
            "",
            "2026-11-21T03:00:20Z drill restore staging: passed; backup 2026-11-21T020000Z-5f3a (1.2 GB); " +
                "recovery 5 min 12 s (whole 7 min 3 s); recovery point 1.1 h; task 0123456789abcdef",
            "",
        ]);
        assert.deepEqual(regions, ["eu-central-1"]);
        assert.ok(aws.isClosed);
    });

    it("prints one document with --json, whatever happens, and progress beside it", async () => {
        const passed = machine();
        assert.equal(await drill({ json: true }, passed), 0);
        const document = summarySchema.parse(JSON.parse(passed.printed.out));
        assert.ok(document.verb === "drill restore" && document.drill?.passed);
        assert.equal(document.drill.recoverySeconds, 312);
        assert.match(passed.printed.err, /^started arn:aws:ecs/);

        aws = new FakeAws();
        aws.errors.set("start", awsError("AccessDeniedException", "denied"));
        const refused = machine();
        const fault = await faultOf(drill({ json: true }, refused));
        const { exitCode, fault: told, ...rest } = JSON.parse(refused.printed.out) as Record<string, unknown>;
        assert.equal(exitCode, 1);
        assert.deepEqual(told, { message: fault.message, advice: fault.advice, exitCode: 1 });
        assert.deepEqual(rest, { verb: "drill restore", version: 1, environment: "staging", sandbox: false });
    });

    it("ends with 10 when the backup isn't as it has to be, and shows all that was measured", async () => {
        const assertions = [{ name: "canary", holds: false, detail: "the newest value was 30.0 h old" }];
        const words = { event: "verify-failed", ending: "assertion", message: "isn't as it has to be", assertions };
        aws.lines.set(STREAM, [lastLine(words)]);
        aws.states = [stopped()];
        const place = machine();
        assert.equal(await drill({}, place), 10);
        assert.match(place.printed.out, /^drill restore staging {2}not passed$/m);
        assert.match(place.printed.out, /^ {2}not ok {2}canary {2}the newest value was 30\.0 h old$/m);
        assert.match(place.printed.out, /NOT PASSED; missed canary; backup /);
        assert.match(
            place.printed.err,
            /^error: Backup 2026-11-21T020000Z-5f3a could be restored, and isn't as it has to be: not met: canary$/m,
        );
    });

    it("ends with 10 when nothing could be restored, and says why in the runner's words", async () => {
        const message = "There is no good backup of database x. `list` says what each of them is.";
        aws.lines.set(STREAM, [JSON.stringify({ event: "verify-failed", ending: "refused", message })]);
        const place = machine();
        assert.equal(await drill({ json: true }, place), 10);
        const document = summarySchema.parse(JSON.parse(place.printed.out));
        assert.ok(document.verb === "drill restore" && document.drill === undefined);
        assert.match(document.fault?.message ?? "", /^No backup could be restored: There is no good backup/);
        assert.match(document.task ?? "", /0123456789abcdef$/);
    });

    it("asks before it starts a task, and starts none without a yes", async () => {
        const answering = (answer: string): FakeMachine => {
            const stdin = Object.assign(new PassThrough(), { isTTY: true });
            const place = machine(outputs, stdin);
            Object.assign(place.context.stdout, { isTTY: true });
            stdin.end(`${answer}\n`);
            return place;
        };
        const declined = answering("no");
        assert.equal((await faultOf(drill({ yes: false }, declined))).exitCode, 5);
        assert.match(
            declined.printed.out,
            /A task checks the newest backup of staging[\s\S]*costs a few cents[\s\S]*Start it\?/,
        );
        assert.deepEqual(aws.requests, []);
        assert.equal(await drill({ yes: false }, answering("yes")), 0);
        assert.equal(aws.requests.length, 1);
    });

    it("wants --yes where nobody can be asked, before anything is read", async () => {
        const fault = await faultOf(
            drill(
                { yes: false },
                fakeMachine(repository.paths, [repository.addProject("data", { environments: ["staging"] })]),
            ),
        );
        assert.equal(fault.exitCode, 2);
        assert.match(
            fault.message,
            /`plinth drill restore` starts a task in real clouds and nobody is here to be asked/,
        );
    });

    it("names the command that makes what is missing", async () => {
        const none = await faultOf(drill({}, machine("no stack")));
        assert.deepEqual([none.exitCode, none.message], [1, "There is no staging stack of data yet."]);
        assert.deepEqual(none.advice, ["Create it with `plinth up staging data`."]);
        const { backupClusterArn: _cluster, ...without } = outputs;
        const old = await faultOf(drill({}, machine({ ...without, backupSubnetIds: [] })));
        assert.match(old.message, /doesn't export, or not as it has to: backupClusterArn, backupSubnetIds\./);
        assert.match(old.advice.join(), /`plinth up staging data`/);
        const sandbox = await faultOf(drill({ sandbox: true }, machine()));
        assert.deepEqual(sandbox.advice, ["Create it with `plinth up staging data --sandbox`."]);
        const nowhere = await faultOf(drill({ environment: "nowhere" }, machine()));
        assert.deepEqual([nowhere.exitCode, aws.requests.length], [2, 0]);
    });

    it("names everything that is wrong with its numbers at once", async () => {
        const fault = await faultOf(drill({ timeout: "soon", maxRecoveryMinutes: "0", maxAgeHours: "-1" }, machine()));
        assert.equal(fault.exitCode, 2);
        assert.deepEqual(fault.message.split("\n"), [
            '--timeout: "soon" given; allowed: a number of minutes above 0, such as 90',
            '--max-recovery-minutes: "0" given; allowed: a number of minutes above 0, such as 90',
            '--max-age-hours: "-1" given; allowed: a number of hours above 0, such as 90',
        ]);
    });
});
