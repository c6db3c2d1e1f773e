import assert from "node:assert/strict";
import { startPostgres, type PostgresServer } from "../../../../automation/servers/postgres";
import { parseDatabaseUrl, type Connection } from "../../../../runtime/backup-runner/database/connection";
import { connectByPg, withSession, type Session } from "../../../../runtime/backup-runner/database/session";
import { checkEmpty } from "../../../../runtime/backup-runner/restore/empty";
import { failsWith } from "../support/backups";
import { CONTENTS } from "../support/contents";
import { NEVER } from "../support/fake-world";

describe("an empty target", () => {
    let postgres: PostgresServer;

    before(async () => (postgres = await startPostgres()));
    after(() => postgres.stop());

    function target(database: string): Connection {
        return parseDatabaseUrl(postgres.url(database), { name: "the target" });
    }

    async function inside<T>(database: string, work: (session: Session) => Promise<T>): Promise<T> {
        return withSession(connectByPg(target(database), "test"), NEVER, work);
    }

    async function makeDatabase(name: string, template = "template0"): Promise<void> {
        await inside("postgres", (session) => session.query(`CREATE DATABASE "${name}" TEMPLATE ${template}`));
    }

    it("is not one with anything in it, and the refusal names that", async () => {
        for (const [index, { has, made }] of CONTENTS.entries()) {
            const name = `full ${index}`;
            await makeDatabase(name);
            await inside(name, async (session) => {
                await session.query(`SET search_path = public; ${made}`);
                const named = has.replace(/[()]/g, "\\$&");
                const said = new RegExp(`target is not empty: database "${name}" at .* ${named}[,.]`);
                await failsWith(checkEmpty(session, target(name)), "refused", said);
            });
        }
    });

    it("is each that was just made, whatever others have for their session alone", async () => {
        for (const template of ["template0", "template1"]) {
            await makeDatabase(`made of ${template}`, template);
            await inside(`made of ${template}`, async (other) => {
                await other.query("CREATE TEMPORARY TABLE passing (a serial PRIMARY KEY, b text)");
                await other.query("CREATE TYPE pg_temp.kind AS ENUM ('a')");
                await inside(`made of ${template}`, (session) => checkEmpty(session, target(`made of ${template}`)));
            });
        }
    });

    it("is one that a user who may do little can see to be so", async () => {
        await makeDatabase("unprivileged");
        await inside("unprivileged", async (session) => {
            await session.query("CREATE ROLE nobody NOLOGIN");
            await session.query("SET ROLE nobody");
            await checkEmpty(session, target("unprivileged"));
            assert.deepEqual(await session.query("SELECT current_user::text AS me"), [{ me: "nobody" }]);
        });
    });
});
