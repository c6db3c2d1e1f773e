import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { CommandFault } from "../../../../automation/command-fault";
import { runDrill } from "../../../../automation/drill/run";
import { checkpointFile } from "../../../../automation/state/checkpoint";
import type { BackupSubstrateArgs } from "../../../../components/backup";
import { recordBackup, STAGING } from "../../../components/backup/fixtures";
import { type FakeMachine, fakeMachine, type TemporaryRepository, temporaryRepository } from "../../support/machine";
import { INVOCATION, stateOf } from "../support";

const CANARY = { ...STAGING.verify, canary: "app.heartbeats.seen_at" };

describe("a drill in the sandbox", () => {
    let repository: TemporaryRepository;
    beforeEach(() => (repository = temporaryRepository()));
    afterEach(() => repository.remove());

    /** A machine whose sandbox has such backups; `edit` changes the state's text. */
    const machine = async (
        change: Partial<BackupSubstrateArgs>,
        edit: (state: string) => string = (state) => state,
    ): Promise<FakeMachine> => {
        const projects = [repository.addProject("data", { environments: ["staging"] })];
        const file = checkpointFile(repository.paths.state, "data", "staging");
        const state = edit(await stateOf(await recordBackup(change)));
        repository.write(path.relative(repository.root, file), state);
        return fakeMachine(repository.paths, projects);
    };

    it("backs a sample up and restores it, with the environment of the stack's own tasks", async () => {
        const { context, printed } = await machine({ maxAgeHours: 2, verify: CANARY });
        const json = { ...INVOCATION, sandbox: true, json: true };
        const code = await runDrill({ ...json, maxRecoveryMinutes: "30", maxAgeHours: "1" }, context);
        assert.equal(code, 0, printed.err);
        const { drill, ...head } = JSON.parse(printed.out) as { drill: Record<string, unknown> };
        assert.deepEqual(head, {
            verb: "drill restore",
            version: 1,
            environment: "staging",
            sandbox: true,
            exitCode: 0,
        });
        const assertions = drill["assertions"] as { name: string; holds: boolean; detail: string }[];
        assert.deepEqual(
            assertions.map(({ name, holds }) => [name, holds]),
            ["backup-age", "restored", "row-counts", "canary", "max-recovery-minutes", "max-age-hours"].map((name) => [
                name,
                true,
            ]),
        );
        assert.match(assertions[0]?.detail ?? "", /the limit is 2\.0 h/);
        assert.match(assertions[2]?.detail ?? "", /3 tables with 22001 rows, as in the manifest/);
        assert.match(assertions[3]?.detail ?? "", /app\.heartbeats\.seen_at/);
        assert.ok(Number(drill["bytes"]) > 10_000);
        assert.deepEqual([drill["tables"], drill["rows"]], [3, 22_001]);
        assert.ok(Number(drill["wholeSeconds"]) > Number(drill["recoverySeconds"]));
        assert.match(
            String(drill["logLine"]),
            /drill restore staging \(sandbox\): passed; backup \d{4}-\d\d-\d\dT\d{6}Z-/,
        );
    });

    it("isn't passed when a limit is missed, and says which", async () => {
        // The database that every server has is as good as any.
        const { context, printed } = await machine({ database: { ...STAGING.database, name: "postgres" } });
        const code = await runDrill({ ...INVOCATION, sandbox: true, maxRecoveryMinutes: "0.00001" }, context);
        assert.equal(code, 10);
        assert.match(printed.out, /not passed\n/);
        assert.match(
            printed.out,
            /not ok {2}max-recovery-minutes {2}recovery took [\d.]+ s; the limit is 0\.00001 min/,
        );
        assert.match(printed.out, /: NOT PASSED; missed max-recovery-minutes; backup /);
        assert.match(
            printed.err,
            /^error: Backup \S+ could be restored, and isn't as it has to be: not met: max-recovery-minutes/m,
        );
    });

    it("finds a variable that the task doesn't have", async () => {
        const without = (state: string): string => state.replaceAll("BACKUP_ENVIRONMENT", "SOMETHING_ELSE");
        const { context } = await machine({}, without);
        await assert.rejects(runDrill({ ...INVOCATION, sandbox: true }, context), (fault) => {
            assert.ok(fault instanceof CommandFault);
            assert.equal(fault.exitCode, 10);
            assert.match(fault.message, /is given what its program doesn't know: SOMETHING_ELSE/);
            return true;
        });
        const only = await machine({}, (state) => state.replaceAll("BACKUP_ENVIRONMENT", "PG_BIN"));
        await assert.rejects(runDrill({ ...INVOCATION, sandbox: true }, only.context), (fault) => {
            assert.ok(fault instanceof CommandFault);
            assert.match(fault.message, /No backup of the sample could be made; the program ended with 2/);
            assert.match(fault.advice.join("\n"), /BACKUP_ENVIRONMENT must .*, and is not set/);
            return true;
        });
    });

    it("leaves nothing when it is stopped", async () => {
        const left = (): readonly string[] =>
            fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith("plinth-drill-"));
        const before = left();
        const { context, printed, signals } = await machine({});
        const stderr = context.stderr.on("data", (chunk: Buffer) => {
            if (chunk.toString().includes("making a backup")) {
                signals.emit("SIGINT");
            }
        });
        await assert.rejects(runDrill({ ...INVOCATION, sandbox: true }, { ...context, stderr }), (fault) => {
            assert.ok(fault instanceof CommandFault);
            assert.equal(fault.exitCode, 130, printed.err);
            return true;
        });
        assert.deepEqual(left(), before);
    });
});
