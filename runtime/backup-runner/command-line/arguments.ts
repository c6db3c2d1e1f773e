import { parseArgs } from "node:util";
import { NAME_RULES } from "../envelope/format";
import { messageOf, usageError } from "../fault";

export type Verb = "run" | "list" | "restore" | "verify";

/** What was asked for. */
export type Command =
    | { readonly verb: "help" }
    | { readonly verb: "run" }
    | { readonly verb: "list"; readonly database?: string; readonly json: boolean }
    | {
          readonly verb: "restore";
          readonly database?: string;
          readonly backup: string;
          readonly to?: string;
          readonly leftOut: { readonly owners: boolean; readonly privileges: boolean };
      }
    | { readonly verb: "verify"; readonly database?: string; readonly backup: string };

const OPTIONS = {
    help: { type: "boolean", short: "h" },
    json: { type: "boolean" },
    database: { type: "string" },
    backup: { type: "string" },
    to: { type: "string" },
    "no-owner": { type: "boolean" },
    "no-privileges": { type: "boolean" },
} as const;

const VERBS: Readonly<Record<Verb, readonly (keyof typeof OPTIONS)[]>> = {
    run: [],
    list: ["json", "database"],
    restore: ["database", "backup", "to", "no-owner", "no-privileges"],
    verify: ["database", "backup"],
};

function isVerb(value: string): value is Verb {
    return Object.hasOwn(VERBS, value);
}

function parsed(args: readonly string[]): {
    readonly values: { readonly [name in keyof typeof OPTIONS]?: string | boolean };
    readonly positionals: readonly string[];
} {
    try {
        return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    } catch (error) {
        throw usageError("The arguments can't be used", [messageOf(error)]);
    }
}

function faultsOf(verb: string, values: Readonly<Record<string, unknown>>, rest: readonly string[]): readonly string[] {
    if (!isVerb(verb)) {
        return [`there is no command ${JSON.stringify(verb)}; there are ${Object.keys(VERBS).join(", ")}`];
    }
    const known: readonly string[] = VERBS[verb];
    const { backup } = values;
    const isBackup = typeof backup === "string" && NAME_RULES.backupId.test(backup);
    return [
        ...rest.map((word) => `${JSON.stringify(word)} is one word too many`),
        ...Object.keys(values)
            .filter((name) => !known.includes(name))
            .map((name) => `${verb} has no option --${name}`),
        ...(verb === "restore" && backup === undefined ? ["--backup must be a backup's id, or latest"] : []),
        ...(backup === undefined || isBackup ? [] : [`--backup must ${NAME_RULES.backupId.allowed}, or be latest`]),
    ];
}

/** @throws RunnerError (`usage`) with all faults at once. */
export function parseCommand(args: readonly string[]): Command {
    const { values, positionals } = parsed(args);
    if (values.help === true) {
        return { verb: "help" };
    }
    const [verb = "run", ...rest] = positionals;
    const faults = faultsOf(verb, values, rest);
    if (faults.length > 0 || !isVerb(verb)) {
        throw usageError("The arguments can't be used", faults);
    }
    const text = (name: "database" | "backup" | "to"): string | undefined => {
        const value = values[name];
        return typeof value === "string" ? value : undefined;
    };
    const [databaseName, backup, to] = [text("database"), text("backup") ?? "latest", text("to")];
    const database = databaseName === undefined ? {} : { database: databaseName };
    switch (verb) {
        case "run":
            return { verb };
        case "list":
            return { verb, ...database, json: values.json === true };
        case "verify":
            return { verb, ...database, backup };
        case "restore": {
            const leftOut = { owners: values["no-owner"] === true, privileges: values["no-privileges"] === true };
            return { verb, ...database, backup, ...(to === undefined ? {} : { to }), leftOut };
        }
    }
}
