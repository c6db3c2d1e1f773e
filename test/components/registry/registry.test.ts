import assert from "node:assert/strict";
import { InvalidArgsError } from "../../../components/faults";
import { ImageRepository, type ImageRepositoryArgs } from "../../../components/registry";
import { dataOutputs, KEY_ARN, NAMING } from "../../support/data-args";
import { record, type Recording, valueOf } from "../../support/mocks";

const COMPONENT = "plinth:registry:ImageRepository";

function recordRepository(change: Partial<ImageRepositoryArgs> = {}): Promise<Recording<ImageRepository>> {
    const args = { naming: NAMING, service: "core-api", encryptionKeyArn: KEY_ARN, ...change };
    return record(() => new ImageRepository("repository-core-api", args), { outputs: dataOutputs });
}

describe("ImageRepository", () => {
    it("has the URNs that state and aliases rely on", async () => {
        const { urns } = await recordRepository();
        assert.deepEqual(urns, [
            `${COMPONENT}$awsx:ecr:Repository::repository-core-api`,
            `${COMPONENT}::repository-core-api`,
        ]);
    });

    it("has the contract name, tags that never move, scans and a key", async () => {
        const { find } = await recordRepository();
        assert.deepEqual(find("awsx:ecr:Repository", "repository-core-api").inputs, {
            name: "restartix-core-api",
            imageTagMutability: "IMMUTABLE",
            imageScanningConfiguration: { scanOnPush: true },
            encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: KEY_ARN }],
            forceDelete: false,
            lifecyclePolicy: {
                rules: [
                    {
                        description: "remove untagged images after 7 days",
                        tagStatus: "untagged",
                        maximumAgeLimit: 7,
                    },
                    { description: "keep 50 images", tagStatus: "any", maximumNumberOfImages: 50 },
                ],
            },
            tags: { Name: "restartix-staging-core-api" },
        });
    });

    it("gives the address and the ARN of what awsx made", async () => {
        const { result } = await recordRepository();
        const outputs = [result.url, result.arn, result.repositoryName];
        assert.deepEqual(await Promise.all(outputs.map(valueOf)), [
            "repository-core-api-url",
            "repository-core-api-arn",
            "repository-core-api-name",
        ]);
    });

    it("makes nothing of faulty arguments, and says all that is wrong", async () => {
        const wrong = { service: "core_api", keepImages: 0, keepUntaggedDays: 1.5 };
        await assert.rejects(recordRepository(wrong), (error: unknown) => {
            assert.ok(error instanceof InvalidArgsError);
            assert.deepEqual(
                error.faults.map(({ path }) => path),
                ["service", "keepImages", "keepUntaggedDays"],
            );
            return true;
        });
    });
});
