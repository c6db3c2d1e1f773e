import assert from "node:assert/strict";
import { standardTags } from "../../components/tags";

describe("standard tags", () => {
    it("are the six that every resource carries", () => {
        const args = {
            project: "restartix",
            environment: "staging",
            owner: "platform-team",
            costCenter: "platform",
            stack: "foundation/staging",
        };
        assert.deepEqual(standardTags(args), {
            Project: "restartix",
            Environment: "staging",
            ManagedBy: "pulumi",
            Owner: "platform-team",
            CostCenter: "platform",
            Stack: "foundation/staging",
        });
    });
});
