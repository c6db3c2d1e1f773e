import assert from "node:assert/strict";
import { runProxied, type ProxiedEnd } from "./support/proxied";
import { Stand } from "./support/stand";

/** Runners that were really killed: one that was done before its moment doesn't count. */
const KILLS = 20;
/** At late moments many are done: how much passes differs from run to run. */
const MOST_TRIES = 4 * KILLS;
/** As many pieces from the end: the last part, its answer, the end of the upload and the manifest. */
const LAST_PIECES = 14;
const SEED = Number(process.env["PLINTH_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** More than one part of an upload, and little of it can be compressed. */
const CONTENT = `
    CREATE TABLE t (id int PRIMARY KEY, noise text);
    INSERT INTO t SELECT i, (SELECT string_agg(md5(i::text || j), '') FROM generate_series(1, 50) j) FROM generate_series(1, 14000) i;`;

/** Numbers from 0 to below 1 that a seed determines: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function randomFrom(seed: number): () => number {
    let state = seed;
    return () => {
        state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
        return state / 2 ** 31;
    };
}

/** Half of them anywhere, half near the end, where it is decided whether there is a backup. */
function* momentsOf(pieces: number): Generator<number> {
    const random = randomFrom(SEED);
    for (let index = 0; index < MOST_TRIES; index += 1) {
        yield index % 2 === 0 ? 1 + Math.floor(random() * pieces) : pieces - Math.floor(random() * LAST_PIECES);
    }
}

interface Kill {
    readonly moment: number;
    readonly signal: string | null;
}

describe(`a runner that is killed (PLINTH_SEED=${SEED})`, () => {
    let stand: Stand;

    before(async () => {
        stand = await Stand.start();
        stand.makeDatabase("core", CONTENT);
    });
    after(() => stand.stop());

    async function killedAt(moment: number): Promise<ProxiedEnd> {
        return runProxied(stand, {
            database: "core",
            hooks: (runner) => ({
                onPiece: (count) => {
                    if (count === moment) {
                        runner()?.kill("SIGKILL");
                    }
                },
            }),
        });
    }

    it(`at ${KILLS} moments leaves no backup that is listed as good and can't be restored`, async () => {
        const whole = await killedAt(Infinity);
        assert.equal(whole.code, 0, JSON.stringify(whole.last));
        const ends: Kill[] = [];
        const killed = (): number => ends.filter(({ signal }) => signal === "SIGKILL").length;
        for (const moment of momentsOf(whole.pieces)) {
            const { signal } = await killedAt(moment);
            ends.push({ moment, signal });
            if (killed() === KILLS) {
                break;
            }
        }
        const label = JSON.stringify({ SEED, pieces: whole.pieces, ends });
        assert.equal(killed(), KILLS, label);
        // pg_dump has nobody to write to any more; the next question is asked when it is gone.
        const dumping = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'plinth-backup'";
        while (stand.sql("postgres", dumping) !== "0") {
            await new Promise((resolve) => setImmediate(resolve));
        }
        const entries = await stand.list("core");
        const good = entries.filter(({ state }) => state === "good");
        assert.deepEqual(
            entries.filter(({ state }) => !["good", "incomplete"].includes(state)),
            [],
            label,
        );
        assert.ok(
            good.length >= 1 && good.length <= 1 + ends.length,
            `${good.length} good of ${entries.length}: ${label}`,
        );
        const expected = stand.dump("core");
        for (const { backupId } of good) {
            stand.makeDatabase(backupId);
            const { code, last } = await stand.restore("core", backupId, backupId);
            assert.equal(code, 0, `${JSON.stringify(last)} ${label}`);
            assert.ok(stand.dump(backupId) === expected, `${backupId} is not the same: ${label}`);
            stand.sql("postgres", `DROP DATABASE "${backupId}"`);
        }
    });
});
