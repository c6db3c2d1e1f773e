import fs from "node:fs";
import Mocha from "mocha";
import type { Tally } from "./tally";

/** Name of the environment variable that says where the results go. */
const RESULTS_VARIABLE = "PLINTH_TEST_RESULTS";

/** Mocha's own `spec` report for people, and the counts in a file for the runner. */
class Reporter extends Mocha.reporters.Spec {
    public constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
        super(runner, options);
        runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
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
