import { type Fault, describeFault } from "../components/faults";

/** Config that can't be used, with everything wrong with it. */
export class ConfigError extends Error {
    override readonly name = "ConfigError";

    constructor(
        /** Whose config it is: `stack staging`. */
        readonly subject: string,
        readonly faults: readonly Fault[],
        /** What to do, as a sentence. */
        remedy: string,
    ) {
        const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
        const lines = faults.map((fault) => `  - ${describeFault(fault)}`);
        super([`The config of ${subject} has ${count}.`, ...lines, remedy].join("\n"));
    }
}
