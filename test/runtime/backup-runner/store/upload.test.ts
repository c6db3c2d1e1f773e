import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_PARTS, partBytes, PARTS_IN_MEMORY, uploadAll } from "../../../../runtime/backup-runner/store/upload";
import { denied } from "../support/fake-store";
import { FakeWorld, NEVER } from "../support/fake-world";

const MIB = 1024 * 1024;

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) {
        yield bytes.subarray(at, at + size);
    }
}

async function* dying(bytes: Buffer): AsyncGenerator<Buffer> {
    yield bytes;
    throw new Error("the source died");
}

function patterned(bytes: number): Buffer {
    return Buffer.alloc(bytes, "0123456789abcdef-");
}

const K = { key: "k", afterAll: async (): Promise<void> => undefined };

describe("an upload", () => {
    it("stores exactly what came, whatever the pieces", async () => {
        await fc.assert(
            fc.asyncProperty(
                fc.constantFrom(1, 1_000, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 16 * MIB, 27 * MIB + 5),
                fc.constantFrom(64 * 1024, MIB + 20, 9 * MIB),
                async (total, size) => {
                    const fake = new FakeWorld();
                    const body = patterned(total);
                    const versionId = await uploadAll(inPieces(body, size), K, fake.world(), NEVER);
                    assert.ok(fake.store.body("k", versionId).equals(body));
                    assert.equal(
                        fake.store.calls.filter((call) => call.startsWith("sendPart")).length,
                        Math.ceil(total / (8 * MIB)),
                    );
                },
            ),
            { numRuns: 21 },
        );
    });

    it("has no more than three parts in memory", async () => {
        const fake = new FakeWorld();
        await uploadAll(inPieces(patterned(80 * MIB), MIB), K, fake.world(), NEVER);
        const { most, largest } = fake.store.inFlight;
        assert.equal(largest, 8 * MIB);
        assert.ok(most <= PARTS_IN_MEMORY * 8 * MIB, `${most} bytes were on their way`);
        assert.ok(most > 8 * MIB, "two are on their way at once");
    });

    it("grows its parts so that 140 GiB fit into what S3 takes, and never holds more than 72 MiB", () => {
        const sizes = Array.from({ length: MAX_PARTS }, (_, index) => partBytes(index + 1));
        assert.ok(sizes.reduce((sum, size) => sum + size, 0) >= 140 * 1024 ** 3);
        assert.ok(Math.max(...sizes) * PARTS_IN_MEMORY <= 72 * MIB);
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
        assert.ok(Math.min(...sizes) >= 5 * MIB);
    });

    it("is abandoned when the source dies, when a part is refused, and when its end is", async () => {
        const parts = patterned(30 * MIB);
        const cases = [
            { source: () => dying(parts), break: () => undefined, says: "the source died" },
            {
                source: () => inPieces(parts, MIB),
                break: "sendPart",
                says: denied("takes no part").message,
            },
            {
                source: () => inPieces(parts, MIB),
                break: "completeUpload",
                says: denied("takes no part").message,
            },
        ] as const;
        for (const { source, break: call, says } of cases) {
            const fake = new FakeWorld();
            if (typeof call === "string") {
                fake.store.failing(call, (count) =>
                    count === (call === "sendPart" ? 2 : 1) ? denied("takes no part") : undefined,
                );
            }
            await assert.rejects(uploadAll(source(), K, fake.world(), NEVER), { message: says });
            assert.deepEqual([...fake.store.uploads.keys()], [], says);
            assert.deepEqual(fake.keys(), [], says);
            assert.equal(fake.store.calls.at(-1), "abandonUpload");
        }
    });

    it("waits for parts that are on their way before it is abandoned: they would stay", async () => {
        const fake = new FakeWorld();
        await assert.rejects(uploadAll(dying(patterned(17 * MIB)), K, fake.world(), NEVER));
        assert.deepEqual(fake.store.calls.slice(-3).sort(), ["abandonUpload", "sendPart part 1", "sendPart part 2"]);
        assert.equal(fake.store.calls.at(-1), "abandonUpload");
    });

    it("tells of an upload that can't be abandoned, and fails with what it failed with", async () => {
        const fake = new FakeWorld();
        fake.store.abandonUpload = async () => {
            throw denied("ends no upload");
        };
        await assert.rejects(uploadAll(dying(patterned(10)), K, fake.world(), NEVER), { message: "the source died" });
        assert.deepEqual(
            fake.lines.map(({ level, event, key }) => ({ level, event, key })),
            [{ level: "warn", event: "upload-left", key: "k" }],
        );
    });

    it("is not completed once it was told to end", async () => {
        const fake = new FakeWorld();
        const controller = new AbortController();
        async function* ending(): AsyncGenerator<Buffer> {
            yield patterned(10);
            controller.abort(new Error("enough"));
        }
        await assert.rejects(uploadAll(ending(), K, fake.world(), controller.signal), { message: "enough" });
        assert.deepEqual(fake.keys(), []);
    });

    it("is not completed before all that has to go well besides has, and not at all when that fails", async () => {
        const fake = new FakeWorld();
        const callsThen: string[] = [];
        const afterAll = async (): Promise<void> => {
            callsThen.push(...fake.store.calls);
            throw new Error("it went badly");
        };
        const request = { key: "k", afterAll };
        await assert.rejects(uploadAll(inPieces(patterned(10), 5), request, fake.world(), NEVER), {
            message: "it went badly",
        });
        assert.deepEqual(callsThen, ["beginUpload k", "sendPart part 1"]);
        assert.deepEqual(fake.store.calls.slice(callsThen.length), ["abandonUpload"]);
    });

    it("refuses a bucket without versioning", async () => {
        const fake = new FakeWorld();
        fake.store.versioned = false;
        await assert.rejects(
            uploadAll(inPieces(patterned(10), 10), K, fake.world(), NEVER),
            /bucket backups has no versioning/,
        );
    });
});
