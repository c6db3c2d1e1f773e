import { finding, type ResourceView, type Rule } from "../frame/rule";
import { isTaggable } from "../frame/taggable";
import { UndecidedError, type View } from "../frame/view";

const GROUP = "aws:autoscaling/group:Group";

export const requiredTags: Rule = {
    id: "required-tags",
    title: "Every taggable resource carries the standard tags",
    description:
        "Cost reports, clean-up and the question whom to ask go by tags; a resource without them belongs to nobody.",
    remedy: "Make the resource with the environment's provider (openEnvironment), whose default tags reach it, or pass standardTags(…) where they don't",
    anchors: ["CKV_AWS_TAGS", "NIST CM-8", "docs/architecture.md: Tags"],
    settings: ["tags"],
    *checkResource(resource, { tags: required }) {
        if (resource.type !== GROUP && !isTaggable(resource.type)) {
            return;
        }
        const { given, unknown } = tagsOf(resource);
        const empty = required.filter((tag) => isEmpty(given.get(tag)));
        const missing = required.filter((tag) => given.get(tag)?.isGiven() !== true);
        if (empty.length > 0) {
            yield finding(resource, "tags", `Tags are empty: ${empty.join(", ")}`);
        }
        if (missing.length > 0 && unknown !== undefined) {
            throw new UndecidedError(unknown);
        }
        if (missing.length > 0) {
            yield finding(resource, "tags", `Tags are missing: ${missing.join(", ")}`);
        }
    },
};

interface Tags {
    readonly given: ReadonlyMap<string, View>;
    /** Path of something that may hold further tags, or others. */
    readonly unknown: string | undefined;
}

function tagsOf({ type, props, provider }: ResourceView): Tags {
    // No default tag reaches a group of instances: it has a list of its own, which they inherit.
    return type === GROUP ? listed(props.at("tags").list()) : merged(props, provider);
}

function listed(items: readonly View[]): Tags {
    const keys = items.map((item) => item.at("key"));
    const given = items.flatMap((item) => {
        const key = item.at("key");
        return key.isKnown() ? [[key.string() ?? "", item.at("value")] as const] : [];
    });
    return { given: new Map(given), unknown: keys.find((key) => !key.isKnown())?.path };
}

/** The provider merges its default tags into `tags` when it checks a resource; where it has not yet, they count too. */
function merged(props: View, provider: View | undefined): Tags {
    const sources = [
        ...(provider === undefined ? [] : [provider.at("defaultTags").json().at("tags")]),
        props.at("tagsAll"),
        props.at("tags"),
    ];
    return sources.reduce<Tags>(
        ({ given, unknown }, source) =>
            // Whatever is known of those before may be something else in one that isn't.
            source.isKnown()
                ? { given: new Map([...given, ...source.entries()]), unknown }
                : { given: new Map(), unknown: unknown ?? source.path },
        { given: new Map(), unknown: undefined },
    );
}

/** A tag whose value isn't known yet is there. */
function isEmpty(value: View | undefined): boolean {
    return value?.isKnown() === true && value.string()?.trim() === "";
}
