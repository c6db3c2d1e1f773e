import type { Connection } from "../database/connection";
import { connectionFromSecret, type DatabasePlace, type Ssl } from "../database/connection";
import { namedRoles } from "../database/roles";
import { countRowsInTransaction, serverVersion, textOf, type ServerVersion } from "../database/rows";
import type { Session } from "../database/session";
import { endingOnAbort, withSession } from "../database/session";
import type { BackupKeys } from "../envelope/keys";
import { parseBackupKeys } from "../envelope/keys";
import { RunnerError } from "../fault";
import type { Manifest, ManifestContent } from "../manifest/manifest";
import { signManifest } from "../manifest/sign";
import { newBackupId } from "../names";
import type { Tool } from "../programs/tools";
import { findTool } from "../programs/tools";
import { together } from "../together";
import type { World } from "../world";
import type { Dumped } from "./dump";
import { dumpToStore } from "./dump";
import { storeManifest } from "./store-manifest";

export interface RunSettings {
    /** Part of what the backup is bound to. */
    readonly environment: string;
    readonly encryptionSecret: string;
    readonly databaseSecret: string;
    /** Where the database is, unless its secret says so. */
    readonly place?: DatabasePlace;
    readonly ssl: Ssl;
    /** Folder with pg_dump. @default - PATH */
    readonly programs?: string;
}

/** One backup: dumps what one snapshot shows, and stores the manifest when all the rest is stored. */
export async function runBackup(settings: RunSettings, world: World, signal: AbortSignal): Promise<Manifest> {
    const { clock, randomHex, readSecret } = world;
    const began = clock.now();
    const keys = parseBackupKeys(
        await readSecret(settings.encryptionSecret, "The secret with the backup's keys", signal),
    );
    const secret = await readSecret(settings.databaseSecret, "The database's secret", signal);
    const connection = connectionFromSecret(secret, settings.place, settings.ssl);
    const tool = await findTool(world.start, "pg_dump", { folder: settings.programs }, signal);
    const backup = new Backup(world, {
        ...{ connection, keys, tool, environment: settings.environment, began },
        backupId: newBackupId(new Date(began), randomHex(4)),
    });
    return withSession(world.connect(connection, "plinth-backup"), signal, (session) => backup.make(session, signal));
}

interface BackupPlan {
    readonly connection: Connection;
    readonly keys: BackupKeys;
    readonly tool: Tool;
    readonly environment: string;
    readonly backupId: string;
    /** Epoch ms. */
    readonly began: number;
}

/** pg_dump refuses it as well, but only after it has written something. */
function checkVersions(tool: Tool, server: ServerVersion, { log }: World): void {
    if (tool.major < server.major) {
        throw new RunnerError(
            "refused",
            `${tool.version} is older than the server (${server.text}), and can't dump it`,
            `Use an image with PostgreSQL's client ${server.major}, or set PG_BIN to the folder of a newer one`,
        );
    }
    if (tool.major > server.major) {
        log({
            level: "warn",
            event: "newer-client",
            message: `${tool.version} is newer than the server (${server.text}): restoring may need a server of its version`,
        });
    }
}

type Seen = Pick<ManifestContent, "tables" | "roles">;

/** What the snapshot shows besides what is dumped. */
async function see(session: Session): Promise<Seen> {
    return { roles: await namedRoles(session), tables: await countRowsInTransaction(session) };
}

class Backup {
    constructor(
        private readonly world: World,
        private readonly plan: BackupPlan,
    ) {}

    async make(session: Session, signal: AbortSignal): Promise<Manifest> {
        const server = await serverVersion(session);
        checkVersions(this.plan.tool, server, this.world);
        // Stays open until pg_dump has taken the snapshot over, and the rows are counted in it.
        await session.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        const [exported] = await session.query("SELECT pg_export_snapshot() AS snapshot");
        const snapshot = textOf(exported, "snapshot");
        this.begin(server);
        let seeing: Promise<Seen> | undefined;
        const afterAll = async (): Promise<void> => {
            await seeing;
            await session.query("COMMIT");
        };
        const [seen, dumped] = await together<[Seen, Dumped]>(signal, [
            (either) => (seeing = endingOnAbort(session, either, () => see(session))),
            (either) => this.dump(snapshot, afterAll, either),
        ]);
        const manifest = this.manifest(server, dumped, seen);
        await storeManifest(manifest, this.world, signal);
        return manifest;
    }

    private begin({ text }: ServerVersion): void {
        const { backupId, connection, tool } = this.plan;
        const { host, port, database } = connection;
        const details = { backupId, database, host, port, serverVersion: text, clientVersion: tool.version };
        this.world.log({ level: "info", event: "backup-started", ...details });
    }

    private dump(snapshot: string, afterAll: () => Promise<void>, signal: AbortSignal): Promise<Dumped> {
        const { tool, connection, keys, environment, backupId } = this.plan;
        const context = { environment, database: connection.database, backupId };
        return dumpToStore({ tool, connection, snapshot, context, keys, afterAll }, this.world, signal);
    }

    private manifest(server: ServerVersion, dumped: Dumped, seen: Seen): Manifest {
        const { environment, backupId, connection, began, tool, keys } = this.plan;
        const content = {
            ...{ environment, database: connection.database, backupId },
            startedAt: new Date(began).toISOString(),
            // A clock may be set back meanwhile.
            endedAt: new Date(Math.max(began, this.world.clock.now())).toISOString(),
            ...{ serverVersion: server.text, clientVersion: tool.version },
            ...dumped,
            ...seen,
        };
        return signManifest(content, keys);
    }
}
