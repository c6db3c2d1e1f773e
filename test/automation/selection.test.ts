import assert from "node:assert/strict";
import { CommandFault } from "../../automation/command-fault";
import { choose } from "../../automation/selection";

const projects = [
    { name: "foundation", environments: ["production", "staging"] },
    { name: "data", environments: ["staging"] },
    { name: "account", environments: ["global"] },
];
const chosen = (environment: string, ...names: string[]): string[] =>
    choose(projects, environment, names).map(({ name }) => name);
const refusal = (environment: string, ...names: string[]): string => {
    try {
        chosen(environment, ...names);
    } catch (error) {
        assert.ok(error instanceof CommandFault);
        assert.equal(error.exitCode, 2);
        return error.message;
    }
    return assert.fail("nothing was refused");
};

describe("choosing projects", () => {
    it("takes all that have the environment when none is named", () => {
        assert.deepEqual(chosen("staging"), ["foundation", "data"]);
        assert.deepEqual(chosen("global"), ["account"]);
    });

    it("takes the named ones only", () => {
        assert.deepEqual(chosen("staging", "data"), ["data"]);
    });

    it("refuses an unknown project and lists those there are", () => {
        assert.equal(refusal("staging", "datta"), 'There is no project "datta". Projects: foundation, data, account');
    });

    it("refuses an unknown environment and lists those there are", () => {
        assert.equal(refusal("stagin"), 'There is no environment "stagin". Environments: global, production, staging');
    });

    it("refuses a named project without that environment and lists its own", () => {
        assert.equal(refusal("production", "data"), 'Project "data" has no environment "production". It has: staging');
    });

    it("tells all faults at once", () => {
        assert.equal(refusal("nowhere", "x", "y", "x").split("\n").length, 3);
    });
});
