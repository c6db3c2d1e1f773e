import assert from "node:assert/strict";
import { Matrix, timeLimit } from "./support/matrix";

describe("a destroy of the foundation that is cut off", () => {
    it("at any call of a provider is ended by the next destroy, or taken back by an up", async function () {
        this.timeout(timeLimit());
        const projects = ["foundation"];
        const moments = await new Matrix({
            name: "destroy foundation",
            before: { projects },
            run: { verb: "destroy", projects },
            waysOn: [
                { asked: { verb: "destroy", projects }, expected: "as after the run" },
                { asked: { verb: "up", projects }, expected: "as before the run" },
            ],
        }).run();
        assert.ok(moments > 60, `${moments} moments`);
    });
});
