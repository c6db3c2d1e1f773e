/** What a drill has to keep to, from the command line. Pure. */
import { CommandFault } from "../command-fault";
import type { DrillInvocation } from "../command-line";

/** Numbers of a drill that were asked for. */
export interface DrillLimits {
    /** How long the command waits for the task. */
    readonly timeoutMinutes: number;
    /** The longest that download, decryption and restore may take. @default - as long as they need */
    readonly maxRecoveryMinutes?: number;
    /** The oldest that the newest backup may be. @default - what the task itself allows */
    readonly maxAgeHours?: number;
}

/** A database of hundreds of GB is restored by then. */
const DEFAULT_TIMEOUT_MINUTES = 120;

const OPTIONS = {
    timeout: { option: "--timeout", unit: "minutes" },
    maxRecoveryMinutes: { option: "--max-recovery-minutes", unit: "minutes" },
    maxAgeHours: { option: "--max-age-hours", unit: "hours" },
} as const satisfies Partial<Record<keyof DrillInvocation, { readonly option: string; readonly unit: string }>>;

/** @throws CommandFault (usage) with everything that is wrong with the options */
export function limitsOf(invocation: Pick<DrillInvocation, keyof typeof OPTIONS>): DrillLimits {
    const names = Object.keys(OPTIONS) as (keyof typeof OPTIONS)[];
    const faults = names.flatMap((name) => faultsOf(name, invocation[name]));
    if (faults.length > 0) {
        throw new CommandFault("usage", faults.join("\n"));
    }
    const { timeout, maxRecoveryMinutes, maxAgeHours } = invocation;
    return {
        timeoutMinutes: Number(timeout ?? DEFAULT_TIMEOUT_MINUTES),
        ...(maxRecoveryMinutes === undefined ? {} : { maxRecoveryMinutes: Number(maxRecoveryMinutes) }),
        ...(maxAgeHours === undefined ? {} : { maxAgeHours: Number(maxAgeHours) }),
    };
}

function faultsOf(name: keyof typeof OPTIONS, given: string | undefined): readonly string[] {
    const { option, unit } = OPTIONS[name];
    const isFine = given === undefined || (/^\d{1,5}(\.\d+)?$/.test(given) && Number(given) > 0);
    return isFine
        ? []
        : [`${option}: ${JSON.stringify(given)} given; allowed: a number of ${unit} above 0, such as 90`];
}
