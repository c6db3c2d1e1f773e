import assert from "node:assert/strict";
import { CommandFault } from "../../../../automation/command-fault";
import { statedBackups } from "../../../../automation/drill/sandbox/stated";
import { drillPlace, type DrillPlace } from "../../../../automation/drill/place";
import { PRODUCTION, recordBackup } from "../../../components/backup/fixtures";
import { outputsOf, stateOf } from "../support";

describe("what the sandbox's state says of the backups", () => {
    let state: string;
    let place: DrillPlace;
    before(async () => {
        const backups = await recordBackup(PRODUCTION);
        state = await stateOf(backups);
        place = drillPlace(await outputsOf(backups), "staging", "plinth up");
    });

    it("are both containers with their variables, and the lock as configured", () => {
        const { runner, check, lock } = statedBackups(state, place, "plinth up");
        assert.deepEqual([runner.command, check.command], [["run"], ["verify"]]);
        assert.equal(runner.variables["DATABASE_HOST"], "writer.db.example");
        assert.equal(check.variables["VERIFY_MAX_AGE_HOURS"], "26");
        assert.deepEqual(lock, { mode: "COMPLIANCE", years: 7 });
    });

    it("names all that isn't there, and the command that makes it", () => {
        const elsewhere = {
            ...place,
            taskDefinitionArn: "arn:verify",
            runnerTaskDefinitionArn: "arn:run",
            bucketName: "b",
        };
        assert.throws(
            () => statedBackups(state, elsewhere, "plinth up staging data --sandbox"),
            new CommandFault(
                "failed",
                "The sandbox's data stack doesn't have the container backup-verify of arn:verify, nor a container of " +
                    "arn:run, nor the object lock of b.",
                ["Bring it up to date: `plinth up staging data --sandbox`."],
            ),
        );
    });

    it("passes over revisions that are about to be deleted", () => {
        const gone = state.replaceAll('"custom":true', '"custom":true,"delete":true');
        assert.throws(() => statedBackups(gone, place, "plinth up"), CommandFault);
    });
});
