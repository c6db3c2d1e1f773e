import type { DrillVerb } from "./invocation";
import type { VerbDescription } from "./verbs";

/** What these commands are commands of. */
export const DRILL = {
    name: "drill",
    summary: "rehearsals of what has to work on a bad day",
    description: "Rehearses what has to work on a bad day, and measures it.",
} as const;

/** Each of them, in the order of the help. */
export const DRILL_VERBS: Readonly<Record<DrillVerb, VerbDescription>> = {
    "drill restore": {
        summary: "prove that the newest backup can be restored, and measure how long it takes",
        description:
            "Restores the newest backup into a scratch database and looks at what is in it: in a task of the " +
            "environment's own, or with --sandbox on this machine with a sample database. Reports measured recovery time " +
            "and point. On real clouds it asks first; it changes nothing that stays.",
        options: ["sandbox", "json", "yes", "timeout", "max-recovery-minutes", "max-age-hours"],
        examples: [
            ["plinth drill restore production", "asks, starts the task and waits for it"],
            ["plinth drill restore production --yes --max-recovery-minutes 60", "for a monthly job"],
            ["plinth drill restore staging --sandbox", "program and settings, on this machine"],
        ],
        exits: ["ok", "failed", "usage", "engine", "declined", "machine", "unproven", "interrupted"],
    },
};
