import assert from "node:assert/strict";
import type { RunResult, TestPlace, TestStack } from "../support/engine";
import { discard, testPlace, testStack } from "../support/engine";
import { EXAMPLE_TYPES, exampleOf, EXAMPLES, exampleUrn, NEVER_UPDATED } from "./examples";

interface StateResource {
    readonly urn: string;
    readonly type: string;
}

async function resourcesOf(stack: TestStack): Promise<readonly StateResource[]> {
    const { resources } = (await stack.state()).deployment as { readonly resources?: readonly StateResource[] };
    return resources ?? [];
}

/** Types that a run updates, of those it has an example of. */
function updated({ steps }: RunResult, types: readonly string[]): readonly string[] {
    return types.filter((type) => steps.includes(`update ${type} ${exampleOf(type).name}`));
}

describe("the examples of every modelled type", () => {
    const unmodelled: string[] = [];
    let place: TestPlace;

    before(async () => {
        place = await testPlace({ log: (line) => unmodelled.push(line) });
    });

    after(() => discard(place));

    for (const { name, program } of EXAMPLES) {
        const types = EXAMPLE_TYPES.filter((type) => exampleOf(type).program === name);

        describe(name, () => {
            let stack: TestStack;

            before(async () => {
                stack = await testStack({ place, project: name, program: () => program({ generation: "first" }) });
            });

            it("has one of each of its types", async () => {
                await stack.up();
                const made = (await resourcesOf(stack)).map(({ urn }) => urn);
                assert.deepEqual(
                    types.filter((type) => !made.includes(exampleUrn(type))),
                    [],
                    "without an example",
                );
                assert.deepEqual(
                    made.filter((urn) => /::default(_|$)/.test(urn)),
                    [],
                    "made by a default provider",
                );
                assert.deepEqual(unmodelled, [], "made of what has no model");
            });

            it("is unchanged when it comes up again", async () => {
                assert.deepEqual(Object.keys((await stack.up()).counts), ["same"]);
            });

            it("changes all in place that can be, and replaces nothing", async () => {
                const result = await stack.up(() => program({ generation: "second" }));
                const changeable = types.filter((type) => !(type in NEVER_UPDATED));
                assert.deepEqual(updated(result, types), changeable);
                assert.deepEqual(
                    result.steps.filter((step) => !step.startsWith("update ")),
                    [],
                );
            });

            it("is found as it was left", async () => {
                assert.deepEqual(Object.keys((await stack.refresh()).counts), ["same"]);
            });

            it("goes away whole", async () => {
                assert.deepEqual(Object.keys((await stack.destroy()).counts), ["delete"]);
                assert.deepEqual(await resourcesOf(stack), []);
            });
        });
    }
});
