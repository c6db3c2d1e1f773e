import type { Connection } from "../database/connection";
import { missingRoles, roleSql } from "../database/roles";
import { identifier } from "../database/rows";
import { withSession, type Session } from "../database/session";
import { messageOf, RunnerError } from "../fault";
import type { Manifest } from "../manifest/manifest";
import type { World } from "../world";

/** What was made on the scratch server, the last of it first, and how it goes. */
interface Made {
    readonly what: string;
    readonly dropSql: string;
}

/**
 * A database for this alone, on a server with the roles that nothing is restored without. What it has made goes in any case.
 *
 * @param work receives where the database is.
 */
export async function withScratch<T>(
    scratch: Connection,
    manifest: Manifest,
    world: World,
    signal: AbortSignal,
    work: (target: Connection) => Promise<T>,
): Promise<T> {
    const database = `plinth_verify_${world.randomHex(8)}`;
    const made: Made[] = [];
    try {
        await withSession(world.connect(scratch, "plinth-verify"), signal, async (session) => {
            await makeRoles(session, manifest, made);
            await session.query(`CREATE DATABASE ${identifier(database)} TEMPLATE template0 ENCODING 'UTF8'`);
            const dropSql = `DROP DATABASE ${identifier(database)} WITH (FORCE)`;
            made.unshift({ what: `database ${database}`, dropSql });
        });
        return await work({ ...scratch, database });
    } finally {
        await drop(made, scratch, world);
    }
}

async function makeRoles(session: Session, { roles = [] }: Manifest, made: Made[]): Promise<void> {
    for (const role of await missingRoles(session, roles)) {
        try {
            await session.query(roleSql(role));
        } catch (error) {
            throw new RunnerError(
                "refused",
                `The role ${role}, which the backup names, can't be made on the scratch server: ${messageOf(error)}`,
                `Make it there by hand, or let SCRATCH_DATABASE_URL name a user who may make roles: ${roleSql(role)}`,
            );
        }
        made.unshift({ what: `role ${role}`, dropSql: `DROP ROLE ${identifier(role)}` });
    }
}

/** Not under the signal: an interrupted run cleans up as well. */
async function drop(made: readonly Made[], scratch: Connection, { connect, log }: World): Promise<void> {
    const left = (what: string, error: unknown): void => {
        const message = `The scratch ${what} stays: ${messageOf(error)}. Drop it by hand`;
        log({ level: "warn", event: "scratch-left", message });
    };
    if (made.length === 0) {
        return;
    }
    try {
        const session = await connect(scratch, "plinth-verify");
        try {
            for (const { what, dropSql } of made) {
                await session.query(dropSql).catch((error: unknown) => left(what, error));
            }
        } finally {
            await session.end();
        }
    } catch (error) {
        left(made.map(({ what }) => what).join(", "), error);
    }
}
