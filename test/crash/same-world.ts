/**
 * Whether two histories end in the same world: nothing twice, nothing orphaned, and all of it alike but for what clouds
 * draw anew each time, which has to be other names for the same things.
 */
import assert from "node:assert/strict";
import { isAllowed } from "./same-world/allowed";
import { claimsOf, hasRecord, type Claim } from "./same-world/claims";
import { at, differences, isJsonList, isJsonObject, type Difference, type Path } from "./same-world/compare";
import type { Json, Outcome, OutcomeRecord, StateResource } from "./same-world/outcome";
import { Renaming } from "./same-world/renaming";

export { outcome, outcomeIn, type Outcome } from "./same-world/outcome";

/** Asserts that every resource of the states has its record, and every record its resource or owner, exactly once. */
export function assertWhole(given: Outcome): void {
    const { faults } = claimsOf(given);
    assert.ok(faults.length === 0, `the states and the worlds don't fit together:\n${faults.join("\n")}`);
}

/** Asserts that both are whole, and the same up to the names of what was drawn. */
export function assertSameWorld(actual: Outcome, expected: Outcome): void {
    const found = faultsBetween(actual, expected);
    assert.ok(
        found.length === 0,
        `the two worlds are not the same:\n${found.slice(0, SHOWN).join("\n")}${more(found)}`,
    );
}

const SHOWN = 40;

function more(found: readonly string[]): string {
    return found.length > SHOWN ? `\n… and ${found.length - SHOWN} more` : "";
}

/** All that is wrong, a line each. */
export function faultsBetween(actual: Outcome, expected: Outcome): readonly string[] {
    const ours = claimsOf(actual);
    const theirs = claimsOf(expected);
    const broken = [...ours.faults, ...theirs.faults.map((fault) => `in the world to compare with: ${fault}`)];
    if (broken.length > 0) {
        return broken;
    }
    const renaming = new Renaming();
    // What names are derived from, such as a random suffix, before the names.
    const states = stateFaults(actual, expected, renaming);
    const pairs = pairsOf(ours.claims, theirs.claims, renaming);
    return [
        ...pairs.faults,
        ...pairs.matched.flatMap((pair) => recordFaults(pair, renaming)),
        ...(states.length === 0 ? [] : stateFaults(actual, expected, renaming)),
    ];
}

/** What clouds keep of what was deleted, counted by type: more of it would be what a run has made and lost. */
export function remaindersBetween(actual: Outcome, expected: Outcome): readonly string[] {
    const [ours, theirs] = [remainders(actual), remainders(expected)];
    return [...new Set([...ours.keys(), ...theirs.keys()])]
        .filter((type) => ours.get(type) !== theirs.get(type))
        .map((type) => `of ${type}, ${ours.get(type) ?? 0} remain, not ${theirs.get(type) ?? 0}`);
}

function remainders({ records }: Outcome): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { type } of records.filter(({ remainder }) => remainder !== undefined)) {
        counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    return counts;
}

type Pair = readonly [actual: Claim, expected: Claim];

/** Records with the same label, in the order of how far they are from what a program asked for. */
function pairsOf(
    actual: readonly Claim[],
    expected: readonly Claim[],
    renaming: Renaming,
): { readonly matched: readonly Pair[]; readonly faults: readonly string[] } {
    const matched: Pair[] = [];
    const faults: string[] = [];
    const labels = [...new Set([...actual, ...expected].map(({ label }) => label))].sort(
        (one, other) => depthOf(one) - depthOf(other) || (one < other ? -1 : 1),
    );
    for (const label of labels) {
        const ours = inOrder(actual, label, (text) => renaming.apply(text));
        const theirs = inOrder(expected, label, (text) => text);
        if (ours.length !== theirs.length) {
            faults.push(`${label}: there are ${ours.length}, not ${theirs.length}`);
        }
        ours.slice(0, theirs.length).forEach((one, index) => {
            const other = theirs[index];
            if (other !== undefined) {
                matched.push([one, other]);
                if (!renaming.learn(one.record.id, other.record.id)) {
                    faults.push(`${label}: its id is '${one.record.id}', not '${other.record.id}'`);
                }
            }
        });
    }
    return { matched, faults };
}

