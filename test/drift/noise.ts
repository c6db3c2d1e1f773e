/** What a cloud does to a resource by itself, generated from its record: none of it is drift. */
import type { Properties, Value } from "../../sandbox/values";
import { isList, isObject } from "../../sandbox/values";
import type { WorldRecord } from "../../sandbox/worlds/records";
import { altered } from "./mutations";

export function withNoise(record: WorldRecord, unordered: ReadonlySet<string>): WorldRecord {
    const [pkg] = record.type.split(":");
    const inputs = mapped(record.inputs, (name, value) => {
        const arranged = unordered.has(name) && isList(value) ? [...value].reverse() : rewritten(value);
        return pkg === "kubernetes" ? withControllersNotes(name, arranged) : withOwnTags(name, arranged);
    });
    return { ...record, inputs, outputs: { ...otherOutputs(record), ...inputs } };
}

function mapped(values: Properties, map: (name: string, value: Value) => Value): Properties {
    return Object.fromEntries(
        Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, map(name, value)]])),
    );
}

/** Times, versions, states, counts: all that is no input. */
function otherOutputs({ inputs, outputs }: WorldRecord): Properties {
    return mapped(outputs, (name, value) => {
        const isFixed = name === "id" || name in inputs;
        return isFixed ? value : isList(value) ? [...value, "more"] : (altered(value) ?? value);
    });
}

/** A document with other spaces, and its keys in another order. */
function rewritten(value: Value): Value {
    if (typeof value !== "string" || !/^\s*\{/.test(value)) {
        return value;
    }
    const entries = Object.entries(JSON.parse(value) as object).reverse();
    return JSON.stringify(Object.fromEntries(entries), undefined, 2);
}

function withOwnTags(name: string, value: Value): Value {
    if (name !== "tags") {
        return value;
    }
    const key = "aws:cloudformation:stack-name";
    if (isList(value)) {
        return [...value, { key, value: "made-elsewhere", propagateAtLaunch: true }];
    }
    return isObject(value) ? { ...value, [key]: "made-elsewhere" } : value;
}

function withControllersNotes(name: string, value: Value): Value {
    if (name !== "metadata" || !isObject(value)) {
        return value;
    }
    const annotations = isObject(value["annotations"]) ? value["annotations"] : {};
    const revision = { "deployment.kubernetes.io/revision": "7" };
    return { ...value, generation: 7, annotations: { ...annotations, ...revision } };
}
