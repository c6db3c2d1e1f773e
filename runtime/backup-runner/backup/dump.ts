import { createGzip } from "node:zlib";
import type { Connection } from "../database/connection";
import { databaseArgument, programEnvironment } from "../database/connection";
import type { Digest } from "../envelope/digest";
import { digesting } from "../envelope/digest";
import type { EnvelopeDescription, ObjectContext } from "../envelope/format";
import type { BackupKeys } from "../envelope/keys";
import { sealing } from "../envelope/seal";
import { flow } from "../flow";
import type { StoredObject } from "../manifest/manifest";
import { objectKey } from "../names";
import type { ProgramCall } from "../programs/program";
import { OutputOf, withProgram } from "../programs/program";
import type { Tool } from "../programs/tools";
import { uploadAll } from "../store/upload";
import type { World } from "../world";

export const COMPRESSION = "gzip";
/** Measured: level 6 takes 1.6 times as long for 1 % less; the runner has a quarter of a processor. docs/performance.md */
const GZIP_LEVEL = 1;
/** A call of zlib is work for another thread: few large ones cost less than many small ones. */
const GZIP_PIECE_BYTES = 256 * 1024;
/** Who waits longer for a lock than this stands behind a migration. */
const LOCK_WAIT = "10min";

export interface DumpRequest {
    readonly tool: Tool;
    readonly connection: Connection;
    /** As the transaction that holds it has exported it. */
    readonly snapshot: string;
    readonly context: ObjectContext;
    readonly keys: BackupKeys;
    /** What has to go well before the object is stored, where a lock would keep it for years. */
    readonly afterAll: () => Promise<void>;
}

export interface Dumped {
    readonly plain: Digest;
    readonly object: StoredObject;
    readonly envelope: EnvelopeDescription;
}

export function dumpCall({ tool, connection, snapshot }: DumpRequest): ProgramCall {
    return {
        command: tool.command,
        args: [
            "--format=custom",
            // It would compress each table in its own thread of one: the runner compresses all of it.
            "--compress=0",
            `--snapshot=${snapshot}`,
            `--lock-wait-timeout=${LOCK_WAIT}`,
            "--no-password",
            databaseArgument(connection.database),
        ],
        env: programEnvironment(connection, "plinth-backup", tool),
    };
}

/** From the database into the bucket: nothing but a few pieces is in memory, and nothing is on a disk. */
export async function dumpToStore(
    request: DumpRequest,
    world: Pick<World, "start" | "store" | "log">,
    signal: AbortSignal,
): Promise<Dumped> {
    const { keys, context, afterAll } = request;
    const key = objectKey(context.database, context.backupId);
    const [plain, object] = [digesting(), digesting()];
    const sealed = sealing({ keys, context, compression: COMPRESSION });
    const compressed = createGzip({ level: GZIP_LEVEL, chunkSize: GZIP_PIECE_BYTES });
    return withProgram(world.start, dumpCall(request), signal, async (program) => {
        program.stdin.end();
        const versionId = await flow(
            program.stdout,
            [new OutputOf(program, "pg_dump"), plain, compressed, sealed, object],
            (source) => uploadAll(source, { key, afterAll }, world, signal),
            signal,
        );
        return {
            plain: plain.digest(),
            object: { ...object.digest(), key, versionId },
            envelope: sealed.envelope,
        };
    });
}
