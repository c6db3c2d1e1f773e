import assert from "node:assert/strict";
import { ciVariable } from "../../config/ci";

describe("whether CI is at work", () => {
    it("is told by what CI services set, by name", () => {
        assert.equal(ciVariable({ CI: "true" }), "CI");
        assert.equal(ciVariable({ CI: "1", GITHUB_ACTIONS: "true" }), "CI");
        assert.equal(ciVariable({ PATH: "/bin", JENKINS_URL: "https://ci.example" }), "JENKINS_URL");
        assert.equal(ciVariable({ CODEBUILD_BUILD_ID: "build:1" }), "CODEBUILD_BUILD_ID");
    });

    it("isn't told by a variable that says no", () => {
        for (const CI of ["", "0", "false", " False ", "no", undefined]) {
            assert.equal(ciVariable({ CI }), undefined, String(CI));
        }
        assert.equal(ciVariable({}), undefined);
    });
});
