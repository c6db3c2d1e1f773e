import { assertMany, Matrix, timeLimit } from "./support/matrix";

const projects = ["data", "services"];
/** About one call in so many; PLINTH_CRASH=all tries them all, see `support/matrix.ts`. */
const ONE_OF = 12;

describe("a run over data and services that is cut off", () => {
    it("is put right by the next up", async function () {
        this.timeout(timeLimit());
        const up = { verb: "up", projects } as const;
        const points = await new Matrix({
            name: "up data services",
            before: { projects: ["foundation"] },
            run: up,
            waysOn: [{ asked: up, expected: "as after the run" }],
            oneOf: ONE_OF,
        }).run();
        assertMany(points, 4);
    });

    it("is ended by the next destroy, or taken back by an up", async function () {
        this.timeout(timeLimit());
        const points = await new Matrix({
            name: "destroy data services",
            before: { projects: ["foundation", ...projects] },
            run: { verb: "destroy", projects },
            waysOn: [
                { asked: { verb: "destroy", projects }, expected: "as after the run" },
                { asked: { verb: "up", projects }, expected: "as before the run" },
            ],
            oneOf: ONE_OF,
        }).run();
        assertMany(points, 4);
    });
});
