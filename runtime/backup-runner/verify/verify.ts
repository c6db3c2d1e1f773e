import type { GoodEntry } from "../catalogue/entry";
import type { Connection } from "../database/connection";
import { countRows, identifier, textOf } from "../database/rows";
import { withSession, type Session } from "../database/session";
import type { BackupKeys } from "../envelope/keys";
import { messageOf } from "../fault";
import type { Manifest } from "../manifest/manifest";
import type { Tool } from "../programs/tools";
import { restoreBackup } from "../restore/restore";
import type { World } from "../world";
import { ageAssertion, canaryAssertion, countsAssertion, type Assertion } from "./assertions";
import { canaryName, type Canary } from "./canary";
import { withScratch } from "./scratch";

export interface VerifyRequest {
    readonly backup: GoodEntry;
    readonly keys: BackupKeys;
    readonly tool: Tool;
    /** A database of the scratch server: of a user who may make others, and roles. */
    readonly scratch: Connection;
    /** Only the latest one's age tells whether backups are made. */
    readonly isLatest: boolean;
    /** Of the latest backup, and of the canary when any backup was made. */
    readonly maxAgeSeconds: number;
    readonly canary?: Canary;
}

/** What was measured, with what was found. */
export interface Verified {
    readonly backupId: string;
    /** Of the encrypted object. */
    readonly bytes: number;
    readonly tables: number;
    readonly rows: number;
    /** From the first byte asked for to the last row committed. */
    readonly recoverySeconds: number;
    /** How much a disaster at this moment would lose. */
    readonly recoveryPointAgeSeconds: number;
    readonly assertions: readonly Assertion[];
}

/** Restores a backup into a scratch server and looks at what is there then. */
export async function verifyBackup(request: VerifyRequest, world: World, signal: AbortSignal): Promise<Verified> {
    const { backup, scratch, isLatest, maxAgeSeconds } = request;
    const { clock } = world;
    const { manifest, backupId } = backup;
    const age = (clock.now() - Date.parse(manifest.startedAt)) / 1000;
    return withScratch(scratch, manifest, world, signal, async (target) => {
        const began = clock.now();
        // Of the roles, the scratch server has those alone that nothing is restored without.
        const leftOut = { owners: true, privileges: true };
        await restoreBackup({ ...request, target, leftOut }, world, signal);
        const recoverySeconds = (clock.now() - began) / 1000;
        const looked = await withSession(world.connect(target, "plinth-verify"), signal, (session) =>
            look(session, request),
        );
        const restored: Assertion = {
            ...{ name: "restored", holds: true },
            detail: `whole, authentic and restored in ${recoverySeconds.toFixed(1)} s`,
        };
        return {
            ...{ backupId, bytes: manifest.object.bytes, ...sizeOf(manifest) },
            ...{ recoverySeconds, recoveryPointAgeSeconds: age },
            assertions: [...(isLatest ? [ageAssertion(age, maxAgeSeconds)] : []), restored, ...looked],
        };
    });
}

function sizeOf({ tables }: Manifest): Pick<Verified, "tables" | "rows"> {
    return { tables: tables.length, rows: tables.reduce((sum, { rows }) => sum + rows, 0) };
}

async function look(session: Session, request: VerifyRequest): Promise<readonly Assertion[]> {
    const { backup, canary } = request;
    const counts = countsAssertion(backup.manifest, await countRows(session));
    return canary === undefined ? [counts] : [counts, await lookAtCanary(session, canary, request)];
}

async function lookAtCanary(session: Session, canary: Canary, request: VerifyRequest): Promise<Assertion> {
    const name = canaryName(canary);
    const [schema, table, column] = [canary.schema, canary.table, canary.column].map(identifier);
    try {
        const [row] = await session.query(
            `SELECT coalesce(extract(epoch FROM max(${column}))::text, '') AS newest FROM ${schema}.${table}`,
        );
        const newest = textOf(row, "newest");
        const value = newest === "" ? undefined : Number(newest);
        return canaryAssertion(name, value, request.backup.manifest, request.maxAgeSeconds);
    } catch (error) {
        return { name: "canary", holds: false, detail: `${name} can't be read: ${messageOf(error)}` };
    }
}
