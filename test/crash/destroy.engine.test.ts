import { changed, committedConfig } from "../support/project-files";
import { ENVIRONMENT } from "./support/command";
import { assertMany, Matrix, timeLimit } from "./support/matrix";
import { assertBothMoments } from "./support/points";

describe("a destroy of the foundation that is cut off", () => {
    it("at any call of a provider is ended by the next destroy, or taken back by an up", async function () {
        this.timeout(timeLimit());
        const projects = ["foundation"];
        const natGateway = changed(committedConfig(ENVIRONMENT), "plinth:network", { natStrategy: "gateway" });
        const settings = { foundation: natGateway };
        const points = await new Matrix({
            name: "destroy foundation",
            before: { projects, settings },
            settings,
            run: { verb: "destroy", projects },
            waysOn: [
                { asked: { verb: "destroy", projects }, expected: "as after the run" },
                { asked: { verb: "up", projects }, expected: "as before the run" },
            ],
        }).run();
        assertMany(points, 60);
        assertBothMoments(points, "delete", "aws:ec2/eip:Eip");
        assertBothMoments(points, "delete", "aws:ec2/natGateway:NatGateway");
    });
});
