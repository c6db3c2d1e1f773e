/** What names what: references that must exist, and what stands in the way of a deletion. */
import type { Properties, Value } from "../../values";
import { isList, isObject } from "../../values";
import type { WorldRecord } from "../../worlds/records";
import { GLOBAL } from "../../worlds/records";
import type { AnyResourceModel, Reference, View } from "./model";
import type { Refusal } from "./refusal";

const parsed = new Map<string, readonly string[]>();

function segmentsOf(property: string): readonly string[] {
    const known = parsed.get(property) ?? property.replaceAll("[*]", ".*").split(".");
    parsed.set(property, known);
    return known;
}

function collect(value: Value | undefined, segments: readonly string[], at: number, found: string[]): void {
    const segment = segments[at];
    if (segment === undefined) {
        if (typeof value === "string" && value !== "") {
            found.push(value);
        }
    } else if (segment === "*") {
        if (isList(value)) {
            value.forEach((item) => collect(item, segments, at + 1, found));
        }
    } else if (isObject(value)) {
        collect(value[segment], segments, at + 1, found);
    }
}

/** The strings at `subnetIds[*]` or `vpcConfig.subnetIds[*]`. */
export function namesAt(values: Properties, property: string): readonly string[] {
    const found: string[] = [];
    collect(values, segmentsOf(property), 0, found);
    return found;
}

/** What a record names: an input of that name comes before an output. */
function namedBy(record: WorldRecord, property: string): readonly string[] {
    const [first = ""] = segmentsOf(property);
    return namesAt(first in record.inputs ? record.inputs : record.outputs, property);
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
        const references = (model.references ?? [])
            .filter((reference) => targetTypes(reference).includes(target.type))
            .map((reference) => ({ reference, wanted: names(reference, target) }));
        if (references.length === 0) {
            continue;
        }
        for (const record of listAll(model.type)) {
            if (record.region !== target.region && target.region !== GLOBAL) {
                continue;
            }
            for (const { reference, wanted } of references) {
                if (namedBy(record, reference.property).some((name) => name === wanted)) {
                    dependants.push({ record, reference });
                }
            }
        }
    }
    return dependants;
}

/** The record itself and all that the cloud made along with it, and along with that. */
export function ownedClosure(record: WorldRecord, all: readonly WorldRecord[]): readonly WorldRecord[] {
    const owned = all.filter((candidate) => candidate.ownedBy);
    const closure = new Set([record]);
    for (const owner of closure) {
        for (const candidate of owned) {
            const { ownedBy, region } = candidate;
            if (ownedBy?.type === owner.type && ownedBy.id === owner.id && region === owner.region) {
                closure.add(candidate);
            }
        }
    }
    return [...closure];
}
