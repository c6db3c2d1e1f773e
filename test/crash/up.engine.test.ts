import { assertMany, Matrix, timeLimit } from "./support/matrix";

describe("an up of the foundation that is cut off", () => {
    it("at any call of a provider is put right by the next up", async function () {
        this.timeout(timeLimit());
        const points = await new Matrix({
            name: "up foundation",
            run: { verb: "up", projects: ["foundation"] },
            waysOn: [{ asked: { verb: "up", projects: ["foundation"] }, expected: "as after the run" }],
        }).run();
        assertMany(points, 60);
    });
});
