import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Stand, type Ended } from "./support/stand";

/** In one row. */
const ROW = "Jane-Roe-canary";

/** Whether a row may be there depends on a table whose rows come later, so that no restore succeeds. */
function content(check: string): string {
    return `
        CREATE TABLE zz_allowed (name text);
        INSERT INTO zz_allowed VALUES ('${ROW}');
        ${check}
        CREATE TABLE people (id int, name text CHECK (public.is_allowed(name)));
        INSERT INTO people VALUES (1, '${ROW}');`;
}

const CHECKS = {
    "a CHECK": `
        CREATE FUNCTION public.is_allowed(text) RETURNS boolean LANGUAGE sql
            AS $$ SELECT EXISTS (SELECT FROM public.zz_allowed WHERE name = $1) $$;`,
    "a function's own exception": `
        CREATE FUNCTION public.is_allowed(who text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT FROM public.zz_allowed WHERE name = who) THEN RETURN true; END IF;
            RAISE EXCEPTION 'somebody named % is unknown', who USING DETAIL = who, HINT = who;
        END $$;`,
    "a type": `
        CREATE FUNCTION public.is_allowed(who text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT FROM public.zz_allowed WHERE name = who) THEN RETURN true; END IF;
            RETURN who::int > 0;
        END $$;`,
};

function serverLog(stand: Stand): string {
    const folder = path.join(stand.sql("postgres", "SHOW data_directory"), "log");
    return readdirSync(folder)
        .map((name) => readFileSync(path.join(folder, name), "utf8"))
        .join("");
}

describe("what is in a row is not in the log", () => {
    let stand: Stand;

    before(async () => {
        // As the scratch server of a task is started; its log is in a file here.
        stand = await Stand.start({
            log_min_messages: "log",
            log_min_error_statement: "panic",
            logging_collector: "on",
        });
    });
    after(() => stand.stop());

    function assertUnseen({ code, stdout, last }: Ended): void {
        assert.equal(code, 1, stdout);
        assert.ok(!stdout.includes(ROW), stdout);
        assert.match(
            String(last["message"]),
            /pg_restore ended with exit code 1: .*COPY failed for table "people": ERROR/,
        );
    }

    for (const [index, [name, check]] of Object.entries(CHECKS).entries()) {
        it(`when it can't be restored because of ${name}`, async () => {
            const database = `core${index}`;
            stand.makeDatabase(database, content(check));
            await stand.backUp(database);
            assertUnseen(await stand.run(database, ["verify"]));
            stand.makeDatabase(`target${index}`);
            assertUnseen(await stand.restore(database, `target${index}`));
            const log = serverLog(stand);
            assert.ok(log !== "" && !log.includes(ROW), log);
        });
    }
});
