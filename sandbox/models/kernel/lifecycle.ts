/** Create, update, delete and read of any modelled type, each one step on a draft of a world. */
import type { Bag, Identity, State } from "../../backend";
import type { Properties, PropertyPath } from "../../values";
import type { Draft } from "../../worlds/draft";
import type { World } from "../../worlds/world";
import type { WorldRecord } from "../../worlds/records";
import { addressKey } from "../../worlds/records";
import type { AnyResourceModel, Operation, Place, View } from "./model";
import { DEFAULTS, idDrawer, nextGeneration } from "./naming";
import { operation, refuse } from "./operation";
import type { Dependant } from "./references";
import { dependantsOf, firstMissing, ownedClosure } from "./references";
import { withoutUndefined } from "./view";

/** All that one step needs to know of its surroundings. */
export interface Step {
    readonly scope: string;
    readonly place: Place;
    readonly world: World;
    readonly draft: Draft;
    readonly view: View;
    readonly models: ReadonlyMap<string, AnyResourceModel>;
    /** Outputs that every resource of the cloud has, such as `region` and `tagsAll`. */
    readonly common: (type: string, inputs: Properties, place: Place) => Properties;
}

export function createStep(step: Step, model: AnyResourceModel, identity: Identity, inputs: Bag): State {
    const generation = nextGeneration(step.draft, identity);
    const id = model.mint(inputs.values as never, idDrawer(step.scope, identity, generation), step.place);
    const op = operation("create", step.place, step.view, id, inputs.values);
    refuseMissing(step, model, inputs.values);
    model.validate?.(op);
    if (step.draft.get({ region: step.place.region, type: model.type, id })) {
        throw new Error(`model fault: ${model.type} has no refusal for an id that exists: '${id}'`);
    }
    const outputs = compose(step, model, op, inputs.values);
    putRecord(step, model, id, inputs, outputs);
    model.afterCreate?.(op);
    return stateOf(step.draft.get({ region: step.place.region, type: model.type, id }), step, model);
}

export function updateStep(
    step: Step,
    model: AnyResourceModel,
    previous: WorldRecord,
    inputs: Bag,
    known: Properties = previous.outputs,
): State {
    const op = operation("update", step.place, step.view, previous.id, inputs.values, { previous, known });
    refuseMissing(step, model, inputs.values);
    model.validate?.(op);
    const kept = Object.fromEntries(Object.entries(previous.outputs).filter(([key]) => !(key in previous.inputs)));
    const values = { ...inputs.values, ...model.stored?.(op) };
    const outputs = { ...kept, ...compose(step, model, op, values) };
    putRecord(step, model, previous.id, { ...inputs, values }, outputs, previous);
    model.afterUpdate?.(op);
    return stateOf(step.draft.get(previous), step, model);
}

export function deleteStep(step: Step, model: AnyResourceModel, record: WorldRecord): { readonly id: string } {
    const op = operation("delete", step.place, step.view, record.id, record.inputs, { previous: record });
    model.beforeDelete?.(op);
    removeWithOwned(step, record);
    return { id: record.id };
}

export function readState(step: Step, model: AnyResourceModel, record: WorldRecord): State {
    return stateOf(record, step, model);
}

function refuseMissing(step: Step, model: AnyResourceModel, inputs: Properties): void {
    const missing = firstMissing(model, inputs, step.view);
    if (missing) {
        refuse(missing.refusal, missing.detail);
    }
}

function compose(step: Step, model: AnyResourceModel, op: Operation<never>, inputs: Properties): Properties {
    const { [DEFAULTS]: _chosen, ...echoed } = inputs;
    return withoutUndefined({
        ...echoed,
        ...step.common(model.type, inputs, step.place),
        ...model.outputs(op),
        id: op.id,
    });
}

/** An output carries a secret where the input of the same name does. */
function putRecord(
    step: Step,
    model: AnyResourceModel,
    id: string,
    inputs: Bag,
    outputs: Properties,
    previous?: WorldRecord,
): void {
    step.draft.put({
        region: step.place.region,
        type: model.type,
        id,
        inputs: inputs.values,
        outputs,
        secrets: inputs.secrets,
        ...(previous?.ownedBy ? { ownedBy: previous.ownedBy } : {}),
    });
}

function stateOf(record: WorldRecord | undefined, step: Step, model: AnyResourceModel): State {
    if (!record) {
        throw new Error(`model fault: ${model.type} removed itself while it was made`);
    }
    const outputs = model.read ? { ...record.outputs, ...model.read(record, step.view, step.place) } : record.outputs;
    const secrets: readonly PropertyPath[] = record.secrets;
    return {
        id: record.id,
        inputs: { values: record.inputs, secrets },
        outputs: { values: withoutUndefined(outputs), secrets },
    };
}

/** A record that goes, and the one whose deletion takes it along. */
interface Departure {
    readonly record: WorldRecord;
    readonly root: WorldRecord;
    readonly dependants: readonly Dependant[];
}

function ruleOf({ reference }: Dependant): "hold" | "cascade" | "ignore" {
    return reference.onTargetDeleted ?? "hold";
}

/** What goes along with a record: what the cloud made with it, and what is removed with what it names. */
function departures(step: Step, record: WorldRecord): ReadonlyMap<string, Departure> {
    const all = step.draft.all();
    const listAll = (type: string): readonly WorldRecord[] => step.draft.list(type);
    const going = new Map<string, Departure>();
    const roots = [record];
    for (const root of roots) {
        for (const target of ownedClosure(root, all)) {
            if (going.has(keyOf(target))) {
                continue;
            }
            const dependants = dependantsOf(target, step.models.values(), listAll);
            going.set(keyOf(target), { record: target, root, dependants });
            roots.push(...dependants.filter((each) => ruleOf(each) === "cascade").map((each) => each.record));
        }
    }
    return going;
}

/** Removes a record and all that goes along with it, unless something that stays holds one of them. */
function removeWithOwned(step: Step, record: WorldRecord): void {
    const going = departures(step, record);
    for (const { root, dependants } of going.values()) {
        const holding = dependants.find((each) => ruleOf(each) === "hold" && !going.has(keyOf(each.record)));
        if (holding) {
            refuseInUse(step, root, holding.record);
        }
    }
    for (const { record: target } of going.values()) {
        step.draft.remove(target);
    }
}

function refuseInUse(step: Step, record: WorldRecord, dependant: WorldRecord): never {
    const inUse = step.models.get(record.type)?.inUse;
    if (!inUse) {
        throw new Error(
            `model fault: ${dependant.type} '${dependant.id}' holds ${record.type} '${record.id}', ` +
                "which has no refusal for that",
        );
    }
    return refuse(inUse.refusal, inUse.message(record.id));
}

function keyOf(record: WorldRecord): string {
    return `${record.type}\n${addressKey(record)}`;
}
