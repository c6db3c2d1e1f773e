import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { ServerFault, thisMachine, type Machine } from "./machine";
import { ensurePostgres } from "./postgres-install";
import { freePort, LOOPBACK, startServer, stopServer } from "./server-process";

export interface PostgresOptions {
    /** Empty folder for its data, which stays. @default - one of its own, which goes with it */
    readonly folder?: string;
    /** Settings besides, by their names in `postgresql.conf`. */
    readonly settings?: Readonly<Record<string, string>>;
    /** @default - this one, without a word */
    readonly machine?: Machine;
}

/** A server on loopback that nobody else uses. */
export interface PostgresServer {
    readonly host: string;
    readonly port: number;
    /** A superuser. */
    readonly user: string;
    readonly password: string;
    /** Folder with `pg_dump`, `pg_restore`, `psql`. */
    readonly binaries: string;
    /** `postgres://…` of a database, with the superuser's password. */
    url(database: string): string;
    /** Ends it; its data goes unless it has a folder that was given. */
    stop(): Promise<void>;
}

const USER = "postgres";

/** Nothing here has to survive the machine's power being cut: a crash of the server alone loses nothing either way. */
const SETTINGS = {
    listen_addresses: LOOPBACK,
    fsync: "off",
    full_page_writes: "off",
    synchronous_commit: "off",
    max_wal_size: "4GB",
};

/**
 * PostgreSQL with a data folder of its own, on loopback. Sets the server up when it isn't there. PostgreSQL refuses to
 * run as root, so that it then runs as the user `postgres`, or `nobody`.
 *
 * @throws ServerFault saying why it can't be had
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
    const { settings = {}, machine = thisMachine() } = options;
    const binaries = await ensurePostgres(machine);
    const folder = options.folder ?? fs.mkdtempSync(path.join(os.tmpdir(), "plinth-postgres-"));
    const identity = identityIn(folder);
    const password = randomBytes(18).toString("base64url");
    makeCluster({ binaries, folder, identity, password });
    const port = await freePort();
    const given = Object.entries({ ...SETTINGS, unix_socket_directories: folder, ...settings });
    const child = await startServer({
        name: "PostgreSQL",
        command: path.join(binaries, "postgres"),
        args: [
            "-D",
            dataIn(folder),
            "-p",
            String(port),
            ...given.flatMap(([name, value]) => ["-c", `${name}=${value}`]),
        ],
        port,
        // It takes connections while it still starts up, and then turns them away.
        isReady: () =>
            spawnSync(path.join(binaries, "pg_isready"), ["-q", "-h", LOOPBACK, "-p", String(port)]).status === 0,
        ...identity,
    });
    return {
        ...{ host: LOOPBACK, port, user: USER, password, binaries },
        url: (database) => `postgres://${USER}:${password}@${LOOPBACK}:${port}/${encodeURIComponent(database)}`,
        async stop() {
            // Ends sessions instead of waiting for them.
            await stopServer(child, "SIGINT");
            if (options.folder === undefined) {
                fs.rmSync(folder, { recursive: true, force: true });
            }
        },
    };
}

const dataIn = (folder: string): string => path.join(folder, "data");

export interface Identity {
    readonly uid?: number;
    readonly gid?: number;
}

/** Who a server runs as, which root may not; the folder becomes that user's. */
export function identityIn(folder: string): Identity {
    if (process.getuid?.() !== 0) {
        return {};
    }
    for (const user of [USER, "nobody"]) {
        const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, user], { encoding: "utf8" }));
        if (uid?.status === 0 && gid?.status === 0) {
            const identity = { uid: Number(uid.stdout), gid: Number(gid.stdout) };
            fs.chownSync(folder, identity.uid, identity.gid);
            return identity;
        }
    }
    throw new ServerFault("PostgreSQL doesn't run as root, and there is neither a user postgres nor nobody here.");
}

interface Cluster {
    readonly binaries: string;
    readonly folder: string;
    readonly identity: Identity;
    readonly password: string;
}

function makeCluster({ binaries, folder, identity, password }: Cluster): void {
    // Through a file that only its user can read: an argument would be in the list of processes.
    const file = path.join(folder, "password");
    fs.writeFileSync(file, `${password}\n`, { mode: 0o600 });
    if (identity.uid !== undefined && identity.gid !== undefined) {
        fs.chownSync(file, identity.uid, identity.gid);
    }
    const args = ["-D", dataIn(folder), "-U", USER, "--auth=scram-sha-256", `--pwfile=${file}`];
    const locale = ["--encoding=UTF8", "--locale=C", "--no-sync"];
    const { status, stderr, error } = spawnSync(path.join(binaries, "initdb"), [...args, ...locale], {
        encoding: "utf8",
        cwd: folder,
        ...identity,
    });
    fs.rmSync(file);
    if (status !== 0) {
        throw new ServerFault(`PostgreSQL's initdb failed: ${error?.message ?? stderr.trim()}`);
    }
}
