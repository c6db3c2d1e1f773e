import type { Connection } from "../database/connection";
import { missingRoles, roleSql } from "../database/roles";
import { serverVersion } from "../database/rows";
import type { Session } from "../database/session";
import { RunnerError } from "../fault";
import type { Manifest } from "../manifest/manifest";
import { clientMajor, type Tool } from "../programs/tools";
import { checkEmpty } from "./empty";

/** Policies would fail without them, after all else was restored. A manifest before version 1.1 doesn't tell them. */
async function checkRoles(session: Session, { roles = [] }: Manifest): Promise<void> {
    const missing = await missingRoles(session, roles);
    if (missing.length > 0) {
        throw new RunnerError(
            "refused",
            `The target's server lacks roles that policies, user mappings or functions of the backup name: ${missing.join(", ")}`,
            `Nothing was changed. Make them first, since no option leaves them out: ${missing.map(roleSql).join("; ")}`,
        );
    }
}

/** The dump's own server tells its version as `16.4 (Debian …)`. */
export function serverMajor(version: string): number {
    return Number.parseInt(version, 10);
}

/** @throws RunnerError (`refused`) where this pg_restore can't read what that pg_dump wrote. */
export function checkTool(tool: Tool, { clientVersion }: Manifest): void {
    if (tool.major < (clientMajor(clientVersion) ?? 0)) {
        throw new RunnerError(
            "refused",
            `${tool.version} is older than what made the dump (${clientVersion}), and can't read it`,
            "Use an image with PostgreSQL's client of that version, or set PG_BIN to the folder of one",
        );
    }
}

/** @throws RunnerError (`refused`) where the target must not or can't take the backup. */
export async function checkTarget(session: Session, target: Connection, manifest: Manifest): Promise<void> {
    const server = await serverVersion(session);
    if (server.major < serverMajor(manifest.serverVersion)) {
        throw new RunnerError(
            "refused",
            `The target's server is too old: ${server.text}, and the backup was made on ${manifest.serverVersion}`,
            `Nothing was changed. Restore into a server of version ${serverMajor(manifest.serverVersion)} or newer`,
        );
    }
    await checkEmpty(session, target);
    await checkRoles(session, manifest);
}
