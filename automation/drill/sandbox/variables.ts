/** The environment of the runner's program on this machine: its task's own, but for where its servers are. Pure. */
import { CommandFault } from "../../command-fault";
import type { StatedContainer } from "./stated";

/** A server on this machine. */
export interface LocalDatabase {
    readonly host: string;
    readonly port: number;
    /** A superuser's. */
    readonly user: string;
    readonly password: string;
}

type Variables = Readonly<Record<string, string>>;

/** Of what AWS gives to a task by itself, and of where the emulator is. */
const BY_AWS = ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

/** Where something is in the image. This machine has PostgreSQL's programs on its path, and needs no certificates. */
const BY_IMAGE = ["PG_BIN", "DATABASE_CA_FILE"];

const NOT_OWN: readonly string[] = [...BY_AWS, ...BY_IMAGE];

/**
 * A variable that the program doesn't know is a fault as one that it misses: component and program have drifted apart.
 * What is missing the program says itself.
 *
 * @param code of the program
 * @throws CommandFault (unproven) with all unknown ones
 */
export function requireKnown(what: string, { variables }: StatedContainer, code: string): void {
    const isNamed = (name: string): boolean => new RegExp(`[^A-Z0-9_]${name}[^A-Z0-9_]`).test(code);
    const unknown = Object.keys(variables).filter((name) => !isNamed(name));
    if (unknown.length > 0) {
        throw new CommandFault("unproven", `${what} is given what its program doesn't know: ${unknown.join(", ")}.`, [
            "Program and task don't fit together: see components/backup/variables.ts and runtime/backup-runner.",
        ]);
    }
}

/** What makes a backup, of the database on this machine. No certificate is there, and nobody listens on loopback. */
export function runnerVariables({ variables }: StatedContainer, database: LocalDatabase): Variables {
    return {
        ...ownOf(variables),
        DATABASE_HOST: database.host,
        DATABASE_PORT: String(database.port),
        DATABASE_SSLMODE: "disable",
    };
}

const SCRATCH = "SCRATCH_DATABASE_URL";

/** What checks one, with the server on this machine in the place of the one beside it in the task. */
export function checkVariables({ variables }: StatedContainer, database: LocalDatabase): Variables {
    const given = variables[SCRATCH];
    if (given === undefined || !URL.canParse(given)) {
        // The program says what is wrong with it.
        return ownOf(variables);
    }
    const url = new URL(given);
    url.hostname = database.host;
    url.port = String(database.port);
    url.username = database.user;
    url.password = database.password;
    return { ...ownOf(variables), [SCRATCH]: url.href };
}

function ownOf(variables: Variables): Variables {
    return Object.fromEntries(Object.entries(variables).filter(([name]) => !NOT_OWN.includes(name)));
}

/** A column whose newest value has to be young. */
export interface CanaryColumn {
    readonly schema: string;
    readonly table: string;
    readonly column: string;
}

const CANARY = /^([^".]+)\.([^".]+)\.([^".]+)$/;

/** The one that the check is told to look at; another one where it is told of none. */
export function canaryColumn({ variables }: StatedContainer): CanaryColumn {
    const [, schema = "public", table = "heartbeat", column = "at"] =
        CANARY.exec(variables["VERIFY_CANARY"] ?? "") ?? [];
    return { schema, table, column };
}