function depthOf(label: string): number {
    return label.split(" > ").length;
}

/** Several that one thing owns have no names of their own: they are told apart by what they are made of. */
function inOrder(claims: readonly Claim[], label: string, rename: (text: string) => string): readonly Claim[] {
    const content = ({ record }: Claim): string => rename(JSON.stringify([record.inputs, record.outputs]));
    return claims
        .filter((claim) => claim.label === label)
        .map((claim) => ({ claim, key: content(claim) }))
        .sort((one, other) => (one.key < other.key ? -1 : 1))
        .map(({ claim }) => claim);
}

function recordFaults([actual, expected]: Pair, renaming: Renaming): readonly string[] {
    const { label, record, owned } = actual;
    const compare = (part: "inputs" | "outputs"): readonly Difference[] =>
        differences(record[part], expected.record[part], {
            renaming,
            ignored: (path) =>
                isAllowed("record", record.type, path, part === "inputs" || at(record.inputs, path) !== undefined),
            drawn: (path) => owned || isChosenByCloud(record, part, path),
        });
    return (["inputs", "outputs"] as const).flatMap((part) =>
        compare(part).map((difference) => lineOf(label, `${part} of the record`, difference)),
    );
}

/** What the program gave must be the same; names that were left to the provider, secrets and mere outputs may be drawn. */
function isChosenByCloud({ inputs, secrets }: OutcomeRecord, part: "inputs" | "outputs", path: Path): boolean {
    const defaults = inputs["__defaults"];
    const isDefault = Array.isArray(defaults) && defaults.includes(path[0]);
    const isSecret = secrets.some((secret) => secret.every((segment, index) => path[index] === segment));
    return isDefault || isSecret || (part === "outputs" && at(inputs, path) === undefined);
}

function stateFaults(actual: Outcome, expected: Outcome, renaming: Renaming): readonly string[] {
    const ours = byUrn(actual);
    const theirs = byUrn(expected);
    const urns = [...new Set([...ours.keys(), ...theirs.keys()])];
    urns.forEach((urn) => renaming.learn(ours.get(urn)?.id ?? "", theirs.get(urn)?.id ?? ""));
    return urns.flatMap((urn) => {
        const one = ours.get(urn);
        const other = theirs.get(urn);
        if (one === undefined || other === undefined) {
            return [`${urn}: ${one === undefined ? "is missing in" : "is too much in"} the state`];
        }
        const drawn = (path: Path): boolean => path[0] === "outputs" || path[0] === "id";
        const isAsked = (path: Path): boolean => path[0] === "inputs" || at(one["inputs"], path.slice(1)) !== undefined;
        const ignored = (path: Path): boolean => isAllowed("state", one.type, path, isAsked(path));
        return differences(comparable(one), comparable(other), { renaming, ignored, drawn }).map((difference) =>
            lineOf(urn, "the state", difference),
        );
    });
}

function byUrn({ states }: Outcome): ReadonlyMap<string, StateResource> {
    return new Map(states.flatMap(({ resources }) => resources.map((resource) => [resource.urn, resource] as const)));
}

/**
 * A state's outputs are as old as the last call for that resource, and a run that was cut off has other calls behind
 * it: of what stands in a world, the world is compared. Dependencies are sets.
 */
function comparable(resource: StateResource): Json {
    const { outputs, dependencies = null, propertyDependencies = null, ...rest } = resource;
    return {
        ...rest,
        ...(hasRecord(resource) || outputs === undefined ? {} : { outputs }),
        dependencies: sorted(dependencies),
        propertyDependencies: isJsonObject(propertyDependencies)
            ? Object.fromEntries(Object.entries(propertyDependencies).map(([key, on = null]) => [key, sorted(on)]))
            : null,
    };
}

function sorted(list: Json): Json {
    return isJsonList(list) ? list.toSorted() : list;
}

function lineOf(label: string, where: string, { path, actual, expected }: Difference): string {
    return `${label}: ${path.join(".")} in ${where} is ${brief(actual)}, not ${brief(expected)}`;
}

const BRIEF = 160;

function brief(value: Json | undefined): string {
    const text = value === undefined ? "absent" : JSON.stringify(value);
    return text.length > BRIEF ? `${text.slice(0, BRIEF)}…` : text;
}
