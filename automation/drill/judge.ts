/** Whether a drill has shown what it has to. Pure. */
import { CommandFault } from "../command-fault";
import { shownHours, shownMinutes } from "./figures";
import type { DrillLimits } from "./limits";
import type { Assertion, Measured, Verdict } from "./verdict";

/** A drill that was carried out as far as a restored backup. */
export interface Drilled {
    readonly measured: Measured;
    /** The runner's own, and what the command line asks for besides. */
    readonly assertions: readonly Assertion[];
    /** From the beginning of the task to its end, with all that a restore needs before and after. */
    readonly wholeSeconds: number;
}

/** What a drill has come to. */
export interface Judgement {
    /** Absent where no backup could be restored. */
    readonly drilled?: Drilled;
    /** Why it isn't passed; absent where it is. */
    readonly fault?: CommandFault;
}

/** @param wholeSeconds see {@link Drilled} */
export function judge(verdict: Verdict, wholeSeconds: number, limits: DrillLimits): Judgement {
    switch (verdict.is) {
        case "unreadable":
            return { fault: unreadable(verdict.line) };
        case "failed":
            return verdict.measured === undefined
                ? { fault: withoutRestore(verdict.ending, verdict.message) }
                : judgeRestored(drilledOf(verdict.measured, wholeSeconds, limits), verdict.message);
        case "verified":
            return judgeRestored(drilledOf(verdict.measured, wholeSeconds, limits));
    }
}

function drilledOf(measured: Measured, wholeSeconds: number, limits: DrillLimits): Drilled {
    return { measured, assertions: [...measured.assertions, ...targetsOf(measured, limits)], wholeSeconds };
}

/** @param message of a runner that isn't content with it */
function judgeRestored(drilled: Drilled, message?: string): Judgement {
    const missed = drilled.assertions.filter(({ holds }) => !holds).map(({ name }) => name);
    if (missed.length === 0 && message === undefined) {
        return { drilled };
    }
    const why = missed.length === 0 ? (message ?? "") : `not met: ${missed.join(", ")}`;
    const { backupId } = drilled.measured;
    const advice = "docs/drill.md says what each of them means and what to do about it.";
    return {
        drilled,
        fault: new CommandFault("unproven", `Backup ${backupId} could be restored, and isn't as it has to be: ${why}`, [
            advice,
        ]),
    };
}

/** What the command line asks for, in the form of the runner's own assertions. */
function targetsOf(measured: Measured, { maxRecoveryMinutes, maxAgeHours }: DrillLimits): readonly Assertion[] {
    const { recoverySeconds, recoveryPointAgeSeconds } = measured;
    return [
        ...(maxRecoveryMinutes === undefined
            ? []
            : [
                  {
                      name: "max-recovery-minutes",
                      holds: recoverySeconds <= maxRecoveryMinutes * 60,
                      detail: `recovery took ${shownMinutes(recoverySeconds)}; the limit is ${maxRecoveryMinutes} min`,
                  },
              ]),
        ...(maxAgeHours === undefined
            ? []
            : [
                  {
                      name: "max-age-hours",
                      holds: recoveryPointAgeSeconds <= maxAgeHours * 3600,
                      detail: `the backup was ${shownHours(recoveryPointAgeSeconds)} old; the limit is ${maxAgeHours} h`,
                  },
              ]),
    ];
}

function unreadable(line: string): CommandFault {
    return new CommandFault("failed", `The check's report has a form that this plinth doesn't know: ${line}`, [
        "The image of the backup runner is of another version: bring plinth and plinth:backup.runner.image to the same one.",
    ]);
}

/** The runner's message says the cause and what to do; what a drill adds is where to do it. */
function withoutRestore(ending: string, message: string): CommandFault {
    switch (ending) {
        case "interrupted":
            return new CommandFault("failed", `The check was stopped before it ended: ${message}`, [
                "Run the drill again.",
            ]);
        case "usage":
            return new CommandFault("unproven", `The runner can't use what its task gives it: ${message}`, [
                "Program and task don't fit together: plinth:backup.runner.image is older or newer than components/backup.",
            ]);
        default:
            return new CommandFault("unproven", `No backup could be restored: ${message}`, [
                "Until a drill passes, there may be nothing to restore from: look at the newest backups today.",
                "docs/restore.md lists causes and what to do about each.",
            ]);
    }
}
