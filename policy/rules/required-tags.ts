import { finding, type ResourceView, type Rule } from "../frame/rule";
import { isTaggable } from "../frame/taggable";
import type { View } from "../frame/view";

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
        const given = tagsOf(resource);
        const missing = required.filter((tag) => given.get(tag)?.isGiven() !== true);
        const empty = required.filter((tag) => !missing.includes(tag) && isEmpty(given.get(tag)));
        if (missing.length > 0) {
            yield finding(resource, "tags", `Tags are missing: ${missing.join(", ")}`);
        }
        if (empty.length > 0) {
            yield finding(resource, "tags", `Tags are empty: ${empty.join(", ")}`);
        }
    },
};

/** The provider merges its default tags into `tags` when it checks a resource; where it has not yet, they count too. */
function tagsOf({ type, props, provider }: ResourceView): ReadonlyMap<string, View> {
    if (type === GROUP) {
        // No default tag reaches these: a list of its own, which instances inherit.
        const items = props.at("tags").list();
        return new Map(items.map((item) => [item.at("key").string() ?? "", item.at("value")] as const));
    }
    const defaults = provider?.at("defaultTags").json().at("tags").entries() ?? [];
    return new Map([...defaults, ...props.at("tagsAll").entries(), ...props.at("tags").entries()]);
}

/** A tag whose value isn't known yet is there. */
function isEmpty(value: View | undefined): boolean {
    return value?.isKnown() === true && value.string()?.trim() === "";
}
