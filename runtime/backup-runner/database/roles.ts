import { identifier, textOf } from "./rows";
import type { Session } from "./session";

/** Roles that a restore needs even without owners and privileges; those that every server has aside. */
const NAMED = `
    SELECT rolname::text AS role FROM pg_roles
    WHERE rolname !~ '^pg_' AND (
        EXISTS (SELECT FROM pg_policy WHERE pg_roles.oid = ANY (polroles))
        OR EXISTS (SELECT FROM pg_user_mappings WHERE umuser = pg_roles.oid)
        OR EXISTS (
            SELECT FROM pg_proc, unnest(proconfig) AS setting
            WHERE setting IN ('role=' || rolname, 'session_authorization=' || rolname)
        )
    )
    ORDER BY 1`;

function rolesIn(rows: Awaited<ReturnType<Session["query"]>>): readonly string[] {
    return rows.map((row) => textOf(row, "role"));
}

/** Roles that policies, user mappings and settings of functions name: pg_restore can leave none of them out. */
export async function namedRoles(session: Session): Promise<readonly string[]> {
    return rolesIn(await session.query(NAMED));
}

/** Those that the server doesn't have. */
export async function missingRoles(session: Session, roles: readonly string[]): Promise<readonly string[]> {
    return rolesIn(
        await session.query(
            "SELECT role FROM unnest($1::text[]) AS role WHERE role NOT IN (SELECT rolname FROM pg_roles) ORDER BY 1",
            [roles],
        ),
    );
}

/** SQL that makes a role which nobody can log in as. */
export function roleSql(role: string): string {
    return `CREATE ROLE ${identifier(role)} NOLOGIN`;
}
