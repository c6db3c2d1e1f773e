import assert from "node:assert/strict";
import { settledIn } from "../../../automation/state/settled";
import { temporaryRepository, type TemporaryRepository } from "../support/machine";

const DATA = { project: "data", folder: "stacks/data", environment: "staging" };
const LEFT = { program: "p", fingerprint: { settings: "c", state: "s" } };

describe("a settled stack", () => {
    let repository: TemporaryRepository;
    beforeEach(() => {
        repository = temporaryRepository();
    });
    afterEach(() => repository.remove());

    it("is one that this program left as it is", () => {
        const stacks = settledIn(`${repository.root}/settled`);
        assert.equal(stacks.isSettled(DATA, LEFT), false);
        stacks.settle(DATA, LEFT);
        assert.equal(stacks.isSettled(DATA, LEFT), true);
        assert.equal(settledIn(`${repository.root}/settled`).isSettled(DATA, LEFT), true);
    });

    it("is none any more once the program, its configuration or its state is another one", () => {
        const stacks = settledIn(`${repository.root}/settled`);
        stacks.settle(DATA, LEFT);
        assert.equal(stacks.isSettled(DATA, { ...LEFT, program: "q" }), false);
        assert.equal(stacks.isSettled(DATA, { ...LEFT, fingerprint: { settings: "d", state: "s" } }), false);
        assert.equal(stacks.isSettled(DATA, { ...LEFT, fingerprint: { settings: "c", state: "t" } }), false);
        assert.equal(stacks.isSettled({ ...DATA, environment: "production" }, LEFT), false);
    });

    it("is none when the note of it was cut off", () => {
        repository.write("settled/data/staging.json", '{"program":"p"');
        assert.equal(settledIn(`${repository.root}/settled`).isSettled(DATA, LEFT), false);
    });
});
