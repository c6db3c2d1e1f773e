/** Which resources refer to which, where ids and names may not be known yet. */
import type { StackResource } from "./rule";
import { UndecidedError } from "./view";

type Answer = "yes" | "no" | "unknown";

/**
 * Those of some resources that belong to another: whose property has its name, or a value that comes from it, straight
 * or by way of the same property of a third resource.
 *
 * @param property of the candidates: `bucket`
 * @param nameOf property of the target that has its name
 * @throws UndecidedError where none does for sure, and one might, since the target's name is not known
 */
export function belongingTo(
    target: StackResource,
    candidates: readonly StackResource[],
    property: string,
    nameOf: string,
    all: readonly StackResource[],
): readonly StackResource[] {
    const byUrn = new Map(all.map((resource) => [resource.urn, resource]));
    const answers = candidates.map(
        (candidate) => [candidate, answer(candidate, target, property, nameOf, byUrn)] as const,
    );
    const found = answers.filter(([, is]) => is === "yes").map(([candidate]) => candidate);
    if (found.length === 0 && answers.some(([, is]) => is === "unknown")) {
        throw new UndecidedError(nameOf);
    }
    return found;
}

/** What is known counts; where it isn't, what it comes from. */
function answer(
    candidate: StackResource,
    target: StackResource,
    property: string,
    nameOf: string,
    byUrn: ReadonlyMap<string, StackResource>,
): Answer {
    const [given, name] = [candidate.props.at(property), target.props.at(nameOf)];
    if (given.isKnown() && name.isKnown()) {
        return given.isGiven() && given.string() === name.string() ? "yes" : "no";
    }
    const sources = candidate.sources[property] ?? [];
    if (comesFrom(sources, target.urn, property, byUrn)) {
        return "yes";
    }
    return given.isKnown() && sources.length === 0 ? "unknown" : "no";
}

function comesFrom(
    sources: readonly string[],
    target: string,
    property: string,
    byUrn: ReadonlyMap<string, StackResource>,
): boolean {
    const seen = new Set(sources);
    // A set grows while it is gone through.
    for (const urn of seen) {
        for (const next of byUrn.get(urn)?.sources[property] ?? []) {
            seen.add(next);
        }
    }
    return seen.has(target);
}
