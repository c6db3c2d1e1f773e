import assert from "node:assert/strict";
import * as aws from "@pulumi/aws/provider";
import * as awsx from "@pulumi/awsx/provider";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { environmentNaming } from "../../../components/naming";
import { ImageRepository } from "../../../components/registry";
import { testStack, type TestStack } from "../../support/engine";

const KEY = "arn:aws:kms:eu-central-1:111122223333:key/0123abcd-0123-4567-89ab-0123456789ab";

const programOf =
    (encryptionKeyArn = KEY): PulumiFn =>
    async () => {
        const providers = {
            aws: new aws.Provider("aws", {
                region: "eu-central-1",
                allowedAccountIds: ["111122223333"],
                defaultTags: { tags: { Owner: "platform-team" } },
            }),
            awsx: new awsx.Provider("awsx", {}),
        };
        const naming = environmentNaming({ prefix: "restartix", environment: "staging" });
        const repository = new ImageRepository(
            "repository-core-api",
            { naming, service: "core-api", encryptionKeyArn, forceDelete: true },
            { providers },
        );
        return { arn: repository.arn, url: repository.url, name: repository.repositoryName };
    };

describe("ImageRepository where default providers are disabled", () => {
    let stack: TestStack;

    before(async () => {
        stack = await testStack({ program: programOf(), config: { "pulumi:disable-default-providers": ["*"] } });
    });

    after(() => stack.discard());

    it("comes up with the providers it is given, and stays as it is", async () => {
        const { counts } = await stack.up();
        assert.deepEqual(counts, { create: 7 });
        assert.deepEqual((await stack.up()).counts, { same: 7 });
    });

    it("knows its address and its ARN", async () => {
        const outputs = await stack.outputs();
        assert.deepEqual(
            [outputs["arn"]?.value, outputs["url"]?.value, outputs["name"]?.value],
            [
                "arn:aws:ecr:eu-central-1:111122223333:repository/restartix-core-api",
                "111122223333.dkr.ecr.eu-central-1.amazonaws.com/restartix-core-api",
                "restartix-core-api",
            ],
        );
    });

    it("is not deleted for another key, even where it may be deleted with its images", async () => {
        const repositories = () => stack.sandbox.worlds.world("aws/111122223333").list("aws:ecr/repository:Repository");
        const before = repositories();
        const other = KEY.replace("0123abcd", "4567abcd");
        await assert.rejects(stack.up(programOf(other)), /RepositoryAlreadyExistsException/);
        assert.deepEqual(repositories(), before);
        assert.deepEqual((await stack.up()).counts, { same: 7 });
    });

    it("carries the standard tags", () => {
        const [repository] = stack.sandbox.worlds.world("aws/111122223333").list("aws:ecr/repository:Repository");
        assert.deepEqual(repository?.outputs["tagsAll"], {
            Name: "restartix-staging-core-api",
            Owner: "platform-team",
        });
    });
});
