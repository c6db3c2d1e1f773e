import assert from "node:assert/strict";
import { aws } from "../../../../../sandbox/models/aws";
import { LIFECYCLE_POLICY, lifecyclePolicyRefusals } from "../../../../../sandbox/models/aws/ecr/lifecycle-policy";
import { IMAGE, REPOSITORY, repositoryRefusals } from "../../../../../sandbox/models/aws/ecr/repository";
import { modelCloud } from "../../../../../sandbox/models/kernel/cloud";
import type { Properties } from "../../../../../sandbox/values";
import type { Worlds } from "../../../../../sandbox/worlds/worlds";
import type { TestProvider } from "../../../../support/provider";
import { testProvider } from "../../../../support/provider";

const REGION = "eu-central-1";
const SCOPE = "aws/111122223333";

const provider = (region = REGION, worlds?: Worlds): TestProvider =>
    testProvider((all) => modelCloud(aws, all, () => undefined), { region }, worlds);

function rule(selection: Properties, rulePriority = 1): Properties {
    return { rulePriority, selection, action: { type: "expire" } };
}

const UNTAGGED = { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber: 1 };

const policy = (...rules: readonly Properties[]): string => JSON.stringify({ rules });

async function push(worlds: Worlds, repository: string): Promise<void> {
    const action = { action: "push", type: IMAGE, region: REGION };
    await worlds.transact(SCOPE, action, (draft) => {
        draft.put({ region: REGION, type: IMAGE, id: "sha256:1", inputs: {}, outputs: { repository }, secrets: [] });
        return { id: "sha256:1" };
    });
}

describe("an ECR repository", () => {
    it("is known by its name, with an ARN and an address of its region", async () => {
        const { id, outputs } = await provider().create(REPOSITORY, { name: "team/core-api" });
        assert.equal(id, "team/core-api");
        assert.equal(outputs.values["arn"], "arn:aws:ecr:eu-central-1:111122223333:repository/team/core-api");
        assert.equal(outputs.values["repositoryUrl"], "111122223333.dkr.ecr.eu-central-1.amazonaws.com/team/core-api");
        assert.equal(outputs.values["registryId"], "111122223333");
    });

    it("is named after the program's resource where it has no name", async () => {
        assert.match((await provider().create(REPOSITORY, {}, "core-api")).id, /^core-api-[0-9a-f]{7}$/);
    });

    it("says what ECR takes where nothing is given", async () => {
        const { outputs } = await provider().create(REPOSITORY, { name: "core-api" });
        assert.equal(outputs.values["imageTagMutability"], "MUTABLE");
        assert.deepEqual(outputs.values["imageScanningConfiguration"], { scanOnPush: false });
        assert.deepEqual(outputs.values["encryptionConfigurations"], [{ encryptionType: "AES256", kmsKey: "" }]);
    });

    it("is replaced for its name and its encryption alone", async () => {
        const of = provider();
        const state = await of.create(REPOSITORY, { name: "core-api" });
        const inPlace = {
            name: "core-api",
            imageTagMutability: "IMMUTABLE",
            tags: { Owner: "ops" },
            forceDelete: true,
        };
        assert.deepEqual(of.change(REPOSITORY, state, inPlace).replaces, []);
        const changed = { name: "api", encryptionConfigurations: [{ encryptionType: "KMS" }] };
        assert.deepEqual(of.change(REPOSITORY, state, changed).replaces, ["encryptionConfigurations", "name"]);
    });

    it("may have the name of one in another region", async () => {
        const of = provider();
        await of.create(REPOSITORY, { name: "core-api" });
        const { id } = await provider("eu-west-1", of.worlds).create(REPOSITORY, { name: "core-api" });
        assert.equal(id, "core-api");
    });
});

