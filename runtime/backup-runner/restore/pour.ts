import { PassThrough } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Connection } from "../database/connection";
import { databaseArgument, programEnvironment } from "../database/connection";
import { digesting } from "../envelope/digest";
import type { EnvelopeDescription } from "../envelope/format";
import type { BackupKeys } from "../envelope/keys";
import { opening } from "../envelope/open";
import { codeOf, RunnerError } from "../fault";
import { flow, isAftermath } from "../flow";
import type { Manifest } from "../manifest/manifest";
import type { Program, ProgramCall } from "../programs/program";
import { feed, withProgram } from "../programs/program";
import type { Tool } from "../programs/tools";
import { download } from "../store/download";
import type { World } from "../world";
import { checkDigests } from "./digests";
import { HoldingBack } from "./holding-back";
import { adviceFor } from "./advice";

const PIECE_BYTES = 256 * 1024;

/** Options of pg_restore that leave something out. */
export interface LeftOut {
    /** All belongs to who restores, so that the roles needn't be there. */
    readonly owners: boolean;
    /** Nothing is granted. */
    readonly privileges: boolean;
}

export interface PourRequest {
    readonly manifest: Manifest;
    readonly keys: BackupKeys;
    readonly tool: Tool;
    readonly target: Connection;
    readonly leftOut: LeftOut;
    /** As the server's list of sessions names it. */
    readonly application: string;
}

export function restoreCall({ tool, target, leftOut, application }: PourRequest): ProgramCall {
    return {
        command: tool.command,
        args: [
            "--format=custom",
            "--single-transaction",
            "--exit-on-error",
            ...(leftOut.owners ? ["--no-owner"] : []),
            ...(leftOut.privileges ? ["--no-privileges"] : []),
            "--no-password",
            databaseArgument(target.database),
        ],
        env: programEnvironment(target, application, tool),
    };
}

const COMPRESSIONS = ["gzip", "none"];

/** @throws RunnerError where this release can't unpack it. */
export function checkCompression({ envelope }: Manifest): void {
    if (!COMPRESSIONS.includes(envelope.compression)) {
        throw new RunnerError(
            "refused",
            `The backup is compressed by ${envelope.compression}; known here are ${COMPRESSIONS.join(" and ")}`,
            "Use the release of the backup runner that made it, or a newer one",
        );
    }
}

/** Both are authentic: one that differs from the other is a mistake of who made them. */
function checkHeader(header: EnvelopeDescription, { envelope }: Manifest): void {
    const differs = (Object.keys(envelope) as (keyof EnvelopeDescription)[]).filter(
        (key) => header[key] !== envelope[key],
    );
    if (differs.length > 0) {
        throw new RunnerError(
            "failed",
            `The object's header differs from the manifest in ${differs.join(", ")}`,
            "Nothing was restored. Restore another backup, and keep this one for evidence",
        );
    }
}

function isBrokenPipe(error: unknown): boolean {
    return isAftermath(error) || ["EPIPE", "ECONNRESET", "ERR_STREAM_WRITE_AFTER_END"].includes(codeOf(error) ?? "");
}

async function checkEnd({ ended }: Program): Promise<void> {
    const { succeeded, text } = await ended;
    if (!succeeded) {
        throw new RunnerError("failed", `pg_restore ${text}`, `Nothing was restored. ${adviceFor(text)}`);
    }
}

/** One that has ended reads no more: why it has is the reason, not that nobody read. */
async function reasonOf(error: unknown, program: Program): Promise<unknown> {
    if (!isBrokenPipe(error)) {
        return error;
    }
    try {
        await checkEnd(program);
        return error;
    } catch (reason) {
        return reason;
    }
}

/**
 * From the bucket into the database, in one pass and one transaction, which is committed only after the whole object was
 * read and found authentic, whole and as the manifest describes it.
 */
export async function pour(
    request: PourRequest,
    world: Pick<World, "start" | "store" | "clock">,
    signal: AbortSignal,
): Promise<void> {
    const { manifest, keys } = request;
    const { environment, database, backupId, envelope } = manifest;
    const [object, plain] = [digesting(), digesting()];
    const opened = opening({
        keys,
        context: { environment, database, backupId },
        onHeader: (header) => checkHeader(header, manifest),
    });
    const unpacked = envelope.compression === "gzip" ? createGunzip({ chunkSize: PIECE_BYTES }) : new PassThrough();
    const held = new HoldingBack(() => checkDigests(manifest, { object: object.digest(), plain: plain.digest() }));
    await withProgram(world.start, restoreCall(request), signal, async (program) => {
        // Whatever it lists is nobody's; a full pipe would stop it.
        program.stdout.resume();
        // It may be busy and not read for long; one that has ended by itself still has to say why.
        held.once("error", (error) => {
            if (!isAftermath(error)) {
                void program.stop();
            }
        });
        try {
            await flow(
                download(manifest.object, world, signal),
                [object, opened, unpacked, plain, held],
                (source) => feed(source, program),
                signal,
            );
        } catch (error) {
            throw await reasonOf(error, program);
        }
        await checkEnd(program);
    });
}
