import assert from "node:assert/strict";
import { serviceLinkedRoleRefusals as refusals } from "../../../../../sandbox/models/aws/iam/service-linked-role";
import { IAM_TYPES } from "../../../../../sandbox/models/aws/iam/sources";
import { asText } from "../../../../../sandbox/models/aws/ec2/records";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";

const TYPE = IAM_TYPES.serviceLinkedRole;

describe(TYPE, () => {
    let cloud: TestCloud;
    beforeEach(() => {
        cloud = testCloud();
    });
    const make = (awsServiceName: string, inputs: Properties = {}): Promise<Made> =>
        cloud.create(TYPE, { awsServiceName, ...inputs });

    it("is named by its service", async () => {
        const { id, outputs } = await make("ecs.amazonaws.com");
        assert.match(asText(outputs["uniqueId"]), /^AROA[0-9A-F]{17}$/);
        const arn = "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS";
        assert.deepEqual(outputs, {
            arn,
            awsServiceName: "ecs.amazonaws.com",
            createDate: "2025-01-01T00:00:00Z",
            description: "",
            id: arn,
            name: "AWSServiceRoleForECS",
            path: "/aws-service-role/ecs.amazonaws.com/",
            tagsAll: {},
            uniqueId: outputs["uniqueId"],
        });
        assert.deepEqual(await cloud.read(TYPE, id), outputs);
        const suffixed = await make("autoscaling.amazonaws.com", { customSuffix: "blue" });
        assert.equal(suffixed.outputs["name"], "AWSServiceRoleForAutoScaling_blue");
    });

    it("is replaced for another service or suffix only", async () => {
        const { id } = await make("autoscaling.amazonaws.com");
        const inputs = { awsServiceName: "ecs.amazonaws.com", customSuffix: "a", description: "new" };
        const { changed, replaces } = await cloud.diff(TYPE, id, inputs);
        assert.deepEqual([...replaces].sort(), ["awsServiceName", "customSuffix"]);
        assert.ok(changed.includes("description"));
    });

    it("refuses with InvalidInput a role that is there", async () => {
        await make("ecs.amazonaws.com");
        const error = await cloud.refuses(() => make("ecs.amazonaws.com"), refusals.exists);
        assert.match(
            error.message,
            /AWSServiceRoleForECS has been taken in this account, please try a different suffix\.$/,
        );
    });

    it("refuses with InvalidInput a suffix where the service takes none", async () => {
        await cloud.refuses(() => make("ecs.amazonaws.com", { customSuffix: "blue" }), refusals.suffix);
    });

    checkTable(() => cloud, TYPE, [[refusals.serviceForm, "awsServiceName", { awsServiceName: "ecs" }]]);
});
