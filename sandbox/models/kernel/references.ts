/** What names what: references that must exist, and what stands in the way of a deletion. */
import type { Properties, Value } from "../../values";
import { isList, isObject } from "../../values";
import type { WorldRecord } from "../../worlds/records";
import { GLOBAL } from "../../worlds/records";
import type { AnyResourceModel, Reference, View } from "./model";
import type { Refusal } from "./refusal";

/** The strings at `subnetIds[*]` or `vpcConfig.subnetIds[*]`. */
export function namesAt(values: Properties, property: string): readonly string[] {
    const segments = property.replaceAll("[*]", ".*").split(".");
    const found = segments.reduce<readonly (Value | undefined)[]>(
        (current, segment) =>
            current.flatMap((value) => {
                if (segment === "*") {
                    return isList(value) ? [...value] : [];
                }
                return isObject(value) ? [value[segment]] : [];
            }),
        [values],
    );
    return found.filter((value): value is string => typeof value === "string" && value !== "");
}

export function targetTypes(reference: Reference): readonly string[] {
    return typeof reference.to === "string" ? [reference.to] : reference.to;
}

function names(reference: Reference, target: WorldRecord): Value | undefined {
    return reference.by === undefined || reference.by === "id" ? target.id : target.outputs[reference.by];
}

/** The first reference that leads nowhere, with the refusal it earns. */
export function firstMissing(
    model: AnyResourceModel,
    inputs: Properties,
    view: View,
): { readonly refusal: Refusal; readonly detail: string } | undefined {
    for (const reference of model.references ?? []) {
        for (const name of namesAt(inputs, reference.property)) {
            const candidates = targetTypes(reference).flatMap((type) =>
                reference.global ? view.listIn(GLOBAL, type) : view.list(type),
            );
            if (!candidates.some((target) => names(reference, target) === name)) {
                return { refusal: reference.missing, detail: reference.message(name) };
            }
        }
    }
    return undefined;
}

export interface Dependant {
    readonly record: WorldRecord;
    readonly reference: Reference;
}

/** All records that name the target, in any region. */
export function dependantsOf(
    target: WorldRecord,
    models: Iterable<AnyResourceModel>,
    listAll: (type: string) => readonly WorldRecord[],
): readonly Dependant[] {
    const dependants: Dependant[] = [];
    for (const model of models) {
        const references = (model.references ?? []).filter((reference) =>
            targetTypes(reference).includes(target.type),
        );
        if (references.length === 0) {
            continue;
        }
        for (const record of listAll(model.type)) {
            if (record.region !== target.region && target.region !== GLOBAL) {
                continue;
            }
            for (const reference of references) {
                const wanted = names(reference, target);
                const source = { ...record.outputs, ...record.inputs };
                if (namesAt(source, reference.property).some((name) => name === wanted)) {
                    dependants.push({ record, reference });
                }
            }
        }
    }
    return dependants;
}

/** The record itself and all that the cloud made along with it, and along with that. */
export function ownedClosure(
    record: WorldRecord,
    listAll: () => readonly WorldRecord[],
): readonly WorldRecord[] {
    const closure: WorldRecord[] = [record];
    for (const owner of closure) {
        for (const candidate of listAll()) {
            const owned = candidate.ownedBy?.type === owner.type && candidate.ownedBy.id === owner.id;
            if (owned && candidate.region === owner.region && !closure.includes(candidate)) {
                closure.push(candidate);
            }
        }
    }
    return closure;
}
