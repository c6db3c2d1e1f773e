import type { GoodEntry } from "../catalogue/entry";
import type { Connection } from "../database/connection";
import { textOf } from "../database/rows";
import { withSession } from "../database/session";
import type { BackupKeys } from "../envelope/keys";
import { messageOf } from "../fault";
import type { Tool } from "../programs/tools";
import type { World } from "../world";
import { checkCompression, pour, type LeftOut } from "./pour";
import { checkTarget, checkTool } from "./target";

export interface RestoreRequest {
    readonly backup: GoodEntry;
    readonly keys: BackupKeys;
    readonly target: Connection;
    readonly tool: Tool;
    readonly leftOut: LeftOut;
}

const LOOK_MS = 250;
const LOOKS = 120;

/**
 * Restores a backup into an empty database, or leaves that as it was.
 *
 * @throws RunnerError (`refused`) before anything was begun, (`failed`) after all was undone.
 */
export async function restoreBackup(request: RestoreRequest, world: World, signal: AbortSignal): Promise<void> {
    const { backup, target, tool, keys, leftOut } = request;
    const { manifest } = backup;
    checkCompression(manifest);
    checkTool(tool, manifest);
    await withSession(world.connect(target, "plinth-restore"), signal, (session) =>
        checkTarget(session, target, manifest),
    );
    await probe(request, world, signal);
    const application = `plinth-restore-${world.randomHex(8)}`;
    try {
        await pour({ manifest, keys, tool, target, leftOut, application }, world, signal);
    } catch (error) {
        await untilUndone(target, application, world);
        throw error;
    }
}

/** Whether the object can be read: it may be archived, or its key out of reach. */
async function probe({ backup }: RestoreRequest, { store }: World, signal: AbortSignal): Promise<void> {
    const { key, versionId } = backup.manifest.object;
    await store.read({ key, versionId }, signal, { first: 0, last: 0 });
}

/** The server undoes the transaction when it notices that nobody is there any more: only then is the target as it was. */
async function untilUndone(target: Connection, application: string, world: World): Promise<void> {
    const { connect, clock, log } = world;
    try {
        const session = await connect(target, "plinth-restore");
        try {
            for (let look = 0; look < LOOKS; look += 1) {
                const [row] = await session.query(
                    "SELECT count(*)::text AS sessions FROM pg_stat_activity WHERE application_name = $1",
                    [application],
                );
                if (textOf(row, "sessions") === "0") {
                    return;
                }
                await clock.pause(LOOK_MS);
            }
        } finally {
            await session.end();
        }
        log({
            level: "warn",
            event: "restore-undoing",
            message: "The target's server is still undoing what was restored",
        });
    } catch (error) {
        const message = `Whether the target's server has undone all can't be seen: ${messageOf(error)}`;
        log({ level: "warn", event: "restore-undoing", message });
    }
}
