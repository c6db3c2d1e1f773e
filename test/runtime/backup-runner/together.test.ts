import assert from "node:assert/strict";
import { once } from "node:events";
import { together } from "../../../runtime/backup-runner/together";
import { NEVER } from "./support/fake-world";

/** Goes on until its signal ends it. */
async function endless(signal: AbortSignal): Promise<never> {
    await once(signal, "abort");
    throw new Error("ended by its signal");
}

describe("tasks side by side", () => {
    it("give their results in order", async () => {
        const results = await together<[string, number]>(NEVER, [
            async () => {
                await new Promise((resolve) => setImmediate(resolve));
                return "late";
            },
            async () => 1,
        ]);
        assert.deepEqual(results, ["late", 1]);
    });

    it("end all when one fails, and tell its error", async () => {
        const failing = async (): Promise<never> => {
            throw new Error("the first");
        };
        await assert.rejects(together<[never, never]>(NEVER, [endless, failing]), { message: "the first" });
    });

    it("end when they are told to, with the reason", async () => {
        const controller = new AbortController();
        const ended = together<[never, never]>(controller.signal, [endless, endless]);
        controller.abort(new Error("enough"));
        await assert.rejects(ended, { message: "enough" });
    });
});
