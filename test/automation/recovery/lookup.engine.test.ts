import assert from "node:assert/strict";
import { queryFor, standsInCloud } from "../../../automation/recovery/inventory";
import type { ResourceState } from "../../../automation/state/deployment";
import { nameOf } from "../../../automation/progress/urn";
import { discard, testPlace, testStack, type TestPlace } from "../../support/engine";
import { EXAMPLE_TYPES, exampleOf, EXAMPLES } from "../../sandbox/examples";
import { deploymentIn } from "./support";

describe("what a run has made", () => {
    let place: TestPlace;
    before(async () => {
        place = await testPlace();
    });
    after(() => discard(place));

    for (const { name, program } of EXAMPLES) {
        const types = EXAMPLE_TYPES.filter((type) => exampleOf(type).program === name && !type.startsWith("random:"));

        it(`is found by what the state knew before it was made: ${name}, ${types.length} types`, async () => {
            const since = Date.now();
            const stack = await testStack({ place, project: name, program: () => program({ generation: "first" }) });
            await stack.up();
            const { resources = [] } = await deploymentIn(stack, name);
            const looked = resources.filter(standsInCloud);
            const answers = await Promise.all(
                looked.map(async (resource) => {
                    const found = await stack.sandbox.find(queryFor(resource, resources));
                    return { resource, found };
                }),
            );
            const told = ({ urn, id }: ResourceState): string => `${nameOf(urn).type} ${nameOf(urn).name}: ${id}`;
            const missed = answers.filter(
                ({ resource, found }) =>
                    !found.some(({ id, createdAt = 0 }) => id === resource.id && createdAt >= since),
            );
            assert.deepEqual(
                missed.map(({ resource }) => told(resource)),
                [],
            );
            const known = new Set(looked.map(({ type, id }) => `${type} ${id}`));
            const foreign = answers.flatMap(({ resource: { type }, found }) => found.map(({ id }) => `${type} ${id}`));
            assert.deepEqual(
                foreign.filter((thing) => !known.has(thing)),
                [],
            );
            assert.deepEqual(
                types.filter((type) => !looked.some((resource) => resource.type === type)),
                [],
            );
        });
    }
});
