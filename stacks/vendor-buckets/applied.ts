import * as pulumi from "@pulumi/pulumi";
import { type Properties, recordOf, shortName } from "./resources";

/** What was made, and what may only be said once all of it is there. */
export interface AllThere<Result> {
    readonly result: Result;
    /**
     * What is recorded of each resource, by its short name; known when the last of them is made or updated, never where one
     * of them failed.
     */
    readonly resources: pulumi.Output<Readonly<Record<string, string>>>;
    /** The value, known just then too. */
    readonly whenThere: <Value>(value: Value) => pulumi.Output<Value>;
}

/** A resource, and what the program gives it. */
interface Made {
    readonly resource: pulumi.Resource;
    readonly wanted: Readonly<Record<string, unknown>>;
}

/** Makes something with options that see every resource below it. */
export function onceAllAreThere<Result>(
    make: (opts: pulumi.ComponentResourceOptions) => Result,
    opts: pulumi.ComponentResourceOptions,
): AllThere<Result> {
    const made: Made[] = [];
    const see: pulumi.ResourceTransformation = ({ resource, props, opts: own }) => {
        made.push({ resource, wanted: comparable(props, own) });
        return undefined;
    };
    const result = make({ ...opts, transformations: [see] });
    const there = pulumi.all(made.map(recordedOf)).apply((records) => Object.fromEntries(records));
    return { result, resources: there, whenThere: (value) => there.apply(() => value) };
}

/**
 * What an update that leaves a resource out would leave as it was: tags say whose it is and not what it does, a program's
 * code has a digest beside it, and what is ignored is others'.
 */
function comparable(
    props: Readonly<Record<string, unknown>>,
    { ignoreChanges = [] }: pulumi.CustomResourceOptions,
): Readonly<Record<string, unknown>> {
    const isLeftOut = (key: string, value: unknown): boolean =>
        key === "tags" || ignoreChanges.includes(key) || value === undefined || pulumi.asset.Archive.isInstance(value);
    return Object.fromEntries(Object.entries(props).filter(([key, value]) => !isLeftOut(key, value)));
}

/** Short name and record. The engine answers with what is in the state, whatever the program has asked for. */
function recordedOf({ resource, wanted }: Made): pulumi.Output<readonly [string, string]> {
    if (!pulumi.CustomResource.isInstance(resource)) {
        return resource.urn.apply((urn) => [shortName(urn), recordOf({}, {})] as const);
    }
    const actual = Object.fromEntries(Object.keys(wanted).map((key) => [key, Reflect.get(resource, key) as unknown]));
    // A URN may be known before its resource is there; an id is not.
    return pulumi
        .all([resource.urn, resource.id, pulumi.output(wanted), pulumi.output(actual)])
        .apply(
            ([urn, , asked, found]) => [shortName(urn), recordOf(asked as Properties, found as Properties)] as const,
        );
}
