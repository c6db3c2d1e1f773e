import assert from "node:assert/strict";
import type { Drift } from "../../automation/drift/drifts";
import { nameOf } from "../../automation/progress/urn";
import { EXAMPLE_TYPES, EXAMPLES } from "../sandbox/examples";
import type { TestPlace, TestStack } from "../support/engine";
import { discard, testPlace, testStack } from "../support/engine";
import type { Mutation } from "./mutations";
import { mutationsOf } from "./mutations";
import { withNoise } from "./noise";
import { inRounds } from "./rounds";
import type { Subject } from "./subjects";
import { expectedDrift, isReplacing, mutated, mutationOptions, subjectsOf } from "./subjects";
import { deleteByHand, driftOfStack, putByHand, removeByHand } from "./support";

/** What is drawn by the engine's own provider and kept in the state alone: nobody can change it anywhere else. */
const IN_NO_CLOUD = /^random:/;

const seen = new Set<string>();

function byUrn(drifts: readonly Drift[]): readonly Drift[] {
    return [...drifts].sort((left, right) => (left.urn < right.urn ? -1 : 1));
}

function typesOf(drifts: readonly { readonly urn: string }[]): readonly string[] {
    return drifts.map(({ urn }) => urn.split("::")[2] ?? "");
}

function mutationsOfSubject({ type, record }: Subject): readonly Mutation[] {
    return mutationsOf(record.inputs, mutationOptions(type));
}

/** What a cloud takes and never gives back. */
const ONE_WAY = new Set(["aws:rds/instance:Instance allocatedStorage"]);

function canBePutBack({ type, isIgnored }: Subject, { path, segments }: Mutation): boolean {
    return !isReplacing(type, segments) && !isIgnored(segments) && !ONE_WAY.has(`${type} ${path}`);
}

for (const { name, program } of EXAMPLES) {
    describe(`drift in the examples of ${name}`, () => {
        let place: TestPlace;
        let stack: TestStack;
        let subjects: readonly Subject[];
        let without: readonly string[];
        const drift = async (): Promise<readonly Drift[]> => (await driftOfStack({ place, project: name })).drifts;

        before(async () => {
            place = await testPlace();
            stack = await testStack({ program: () => program({ generation: "first" }), place, project: name });
            await stack.up();
            ({ subjects, without } = subjectsOf(place, await stack.state()));
            subjects.forEach(({ type }) => seen.add(type));
        });
        after(() => discard(place));

        it("is none where nobody changed anything", async () => {
            assert.deepEqual(await drift(), []);
            assert.deepEqual(
                typesOf(without.map((urn) => ({ urn }))).filter((type) => !IN_NO_CLOUD.test(type)),
                [],
            );
        });

        it("names every property that was changed, added or taken away, and nothing else", async () => {
            const plans = subjects.map((subject) => ({ subject, rounds: inRounds(mutationsOfSubject(subject)) }));
            const count = Math.max(...plans.map(({ rounds }) => rounds.length));
            for (let round = 0; round < count; round += 1) {
                const steps = plans.map(({ subject, rounds }) => ({ subject, mutations: rounds[round] ?? [] }));
                await putByHand(
                    place,
                    steps.map(({ subject, mutations }) => mutated(subject, mutations)),
                );
                const expected = steps.flatMap(({ subject, mutations }) => expectedDrift(subject, mutations));
                assert.deepEqual(await drift(), byUrn(expected), `round ${round}`);
                await putByHand(place, subjects);
            }
            assert.ok(plans.every(({ rounds }) => rounds.flat().length > 0));
        });

        it("names every resource that was deleted, and nothing else", async () => {
            const halves = [0, 1].map((half) => subjects.filter((_, index) => index % 2 === half));
            for (const half of halves) {
                await removeByHand(place, half);
                const expected = half.map(({ urn }): Drift => ({
                    urn,
                    resource: nameOf(urn),
                    kind: "gone",
                    properties: [],
                }));
                assert.deepEqual(await drift(), byUrn(expected));
                await putByHand(place, half);
            }
        });

        it("is none in outputs, tags of the cloud's own, the order of sets and the form of documents", async () => {
            const noisy = subjects.map(({ scope, record, type }) => ({
                scope,
                record: withNoise(record, mutationOptions(type).unordered),
            }));
            await putByHand(place, noisy);
            assert.deepEqual(await drift(), []);
            await putByHand(place, subjects);
        });

        it("is put right by a refresh and an up, in place where the property can change", async () => {
            const steps = subjects.flatMap((subject) => {
                const [first] = mutationsOfSubject(subject).filter((each) => canBePutBack(subject, each));
                return first === undefined ? [] : [{ subject, mutation: first }];
            });
            await putByHand(
                place,
                steps.map(({ subject, mutation }) => mutated(subject, [mutation])),
            );
            await stack.refresh();
            assert.deepEqual(await drift(), []);
            const result = await stack.up();
            const expected = steps.map(({ subject: { type, urn } }) => `update ${type} ${nameOf(urn).name}`);
            assert.deepEqual([...result.steps].sort(), [...expected].sort());
            assert.deepEqual(await drift(), []);
        });

        it("is put right by a refresh and an up where something was deleted that nothing else needs", async () => {
            const needed = new Set(subjects.flatMap(({ dependencies }) => dependencies));
            const leaves = subjects.filter(({ urn }) => !needed.has(urn));
            assert.ok(leaves.length > 0);
            await deleteByHand(
                { place, project: name },
                leaves.map(({ urn }) => urn),
            );
            assert.deepEqual(
                (await drift()).map(({ urn, kind }) => `${kind} ${urn}`),
                leaves.map(({ urn }) => `gone ${urn}`).sort(),
            );
            await stack.refresh();
            const result = await stack.up();
            const expected = leaves.map(({ type, urn }) => `create ${type} ${nameOf(urn).name}`);
            assert.deepEqual([...result.steps].sort(), [...expected].sort());
            assert.deepEqual(await drift(), []);
        });
    });
}

describe("the matrix of drift", () => {
    it("has every modelled type that is in a cloud", () => {
        assert.deepEqual(
            EXAMPLE_TYPES.filter((type) => !seen.has(type) && !IN_NO_CLOUD.test(type)),
            [],
        );
    });
});
