/** What the order is made of. */
export interface Dependent {
    readonly name: string;
    readonly dependsOn: readonly string[];
}

/**
 * Groups items into levels: an item comes after all that it depends on, items of one level are independent of each
 * other. Dependencies that are not among the items don't count: they take no part in the run.
 *
 * @throws Error naming the items of a cycle
 */
export function levelsOf<T extends Dependent>(items: readonly T[]): readonly (readonly T[])[] {
    const levels: T[][] = [];
    const placed = new Set<string>();
    let open = [...items];
    const taking = new Set(items.map((item) => item.name));
    while (open.length > 0) {
        const ready = open.filter((item) => item.dependsOn.every((name) => !taking.has(name) || placed.has(name)));
        if (ready.length === 0) {
            throw new Error(`Projects depend on each other in a circle: ${circleIn(open).join(" -> ")}`);
        }
        ready.forEach((item) => placed.add(item.name));
        open = open.filter((item) => !placed.has(item.name));
        levels.push(ready);
    }
    return levels;
}

/** Every item left over leads to another one left over, so that walking on must come back to one seen before. */
function circleIn(open: readonly Dependent[]): readonly string[] {
    const byName = new Map(open.map((item) => [item.name, item]));
    const walked: string[] = [];
    let next = open[0];
    while (next !== undefined && !walked.includes(next.name)) {
        walked.push(next.name);
        next = next.dependsOn.map((name) => byName.get(name)).find((item) => item !== undefined);
    }
    const start = next?.name ?? "";
    return [...walked.slice(walked.indexOf(start)), start];
}
