/** Which outputs are secret: where the inputs were, what the SDK declares, and whatever carries a secret's text. */
import type { Bag } from "../backend";
import type { Properties, PropertyPath, Value } from "../values";
import { isList, isObject, valueAt } from "../values";

/** Shorter texts, such as "1" or "yes", would taint what has nothing to do with them. */
const SHORTEST_TELLTALE = 6;

function leaves(value: Value | undefined, path: PropertyPath): readonly { path: PropertyPath; value: Value }[] {
    if (isList(value)) {
        return value.flatMap((item, index) => leaves(item, [...path, index]));
    }
    if (isObject(value)) {
        return Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]));
    }
    return value === undefined ? [] : [{ path, value }];
}

function secretTexts(inputs: Bag): readonly string[] {
    return inputs.secrets
        .flatMap((path) => leaves(valueAt(inputs.values, path), []))
        .map((leaf) => leaf.value)
        .filter((value): value is string => typeof value === "string" && value.length >= SHORTEST_TELLTALE);
}

/** How a text looks inside a JSON document and a URL, and encoded as a whole. */
function forms(text: string): readonly string[] {
    const inJson = JSON.stringify(text).slice(1, -1);
    return [...new Set([text, inJson, encodeURIComponent(text), Buffer.from(text).toString("base64")])];
}

/**
 * The paths of the outputs to mark, given the inputs they came from.
 *
 * @param earlier what the resource was made of before: an attribute may still carry the text of an old secret
 */
export function secretPaths(
    outputs: Properties,
    inputs: Bag,
    declared: readonly string[],
    earlier?: Bag,
): readonly PropertyPath[] {
    const echoed = inputs.secrets.filter((path) => valueAt(outputs, path) !== undefined);
    const texts = [inputs, ...(earlier ? [earlier] : [])].flatMap(secretTexts).flatMap(forms);
    const telltale = leaves(outputs, []).filter(
        ({ value }) => typeof value === "string" && texts.some((text) => value.includes(text)),
    );
    const named = declared.filter((name) => outputs[name] !== undefined).map((name) => [name]);
    return [...echoed, ...telltale.map((leaf) => leaf.path), ...named];
}
