import assert from "node:assert/strict";
import { asText } from "../../../../../sandbox/models/aws/ec2/records";
import { getParameterRefusals as refusals } from "../../../../../sandbox/models/aws/ssm/get-parameter";
import type { Properties } from "../../../../../sandbox/values";
import type { TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";

describe("aws:ssm/getParameter:getParameter", () => {
    let cloud: TestCloud;
    beforeEach(() => {
        cloud = testCloud();
    });
    const get = (name: string, from = cloud): Promise<Properties> =>
        from.invoke("aws:ssm/getParameter:getParameter", { name });
    const LATEST = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";

    it("knows the public parameter of an image, in the region's own id", async () => {
        const parameter = await get(LATEST);
        assert.match(asText(parameter["value"]), /^ami-0[0-9a-f]{16}$/);
        assert.deepEqual(parameter, {
            arn: `arn:aws:ssm:eu-central-1::parameter${LATEST}`,
            id: LATEST,
            insecureValue: parameter["value"],
            name: LATEST,
            region: "eu-central-1",
            type: "String",
            value: parameter["value"],
            version: parameter["version"],
            withDecryption: true,
        });
        const elsewhere = await get(LATEST, cloud.in({ region: "us-east-1" }));
        assert.notEqual(elsewhere["value"], parameter["value"]);
    });

    for (const name of [
        "/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-6.1-x86_64",
        "/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2",
        "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
        "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
        "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/standard/recommended/image_id",
        "/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id",
    ]) {
        it(`knows ${name}`, async () => {
            const { value } = await get(name);
            const filters = [{ name: "image-id", values: [asText(value)] }];
            const image = await cloud.invoke("aws:ec2/getAmi:getAmi", { filters });
            assert.equal(image["architecture"], name.includes("arm64") ? "arm64" : "x86_64");
        });
    }

    it("knows the account's own parameters", async () => {
        await cloud.create("aws:ssm/parameter:Parameter", { name: "/app/key", type: "String", value: "v" });
        assert.equal((await get("/app/key"))["value"], "v");
    });

    it("refuses with ParameterNotFound one that nobody made", async () => {
        const error = await cloud.refuses(() => get("/app/none"), refusals.unknown);
        assert.match(error.message, /Parameter \/app\/none not found\.$/);
    });
});
