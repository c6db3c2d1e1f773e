import assert from "node:assert/strict";
import { currentOwner, type LockOwner } from "../../../engine/lock";
import { CommandFault } from "../../../automation/command-fault";
import { realContext } from "../../../automation/run/context";
import { temporaryRepository, type TemporaryRepository } from "../support/machine";

describe("the sandbox's lock", () => {
    let repository: TemporaryRepository;
    beforeEach(() => (repository = temporaryRepository()));
    afterEach(() => repository.remove());

    const LOCK = ".plinth/locks/sandbox";

    async function refusal(owner: LockOwner): Promise<CommandFault> {
        repository.write(`${LOCK}/${owner.nonce}.json`, JSON.stringify(owner));
        const { withSandboxLock } = realContext(repository.paths);
        try {
            const lock = { task: "plinth up staging", wait: false, log: () => undefined };
            await withSandboxLock(lock, () => assert.fail("the lock was taken from its holder"));
        } catch (error) {
            assert.ok(error instanceof CommandFault);
            return error;
        }
        return assert.fail("the lock was taken from its holder");
    }

    it("is held against others, with the name of whoever holds it", async () => {
        const fault = await refusal(currentOwner("plinth destroy staging"));
        assert.equal(fault.exitCode, 4);
        assert.match(
            fault.message,
            new RegExp(`in use by process ${process.pid} on .* \\(plinth destroy staging, since`),
        );
        assert.deepEqual(fault.advice, [
            "Run the command again once it has ended, or with --wait, which waits for it.",
        ]);
    });

    it("names the way out when nobody here can see whether its holder lives", async () => {
        const fault = await refusal({ ...currentOwner("plinth up staging"), namespace: "pid:[1]" });
        assert.ok(fault.advice.join("\n").endsWith(`gone for good, delete ${repository.paths.sandboxLock}`));
    });
});
