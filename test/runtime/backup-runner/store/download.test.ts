import assert from "node:assert/strict";
import { RunnerError } from "../../../../runtime/backup-runner/fault";
import { download } from "../../../../runtime/backup-runner/store/download";
import { denied, type FakeStore } from "../support/fake-store";
import { FakeWorld, NEVER } from "../support/fake-world";

const MIB = 1024 * 1024;

async function read(fake: FakeWorld, bytes?: number): Promise<Buffer> {
    const [version] = fake.store.kept.get("k") ?? [];
    const wanted = { key: "k", versionId: version?.versionId ?? "", bytes: bytes ?? version?.body.length ?? 0 };
    const pieces: Buffer[] = [];
    for await (const piece of download(wanted, fake.world(), NEVER)) {
        pieces.push(piece);
    }
    return Buffer.concat(pieces);
}

function stored(bytes: number): { readonly fake: FakeWorld; readonly store: FakeStore; readonly body: Buffer } {
    const fake = new FakeWorld();
    const body = Buffer.alloc(bytes, "0123456789abcdef-");
    fake.store.put("k", body);
    return { fake, store: fake.store, body };
}

const lost = new RunnerError("failed", "S3 doesn't give k: ECONNRESET", "Try again");

describe("a download", () => {
    it("gives the object in pieces of 8 MiB, each by a request of its own", async () => {
        for (const bytes of [1, 8 * MIB, 8 * MIB + 1, 20 * MIB]) {
            const { fake, store, body } = stored(bytes);
            assert.ok((await read(fake)).equals(body));
            assert.equal(store.calls.length, Math.ceil(bytes / (8 * MIB)));
        }
    });

    it("asks again for a piece whose connection was lost, with pauses that grow", async () => {
        const { fake, store, body } = stored(20 * MIB);
        store.failing("read", (count) => ([2, 3].includes(count) ? lost : undefined));
        assert.ok((await read(fake)).equals(body));
        assert.equal(store.calls.length, 5);
        assert.equal(fake.paused, 500 + 1_000);
    });

    it("gives up after four tries", async () => {
        const { fake, store } = stored(20 * MIB);
        store.failing("read", (count) => (count >= 2 ? lost : undefined));
        await assert.rejects(read(fake), lost);
        assert.ok(store.calls.length >= 5);
    });

    it("doesn't ask again for what is refused", async () => {
        const { fake, store } = stored(MIB);
        store.failing("read", () => denied("gives nothing"));
        await assert.rejects(read(fake), /AccessDenied/);
        assert.equal(store.calls.length, 1);
    });

    it("is not content with fewer bytes than there have to be", async () => {
        const { fake } = stored(MIB);
        await assert.rejects(read(fake, MIB + 1), /gave 1048576 instead of 1048577 bytes of k from byte 0/);
    });
});
