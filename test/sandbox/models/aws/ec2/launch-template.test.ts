import assert from "node:assert/strict";
import {
    LAUNCH_TEMPLATE,
    launchTemplateRefusals as refusals,
} from "../../../../../sandbox/models/aws/ec2/launch-template";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable, ID } from "./network";

describe("launch templates", () => {
    let cloud: TestCloud;
    beforeEach(() => {
        cloud = testCloud();
    });
    const make = (inputs: Properties = {}): Promise<Made> => cloud.create(LAUNCH_TEMPLATE, { name: "web", ...inputs });
    const versions = (made: Made): readonly unknown[] => [
        made.outputs["defaultVersion"],
        made.outputs["latestVersion"],
    ];

    describe(LAUNCH_TEMPLATE, () => {
        it("fills in what EC2 fills in", async () => {
            const { id, outputs } = await make({
                instanceType: "t4g.nano",
                metadataOptions: { httpTokens: "required" },
            });
            assert.match(id, ID("lt"));
            assert.deepEqual(outputs, {
                arn: `arn:aws:ec2:eu-central-1:111122223333:launch-template/${id}`,
                defaultVersion: 1,
                id,
                instanceType: "t4g.nano",
                latestVersion: 1,
                metadataOptions: {
                    httpEndpoint: "",
                    httpProtocolIpv6: "",
                    httpPutResponseHopLimit: 0,
                    httpTokens: "required",
                    instanceMetadataTags: "",
                },
                name: "web",
                namePrefix: "",
                region: "eu-central-1",
                tagsAll: {},
            });
        });

        it("has a new version for each change of what it says, and keeps its default", async () => {
            const { id } = await make({ instanceType: "t4g.nano" });
            const inputs = { name: "web", instanceType: "t4g.micro" };
            assert.deepEqual(versions(await cloud.update(LAUNCH_TEMPLATE, id, inputs)), [1, 2]);
            const tagged = { ...inputs, tags: { a: "b" } };
            assert.deepEqual(versions(await cloud.update(LAUNCH_TEMPLATE, id, tagged)), [1, 2]);
            const chosen = { ...tagged, defaultVersion: 2 };
            assert.deepEqual(versions(await cloud.update(LAUNCH_TEMPLATE, id, chosen)), [2, 2]);
        });

        it("makes each new version its default where it is to", async () => {
            const { id } = await make({ updateDefaultVersion: true });
            const inputs = { name: "web", updateDefaultVersion: true, imageId: "ami-0" };
            assert.deepEqual(versions(await cloud.update(LAUNCH_TEMPLATE, id, inputs)), [2, 2]);
        });

        it("is replaced for another name only", async () => {
            const { id } = await make();
            const diff = await cloud.diff(LAUNCH_TEMPLATE, id, {
                description: "new",
                imageId: "ami-0",
                instanceType: "t4g.nano",
                name: "api",
                userData: "IyE=",
                vpcSecurityGroupIds: ["sg-0"],
            });
            assert.deepEqual(diff.replaces, ["name"]);
            assert.equal(diff.changed.length, 6);
        });

        it("may name what does not exist: only a launch looks", async () => {
            await make({ imageId: "ami-0123456789abcdef0", vpcSecurityGroupIds: ["sg-0"], keyName: "none" });
        });
    });

    describe(`${LAUNCH_TEMPLATE} refuses`, () => {
        checkTable(() => cloud, LAUNCH_TEMPLATE, [
            [refusals.nameForm, "name", { name: "my template" }],
            [refusals.nameForm, "name", { name: "ab" }],
            [refusals.versionRules, "updateDefaultVersion", { updateDefaultVersion: true, defaultVersion: 1 }],
        ]);

        it("InvalidLaunchTemplateName.AlreadyExistsException: a name twice", async () => {
            await make();
            const error = await cloud.refuses(() => make(), refusals.exists);
            assert.match(error.message, /Launch template name already in use\.$/);
        });

        it("InvalidAMIID.Malformed: an image that is none", async () => {
            await cloud.refuses(() => make({ imageId: "ubuntu" }), refusals.malformedImage);
        });

        it("InvalidUserData.Malformed: user data as plain text", async () => {
            await cloud.refuses(() => make({ userData: "#!/bin/sh\n" }), refusals.malformedUserData);
        });

        it("InvalidParameterValue: user data of more than 16 KiB", async () => {
            const userData = Buffer.alloc(16385).toString("base64");
            await cloud.refuses(() => make({ userData }), refusals.longUserData);
        });

        it("InvalidLaunchTemplateId.VersionNotFound: a default version that is still to come", async () => {
            const { id } = await make();
            const inputs = { name: "web", defaultVersion: 2 };
            await cloud.refuses(() => cloud.update(LAUNCH_TEMPLATE, id, inputs), refusals.unknownVersion);
        });
    });
});
