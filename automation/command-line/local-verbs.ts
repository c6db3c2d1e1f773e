import type { LocalVerb } from "./invocation";
import type { VerbDescription } from "./verbs";

/** What these commands are commands of. */
export const LOCAL = {
    name: "local",
    summary: "an environment for applications, in an emulator of AWS on this machine",
    description:
        "An environment for whoever writes an application: the tables of vendor-buckets in an emulator of AWS on this " +
        "machine, with the limits of a stack. No account, no credentials, no Pulumi engine.",
} as const;

const EXITS = ["ok", "failed", "usage", "damaged", "interrupted"] as const;

/** Each of them, in the order of the help. */
export const LOCAL_VERBS: Readonly<Record<LocalVerb, VerbDescription>> = {
    "local up": {
        summary: "make the vendor buckets in an emulator on this machine, for an application",
        description:
            "Makes the tables and items of vendor-buckets in an emulator, with the limits of a stack, or brings them up " +
            "to date; what consumers count stays. Starts moto unless there is an emulator. Writes a file with the " +
            "application's environment variables.",
        options: ["endpoint", "port", "from", "json", "verbose"],
        examples: [
            ["plinth local up", "in moto, which is started"],
            ["plinth local up --endpoint http://127.0.0.1:4566", "in LocalStack, which is there"],
            ["plinth local up --from prod", "with the limits of production"],
        ],
        exits: [...EXITS, "refused", "machine"],
    },
    "local seed": {
        summary: "put sample leases into them, one expired, and use up half of each limit per time",
        description:
            "Puts sample leases into each bucket of slots, one of them expired, and draws half of the tokens of each " +
            "other bucket that nobody has drawn from. What is there already is left alone.",
        options: ["json", "verbose"],
        examples: [
            ["plinth local seed", "after `plinth local up`"],
            ["plinth local seed --json", "for a script"],
        ],
        exits: EXITS,
    },
    "local reconcile": {
        summary: "give their expired slots back, as the reconciler does every few minutes",
        description:
            "Runs the reconciler once, the very file that runs in the cloud: slots of expired leases come back. Nothing " +
            "else calls it on this machine.",
        options: ["json"],
        examples: [
            ["plinth local reconcile", "after `plinth local seed`: one slot of each bucket comes back"],
            ["plinth local reconcile --json", "its report, for a script"],
        ],
        exits: EXITS,
    },
    "local down": {
        summary: "take them away again, and end the moto that was started",
        description:
            "Ends the moto that `plinth local up` has started, and with it all that it kept; in an emulator of yours, " +
            "deletes the tables that were made. Removes the file with the application's variables.",
        options: ["json"],
        examples: [
            ["plinth local down", "what is gone already is no error"],
            ["plinth local down --json", "for a script"],
        ],
        exits: EXITS,
    },
};
