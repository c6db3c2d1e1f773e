import assert from "node:assert/strict";
import { fingerprintOf } from "../../../automation/run/fingerprint";
import { refusalToUpdate } from "../../../automation/run/passed-preview";
import { temporaryRepository } from "../support/machine";

const DATA = { project: "data", folder: "stacks/data", environment: "staging" };

describe("an update", () => {
    it("begins after a preview of the same stack, with the same configuration and state", () => {
        assert.equal(refusalToUpdate(DATA, { stack: DATA, fingerprint: "a" }, "a"), undefined);
    });

    it("doesn't begin without one", () => {
        assert.match(refusalToUpdate(DATA, undefined, "a") ?? "", /No preview of this stack has passed/);
    });

    it("doesn't begin after one of another stack", () => {
        const other = { ...DATA, environment: "production" };
        const refusal = refusalToUpdate(DATA, { stack: other, fingerprint: "a" }, "a");
        assert.equal(refusal, "The preview that passed is that of data (production).");
    });

    it("doesn't begin when something changed in between", () => {
        assert.match(refusalToUpdate(DATA, { stack: DATA, fingerprint: "a" }, "b") ?? "", /changed after its preview/);
    });
});

describe("the fingerprint of files", () => {
    it("changes with the content of any, also when one appears, and not with a reading", () => {
        const repository = temporaryRepository();
        const files = ["a", "b"].map((name) => `${repository.root}/${name}`);
        const seen = [fingerprintOf(files), fingerprintOf(files)];
        repository.write("a", "1");
        seen.push(fingerprintOf(files));
        repository.write("b", "");
        seen.push(fingerprintOf(files));
        repository.write("a", "");
        repository.write("b", "1");
        seen.push(fingerprintOf(files));
        repository.remove();
        assert.equal(seen[0], seen[1]);
        assert.equal(new Set(seen).size, 4);
    });
});
