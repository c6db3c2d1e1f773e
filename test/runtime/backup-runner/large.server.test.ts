import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { Stand } from "./support/stand";

const MIB = 1024 * 1024;
const LEAST_PLAIN = 1024 * MIB;
/** Of the runner's own process: pg_dump and pg_restore have a few MiB each. */
const MOST_MEMORY = 200_000_000;

/** 1 GiB as rows of text, half of it random digits, which compress to half, half of it words that compress well. */
const CONTENT = `
    CREATE TABLE events (id bigint, kind text, doc text, noise text) WITH (autovacuum_enabled = off);
    INSERT INTO events
        SELECT i, 'kind ' || i % 7, repeat('{"user":' || i % 5000 || ',"note":"the same words again"}', 11),
            md5(i::text) || md5((i * 7)::text) || md5((i * 13)::text) || md5((i * 17)::text)
            || md5((i * 19)::text) || md5((i * 23)::text) || md5((i * 29)::text) || md5((i * 31)::text)
            || md5((i * 37)::text) || md5((i * 41)::text) || md5((i * 43)::text) || md5((i * 47)::text)
            || md5((i * 53)::text) || md5((i * 59)::text) || md5((i * 61)::text) || md5((i * 67)::text)
        FROM generate_series(1, 1100000) i;`;

describe("a database of 1 GiB", () => {
    let stand: Stand;

    before(async () => {
        stand = await Stand.start({ autovacuum: "off", shared_buffers: "256MB" });
        stand.makeDatabase("large", CONTENT);
    });
    after(() => stand.stop());

    /** SHA-256 of all of a database as SQL, and how long that is. */
    async function dumped(database: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
        const program = path.join(stand.postgres.binaries, "pg_dump");
        const child = spawn(program, stand.dumpArguments(), {
            env: stand.pgEnvironment(database),
            stdio: ["ignore", "pipe", "inherit"],
        });
        const hash = createHash("sha256");
        let bytes = 0;
        child.stdout.on("data", (piece: Buffer) => {
            hash.update(piece);
            bytes += piece.length;
        });
        const [code] = (await once(child, "close")) as [number | null];
        assert.equal(code, 0);
        return { bytes, sha256: hash.digest("hex") };
    }

    it("is restored the same, with less than 200 MB of memory either way", async () => {
        const backedUp = await stand.run("large");
        assert.equal(backedUp.code, 0, JSON.stringify(backedUp.last));
        stand.makeDatabase("restored");
        const restored = await stand.restore("large", "restored");
        assert.equal(restored.code, 0, JSON.stringify(restored.last));
        const [before, after] = await Promise.all([dumped("large"), dumped("restored")]);
        assert.deepEqual(after, before);
        assert.ok(before.bytes >= LEAST_PLAIN, `it has ${before.bytes} bytes`);
        for (const { last } of [backedUp, restored]) {
            const memory = Number(last["peakMemoryBytes"]);
            assert.ok(memory > 30_000_000 && memory < MOST_MEMORY, `${String(last["event"])}: ${memory} bytes`);
        }
    });
});
