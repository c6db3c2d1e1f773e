import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { assertWhole, outcomeIn } from "../crash/same-world";
import { faultsOfState, plinth, temporaryFolder, UP } from "./support";
import { testEngine } from "../support/engine";

describe("a reader that has seen enough, as of `plinth up | head -1`", function () {
    this.timeout(300_000);
    let folder = "";
    before(async () => {
        await testEngine();
        folder = temporaryFolder();
    });
    after(() => fs.rmSync(folder, { recursive: true, force: true }));

    it("cuts nothing off: the run goes on to its end", async () => {
        const directory = path.join(folder, "plinth");
        const ended = path.join(folder, "ended-with");
        // Written by the shell once the command has ended, which `head` doesn't wait for.
        const shell = `{ "$@" 2>/dev/null; echo $? >'${ended}'; } | head -1`;
        const { out } = await plinth(UP, { directory, shell });
        assert.equal(out.trim().split("\n").length, 1, out);
        assert.equal(fs.readFileSync(ended, "utf8").trim(), "0");
        assert.deepEqual(faultsOfState(directory), []);
        assertWhole(await outcomeIn(directory));
    });
});
