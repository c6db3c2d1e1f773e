import fs from "node:fs";
import Mocha from "mocha";
import type { Tally } from "./tally";

/** Environment variables by which the runner says where the results go, and that only failures are of interest. */
const RESULTS_VARIABLE = "PLINTH_TEST_RESULTS";
const BRIEF_VARIABLE = "PLINTH_TEST_BRIEF";

/** Mocha's own report for people, and the counts in a file for the runner. */
class Reporter extends Mocha.reporters.Base {
    public constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
        super(runner, options);
        const brief = process.env[BRIEF_VARIABLE] === "true";
        if (!brief) {
            new Mocha.reporters.Spec(runner, options);
        }
        runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
            if (brief) {
                this.epilogue();
            }
            const { passes, failures, pending } = this.stats;
            const tally: Tally = { passed: passes, failed: failures, skipped: pending };
            const file = process.env[RESULTS_VARIABLE];
            if (file !== undefined) {
                fs.writeFileSync(file, JSON.stringify(tally));
            }
        });
    }
}

// Mocha takes what the module itself is.
export = Reporter;
