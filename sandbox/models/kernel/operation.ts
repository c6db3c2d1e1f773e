/** Puts together what a model's functions are given. */
import type { Properties } from "../../values";
import type { WorldRecord } from "../../worlds/records";
import { stableHex, stablePick } from "../../worlds/hash";
import type { Operation, Place, View } from "./model";
import type { Refusal } from "./refusal";
import { Refused } from "./refusal";

export function refuse(refusal: Refusal, detail: string): never {
    throw new Refused(refusal, detail);
}

export function arnIn(place: Place): Operation<Properties>["arn"] {
    return (service, resource, options) =>
        [
            "arn",
            place.partition,
            service,
            options?.regional === false ? "" : place.region,
            options?.account === false ? "" : place.account,
            resource,
        ].join(":");
}

export function operation(
    kind: Operation<never>["kind"],
    place: Place,
    world: View,
    id: string,
    inputs: Properties,
    before: { readonly previous?: WorldRecord; readonly known?: Properties } = {},
): Operation<never> {
    return {
        ...place,
        kind,
        id,
        // A model sees its own input type; what arrives was checked against the SDK's declaration.
        inputs: inputs as never,
        ...before,
        world,
        hash: (label, length) => stableHex(length, id, label),
        pick: (label, below) => stablePick(below, id, label),
        arn: arnIn(place),
        refuse,
    };
}
