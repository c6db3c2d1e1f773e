/** What a preview may promise: inputs come back as they went in, and nothing else is known. */
import type { Properties } from "../values";

const INTERNAL = new Set(["__defaults", "__meta"]);

/** A property that is left out counts as unknown to the engine. */
export function previewCreate(inputs: Properties): Properties {
    return Object.fromEntries(Object.entries(inputs).filter(([name]) => !INTERNAL.has(name)));
}

/**
 * A resource that stays keeps its id and its attributes. An attribute that mirrors an input which was dropped is left
 * out, since the cloud's default is not known before it answers.
 */
export function previewUpdate(outputs: Properties, previous: Properties, inputs: Properties): Properties {
    const kept = Object.entries(outputs).filter(([name]) => !(name in previous) || name in inputs);
    return { ...Object.fromEntries(kept), ...previewCreate(inputs) };
}