describe("an ECR repository is refused", () => {
    it(`when ${repositoryRefusals.exists.when}`, async () => {
        const of = provider();
        await of.create(REPOSITORY, { name: "core-api" }, "first");
        const again = (): Promise<unknown> => of.create(REPOSITORY, { name: "core-api" }, "second");
        assert.match(
            await of.refuses(again, repositoryRefusals.exists),
            /StatusCode: 400.*RepositoryAlreadyExistsException/,
        );
    });

    for (const name of ["Core", "core//api", "-core", "c", "c".repeat(257)]) {
        it(`for the name '${name.slice(0, 12)}'`, async () => {
            const of = provider();
            await of.refuses(() => of.create(REPOSITORY, { name }), repositoryRefusals.name);
        });
    }

    it(`when ${repositoryRefusals.mutability.when}`, async () => {
        const of = provider();
        const inputs = { name: "core-api", imageTagMutability: "FIXED" };
        await of.refuses(() => of.check(REPOSITORY, inputs), repositoryRefusals.mutability);
    });

    it(`when ${repositoryRefusals.encryption.when}`, async () => {
        const of = provider();
        const inputs = { name: "core-api", encryptionConfigurations: [{ encryptionType: "ROT13" }] };
        await of.refuses(() => of.check(REPOSITORY, inputs), repositoryRefusals.encryption);
    });

    it(`its deletion, when ${repositoryRefusals.notEmpty.when}`, async () => {
        const of = provider();
        const state = await of.create(REPOSITORY, { name: "core-api" });
        await push(of.worlds, "core-api");
        await of.refuses(() => of.delete(REPOSITORY, state), repositoryRefusals.notEmpty);
        const forced = await of.update(REPOSITORY, state, { name: "core-api", forceDelete: true });
        await of.delete(REPOSITORY, forced);
        assert.deepEqual(of.worlds.world(SCOPE).list(IMAGE), []);
    });
});

describe("an ECR lifecycle policy", () => {
    it("is known by its repository and goes with it", async () => {
        const of = provider();
        const repository = await of.create(REPOSITORY, { name: "core-api" });
        const state = await of.create(LIFECYCLE_POLICY, { repository: "core-api", policy: policy(rule(UNTAGGED)) });
        assert.equal(state.id, "core-api");
        await of.delete(REPOSITORY, repository);
        assert.equal(await of.read(LIFECYCLE_POLICY, state), undefined);
    });

    it("is replaced whatever changes, the old one first", async () => {
        const of = provider();
        await of.create(REPOSITORY, { name: "core-api" });
        const state = await of.create(LIFECYCLE_POLICY, { repository: "core-api", policy: policy(rule(UNTAGGED)) });
        const changed = { repository: "core-api", policy: policy(rule({ ...UNTAGGED, countNumber: 5 })) };
        const change = of.change(LIFECYCLE_POLICY, state, changed);
        assert.deepEqual([change.replaces, change.deleteBeforeReplace], [["policy"], true]);
    });

    it(`is refused when ${lifecyclePolicyRefusals.noRepository.when}`, async () => {
        const of = provider();
        const lost = { repository: "core-api", policy: policy(rule(UNTAGGED)) };
        await of.refuses(() => of.create(LIFECYCLE_POLICY, lost), lifecyclePolicyRefusals.noRepository);
    });

    it(`is refused when ${lifecyclePolicyRefusals.notJson.when}`, async () => {
        const of = provider();
        const inputs = { repository: "core-api", policy: "{" };
        await of.refuses(() => of.check(LIFECYCLE_POLICY, inputs), lifecyclePolicyRefusals.notJson);
    });

    const tagged = { tagStatus: "tagged", countType: "imageCountMoreThan", countNumber: 3 };
    const wrong: Readonly<Record<string, readonly [string, RegExp]>> = {
        "holds no rules": ["{}", /missing required properties/],
        "gives two rules the same priority": [
            policy(rule(UNTAGGED), rule({ ...UNTAGGED, countNumber: 2 })),
            /rulePriority must be unique/,
        ],
        "lacks an action": [
            JSON.stringify({ rules: [{ rulePriority: 1, selection: UNTAGGED }] }),
            /selection and action/,
        ],
        "names an unknown status": [policy(rule({ ...UNTAGGED, tagStatus: "old" })), /tagStatus must be one of/],
        "selects tagged images by no tag": [policy(rule(tagged)), /tagPrefixList or tagPatternList is required/],
        "selects untagged images by tag": [policy(rule({ ...UNTAGGED, tagPrefixList: ["v"] })), /no list of tags/],
        "counts nothing known": [policy(rule({ ...UNTAGGED, countType: "size" })), /countType must be one of/],
        "keeps no image": [policy(rule({ ...UNTAGGED, countNumber: 0 })), /countNumber must be at least 1/],
        "counts age without a unit": [
            policy(rule({ ...UNTAGGED, countType: "sinceImagePushed" })),
            /countUnit is required/,
        ],
        "counts images in a unit": [policy(rule({ ...UNTAGGED, countUnit: "days" })), /countUnit cannot be given/],
    };
    for (const [fault, [text, message]] of Object.entries(wrong)) {
        it(`is refused when it ${fault}`, async () => {
            const of = provider();
            await of.create(REPOSITORY, { name: "core-api" });
            const make = (): Promise<unknown> => of.create(LIFECYCLE_POLICY, { repository: "core-api", policy: text });
            assert.match(await of.refuses(make, lifecyclePolicyRefusals.rules), message);
        });
    }
});
