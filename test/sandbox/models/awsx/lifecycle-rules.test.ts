import assert from "node:assert/strict";
import { ruleFault } from "../../../../sandbox/models/aws/ecr/lifecycle-document";
import type { Rule } from "../../../../sandbox/models/awsx/lifecycle-rules";
import { DEFAULT_RULES, lifecycleDocument } from "../../../../sandbox/models/awsx/lifecycle-rules";

function selections(rules: readonly Rule[]): readonly unknown[] {
    const document = JSON.parse(lifecycleDocument(rules)) as { rules: { rulePriority: number; selection: unknown }[] };
    assert.deepEqual(
        document.rules.map(({ rulePriority }) => rulePriority),
        document.rules.map((_, index) => index + 1),
    );
    return document.rules.map(({ selection }) => selection);
}

describe("the lifecycle rules of awsx", () => {
    it("are, where none are given, to keep one untagged image", () => {
        assert.equal(
            lifecycleDocument(DEFAULT_RULES),
            '{"rules":[{"action":{"type":"expire"},"description":"remove untagged images","rulePriority":1,' +
                '"selection":{"countNumber":1,"countType":"imageCountMoreThan","tagStatus":"untagged"}}]}',
        );
    });

    it("become a document that ECR takes", () => {
        const rules: Rule[] = [
            { tagStatus: "untagged", maximumAgeLimit: 14 },
            { tagStatus: "tagged", tagPrefixList: ["v"], maximumNumberOfImages: 20 },
        ];
        assert.equal(ruleFault(JSON.parse(lifecycleDocument(rules))), undefined);
        assert.deepEqual(selections(rules), [
            { countNumber: 14, countType: "sinceImagePushed", countUnit: "days", tagStatus: "untagged" },
            { countNumber: 20, countType: "imageCountMoreThan", tagPrefixList: ["v"], tagStatus: "tagged" },
        ]);
    });

    it("put the rule for all images last", () => {
        const rules: Rule[] = [
            { tagStatus: "any", maximumNumberOfImages: 100 },
            { tagStatus: "untagged", maximumAgeLimit: 1 },
        ];
        assert.deepEqual(
            selections(rules).map((selection) => (selection as { tagStatus: string }).tagStatus),
            ["untagged", "any"],
        );
    });

    it("are refused where two are for all images, one has no prefix, or one has no limit", () => {
        const any: Rule = { tagStatus: "any", maximumNumberOfImages: 1 };
        assert.throws(() => lifecycleDocument([any, any]), /At most one/);
        assert.throws(() => lifecycleDocument([{ tagStatus: "tagged", maximumAgeLimit: 1 }]), /tagPrefixList/);
        assert.throws(() => lifecycleDocument([{ tagStatus: "untagged" }]), /maximumNumberOfImages/);
    });
});
