import { isProviderType, type ResourceState } from "../state/deployment";

/** Whether the resource is one that its program has, and not the remains of a former one. */
export function isAlive(resource: ResourceState): boolean {
    return resource.delete !== true;
}

/** URNs of all that a resource needs before it, its provider aside. */
export function needsOf(resource: ResourceState): readonly string[] {
    const { parent = "", dependencies, propertyDependencies, deletedWith = "", replaceWith } = resource;
    const properties = Object.values(propertyDependencies ?? {}).flatMap((urns) => urns ?? []);
    const needs = [parent, ...(dependencies ?? []), ...properties, deletedWith, ...(replaceWith ?? [])];
    return [...new Set(needs.filter((urn) => urn !== ""))];
}

/** How resources refer to a provider; undefined for everything else. */
export function providerReference({ urn, type, id }: ResourceState): string | undefined {
    return isProviderType(type) ? `${urn}::${id ?? ""}` : undefined;
}

/** The same resources, each behind what it needs. Those that are in order already stay where they are. */
export function inOrder(resources: readonly ResourceState[]): readonly ResourceState[] {
    const ordered: ResourceState[] = [];
    const begun = new Set<ResourceState>();
    const placed = new Set<string>();
    const place = (resource: ResourceState): void => {
        // Also ends a circle, which no engine writes.
        if (begun.has(resource)) {
            return;
        }
        begun.add(resource);
        for (const need of [...needsOf(resource), resource.provider ?? ""]) {
            const holder = placed.has(need) ? undefined : holderOf(need, resources);
            if (holder !== undefined) {
                place(holder);
            }
        }
        ordered.push(resource);
        placed.add(resource.urn);
        placed.add(providerReference(resource) ?? resource.urn);
    };
    resources.forEach(place);
    return ordered;
}

/** The resource that a URN or a reference to a provider means: of several with one URN the one that is alive. */
function holderOf(name: string, resources: readonly ResourceState[]): ResourceState | undefined {
    const holders = resources.filter((resource) => resource.urn === name || providerReference(resource) === name);
    return holders.find(isAlive) ?? holders[0];
}
