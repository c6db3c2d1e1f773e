import assert from "node:assert/strict";
import path from "node:path";
import { pathsOf } from "../../automation/paths";

describe("the command's own files", () => {
    const root = path.resolve("/repo");

    it("lie under .plinth in the repository, unless another folder is named", () => {
        assert.equal(pathsOf(root).plinth, path.join(root, ".plinth"));
        assert.equal(pathsOf(root, "").plinth, path.join(root, ".plinth"));
        assert.equal(pathsOf(root, "elsewhere").plinth, path.resolve("elsewhere"));
    });

    it("lie in that folder all of them, each project's copy apart", () => {
        const paths = pathsOf(root, "/elsewhere");
        const own = [
            paths.sandbox,
            paths.state,
            paths.home,
            paths.logs,
            paths.policy,
            paths.sandboxLock,
            paths.work("a"),
        ];
        assert.ok(own.every((file) => file.startsWith(paths.plinth + path.sep)));
        assert.notEqual(paths.work("a"), paths.work("b"));
    });
});
