/** Lifecycle rules as awsx takes them, and the policy document that ECR takes. */

export interface Rule {
    readonly description?: string;
    /** Days since an image was pushed. */
    readonly maximumAgeLimit?: number;
    readonly maximumNumberOfImages?: number;
    readonly tagPrefixList?: readonly string[];
    /** `any`, `untagged`, or anything else for images with one of the prefixes. */
    readonly tagStatus: string;
}

/** Where the program gives no rules. */
export const DEFAULT_RULES: readonly Rule[] = [
    { description: "remove untagged images", tagStatus: "untagged", maximumNumberOfImages: 1 },
];

/**
 * Priorities go up in the order given; a rule for all images comes last, as ECR demands. Keys are sorted: awsx hands
 * over an object, of which the AWS provider makes such a text.
 */
export function lifecycleDocument(rules: readonly Rule[]): string {
    const forAll = rules.filter((rule) => rule.tagStatus === "any");
    if (forAll.length > 1) {
        throw new Error('At most one [selection: "any"] rule can be provided.');
    }
    const ordered = [...rules.filter((rule) => rule.tagStatus !== "any"), ...forAll];
    return JSON.stringify({ rules: ordered.map((rule, index) => documentRule(rule, index + 1)) });
}

function documentRule(rule: Rule, rulePriority: number): object {
    return {
        action: { type: "expire" },
        description: rule.description,
        rulePriority,
        selection: { ...limit(rule), ...images(rule) },
    };
}

function images({ tagStatus, tagPrefixList = [] }: Rule): object {
    if (tagStatus === "any" || tagStatus === "untagged") {
        return { tagStatus };
    }
    if (tagPrefixList.length === 0) {
        throw new Error("tagPrefixList cannot be empty.");
    }
    return { tagPrefixList, tagStatus: "tagged" };
}

function limit({ maximumAgeLimit, maximumNumberOfImages }: Rule): object {
    if (maximumNumberOfImages !== undefined) {
        return { countNumber: maximumNumberOfImages, countType: "imageCountMoreThan" };
    }
    if (maximumAgeLimit !== undefined) {
        return { countNumber: maximumAgeLimit, countType: "sinceImagePushed", countUnit: "days" };
    }
    throw new Error("Either [maximumNumberOfImages] or [maximumAgeLimit] must be provided with a rule.");
}
