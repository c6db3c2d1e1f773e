import assert from "node:assert/strict";
import { doubtsAfter, hasEngineEnded } from "../../../automation/run/after-operation";
import { EngineCommandError } from "../../../automation/run/engine-command";

const LOCKED = "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end";

describe("the engine has ended its work on a state", () => {
    it("when it succeeded, and when it failed with an exit code of its own", () => {
        assert.ok(hasEngineEnded(undefined));
        assert.ok(hasEngineEnded(new EngineCommandError(["up"], 255, "", "error: update failed")));
    });

    it("is not known when a signal ended it, when another one holds the lock, and after any other error", () => {
        assert.ok(!hasEngineEnded(new EngineCommandError(["up"], undefined, "", "")));
        assert.ok(!hasEngineEnded(new EngineCommandError(["up"], 255, "", LOCKED)));
        assert.ok(!hasEngineEnded(new DOMException("This operation was aborted", "AbortError")));
    });
});

describe("a state is in doubt after an operation", () => {
    const [before, during] = [1, 2];

    it("that failed, since that one began or longer", () => {
        assert.equal(doubtsAfter({ operation: "up" }, { failed: true, before: undefined, during }), during);
    });

    it("as it was before, unless an up of the whole stack has looked for everything", () => {
        const succeeded = { failed: false, before, during };
        assert.equal(doubtsAfter({ operation: "up" }, succeeded), undefined);
        assert.equal(doubtsAfter({ operation: "up", targets: ["urn"] }, succeeded), before);
        assert.equal(doubtsAfter({ operation: "refresh" }, succeeded), before);
        assert.equal(doubtsAfter({ operation: "destroy" }, succeeded), before);
        assert.equal(doubtsAfter({ operation: "destroy" }, { ...succeeded, before: undefined }), undefined);
    });
});
