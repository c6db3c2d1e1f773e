import type { ExitName } from "../exit-codes";
import type { Verb } from "./invocation";
import type { OptionName } from "./options";

/** A call of the command and what it does. */
export type Example = readonly [call: string, what: string];

/** What the help, the parser and completion know of a verb. */
export interface VerbDescription {
    /** In a list of verbs. */
    readonly summary: string;
    /** On the verb's own page. */
    readonly description: string;
    readonly options: readonly OptionName[];
    readonly examples: readonly Example[];
    readonly exits: readonly ExitName[];
}

const EVERYWHERE = ["sandbox", "json"] as const;
const OPERATING = [...EVERYWHERE, "wait", "quiet", "verbose", "target"] as const;

const LOOKING_UP = ["ok", "failed", "usage", "engine", "damaged", "machine"] as const;
const RUNNING = [...LOOKING_UP, "locked", "interrupted"] as const;

/** Each verb, in the order of the help. */
export const VERBS: Readonly<Record<Verb, VerbDescription>> = {
    preview: {
        summary: "show what `up` would do; changes nothing",
        description:
            "Shows what `up` would create, update, replace and delete, and has the policy pack judge it. Changes no " +
            "resource; a stack that isn't there is begun, empty, in the backend.",
        options: [...OPERATING, "continue-on-error", "allow-delete-first"],
        examples: [
            ["plinth preview staging --sandbox", "the whole environment, on this machine"],
            ["plinth preview production foundation", "one project, on the real clouds"],
            ["plinth preview production --json", "for a pull request's report"],
        ],
        exits: [...RUNNING, "refused"],
    },
    up: {
        summary: "create and update resources until they are as the program says",
        description:
            "Puts right what a run that was cut off has left, previews each stack, then creates, updates, replaces and " +
            "deletes resources until they are as the program says. On real clouds it shows the plan and asks first.",
        options: [...OPERATING, "continue-on-error", "allow-delete-first", "yes"],
        examples: [
            ["plinth up staging --sandbox", "the whole environment, on this machine"],
            ["plinth up staging foundation data", "two projects, in dependency order"],
            ["plinth up production --yes --continue-on-error", "in CI: nobody is asked"],
            ["plinth up staging services -t aws:ecs:Service::portal", "one resource"],
        ],
        exits: [...RUNNING, "declined", "refused"],
    },
    refresh: {
        summary: "take what the clouds say into the state; changes no resource",
        description:
            "Reads every resource and takes what the clouds say into the state: a resource that was deleted there is " +
            "forgotten, a value that was changed there is noted. Changes no resource; the next `up` does.",
        options: [...OPERATING, "continue-on-error", "yes"],
        examples: [
            ["plinth refresh production", "shows what would be taken over, and asks"],
            ["plinth refresh production data --yes", "one project, without asking"],
        ],
        exits: [...RUNNING, "declined", "refused"],
    },
    drift: {
        summary: "name what the clouds have otherwise than the state; changes nothing",
        description:
            "Reads every resource and names what the clouds have otherwise than the state: each property with what it " +
            "was and is, and each resource that is gone. Changes nothing, the state neither.",
        options: OPERATING,
        examples: [
            ["plinth drift production", "exit code 7 when there is any"],
            ["plinth drift production --json --quiet", "for a nightly job"],
            ["plinth drift staging --sandbox data", "one project, on this machine"],
        ],
        exits: [...RUNNING, "drift"],
    },
    destroy: {
        summary: "delete all resources of the stacks, dependents first",
        description:
            "Deletes all resources of the stacks, dependents first, and lists what outlives them: final snapshots, " +
            "secrets in their recovery window. Doesn't run the program. On real clouds it shows the plan and asks first.",
        options: [...OPERATING, "continue-on-error", "yes"],
        examples: [
            ["plinth destroy staging --sandbox", "the whole environment, on this machine"],
            ["plinth destroy staging services", "one project, on the real clouds"],
        ],
        exits: [...RUNNING, "declined", "refused"],
    },
    outputs: {
        summary: "print what the stacks export; secrets are shown as [secret]",
        description: "Prints what the stacks export. Secrets are shown as [secret].",
        options: EVERYWHERE,
        examples: [
            ["plinth outputs staging --sandbox", "of all stacks"],
            ["plinth outputs production foundation --json", "of one, for a script"],
        ],
        exits: LOOKING_UP,
    },
    state: {
        summary: "tell where the state is, who holds it, what was cut off, and if it is whole",
        description:
            "Tells of each stack's state where it is, if it is whole, who holds its lock, which operations were cut " +
            "off, and which backups there are. Changes nothing.",
        options: EVERYWHERE,
        examples: [
            ["plinth state staging --sandbox", "of all stacks on this machine"],
            ["plinth state production data --json", "of one, for a script"],
        ],
        exits: LOOKING_UP,
    },
    "state restore": {
        summary: "put a backup of a stack's state in the place of a damaged one",
        description:
            "Puts a backup of a stack's state in the place of a damaged one, which is kept beside it. A backup that is " +
            "damaged itself, or another stack's, is refused.",
        options: [...EVERYWHERE, "wait", "yes", "backup"],
        examples: [
            ["plinth state restore staging data --sandbox", "the newest backup that is whole"],
            ["plinth state restore production data --backup <name>", "a certain one, as `plinth state` lists it"],
        ],
        exits: [...LOOKING_UP, "locked", "declined", "refused", "interrupted"],
    },
};
