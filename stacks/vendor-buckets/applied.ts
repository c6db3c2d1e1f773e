import * as pulumi from "@pulumi/pulumi";

/** What was made, and what may only be said once all of it is there. */
export interface AllThere<Result> {
    readonly result: Result;
    /** URNs of all that was made; known when the last of them is made or updated, never where one of them failed. */
    readonly urns: pulumi.Output<string[]>;
    /** The value, known just then too. */
    readonly whenThere: <Value>(value: Value) => pulumi.Output<Value>;
}

/** Makes something with options that see every resource below it. */
export function onceAllAreThere<Result>(
    make: (opts: pulumi.ComponentResourceOptions) => Result,
    opts: pulumi.ComponentResourceOptions,
): AllThere<Result> {
    const made: pulumi.Resource[] = [];
    const see: pulumi.ResourceTransformation = ({ resource }) => {
        made.push(resource);
        return undefined;
    };
    const result = make({ ...opts, transformations: [see] });
    // A URN may be known before its resource is there; an id is not.
    const ids = made.flatMap((resource) => (pulumi.CustomResource.isInstance(resource) ? [resource.id] : []));
    const there = pulumi.all([pulumi.all(made.map(({ urn }) => urn)), pulumi.all(ids)]);
    return {
        result,
        urns: there.apply(([urns]) => urns),
        whenThere: (value) => there.apply(() => value),
    };
}
