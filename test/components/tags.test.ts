import assert from "node:assert/strict";
import { standardTags } from "../../components/tags";

describe("standard tags", () => {
    it("are the five that every resource carries", () => {
        const args = { project: "restartix", environment: "staging", owner: "platform-team", costCenter: "platform" };
        assert.deepEqual(standardTags(args), {
            Project: "restartix",
            Environment: "staging",
            ManagedBy: "pulumi",
            Owner: "platform-team",
            CostCenter: "platform",
        });
    });
});
