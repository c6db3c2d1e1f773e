import assert from "node:assert/strict";
import fc from "fast-check";
import { levelsOf, type Dependent } from "../../automation/dependency-order";

const item = (name: string, ...dependsOn: string[]): Dependent => ({ name, dependsOn });
const names = (levels: readonly (readonly Dependent[])[]): string[][] =>
    levels.map((level) => level.map(({ name }) => name));

describe("the order of projects", () => {
    it("puts independent projects side by side and dependents after them", () => {
        const levels = levelsOf([
            item("services", "data", "foundation"),
            item("data", "foundation"),
            item("foundation"),
        ]);
        assert.deepEqual(names(levels), [["foundation"], ["data"], ["services"]]);
        assert.deepEqual(names(levelsOf([item("a"), item("b", "a"), item("c", "a")])), [["a"], ["b", "c"]]);
    });

    it("leaves out dependencies that take no part in the run", () => {
        assert.deepEqual(names(levelsOf([item("data", "foundation")])), [["data"]]);
    });

    it("has no level for no projects", () => {
        assert.deepEqual(levelsOf([]), []);
    });

    it("names the projects of a circle, and only those", () => {
        const items = [item("start", "a"), item("a", "b"), item("b", "c"), item("c", "a"), item("free")];
        assert.throws(() => levelsOf(items), {
            message: "Projects depend on each other in a circle: a -> b -> c -> a",
        });
    });

    it("names a project that depends on itself", () => {
        assert.throws(() => levelsOf([item("a", "a")]), /circle: a -> a$/);
    });

    it("never puts a project before one that it depends on, and loses none", () => {
        // Edges only lead to earlier numbers, so that there is no circle.
        const graphs = fc
            .integer({ min: 1, max: 12 })
            .chain((size) =>
                fc.tuple(
                    ...Array.from({ length: size }, (_, index) =>
                        fc.subarray(Array.from({ length: index }, (__, earlier) => `p${earlier}`)),
                    ),
                ),
            );
        fc.assert(
            fc.property(graphs, (edges) => {
                const items = edges.map((dependsOn, index) => item(`p${index}`, ...dependsOn)).reverse();
                const levels = levelsOf(items);
                const levelOf = new Map(levels.flatMap((level, at) => level.map(({ name }) => [name, at] as const)));
                assert.equal(levelOf.size, items.length);
                for (const { name, dependsOn } of items) {
                    const own = levelOf.get(name) ?? -1;
                    const below = dependsOn.map((other) => levelOf.get(other) ?? Infinity);
                    assert.ok(below.every((level) => level < own));
                    // As early as can be.
                    assert.equal(own, below.length === 0 ? 0 : Math.max(...below) + 1);
                }
            }),
        );
    });
});
