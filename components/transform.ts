import * as pulumi from "@pulumi/pulumi";

/**
 * The escape hatch for a contested child: either the arguments to override, or a function from the planned arguments
 * to those to use. Small on purpose: what many need becomes an argument of the component.
 */
export type Transform<Args> = Partial<Args> | ((planned: Args) => Args);

/** The arguments to use, logging what was overridden so that a surprise can be traced to here. */
export function applyTransform<Args extends object>(
    transform: Transform<Args> | undefined,
    planned: Args,
    child: string,
    parent: pulumi.Resource,
): Args {
    if (transform === undefined) {
        return planned;
    }
    const used = typeof transform === "function" ? transform(planned) : { ...planned, ...transform };
    const changed = overridden(planned, used);
    if (changed.length > 0) {
        void pulumi.log.info(`${child}: transform overrides ${changed.join(", ")}`, parent);
    }
    return used;
}

function overridden<Args extends object>(planned: Args, used: Args): string[] {
    const before = new Map<string, unknown>(Object.entries(planned));
    const after = new Map<string, unknown>(Object.entries(used));
    const keys = new Set([...before.keys(), ...after.keys()]);
    return [...keys].filter((key) => before.get(key) !== after.get(key)).sort();
}
