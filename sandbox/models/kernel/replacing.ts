/** Which changes replace a resource: published data, corrected where the provider differs. */
import type { ReplacementRule } from "../../backend";
import type { ReplacementData } from "../../catalog/replacement";
import { replacesAt } from "../../catalog/replacement";
import type { Properties } from "../../values";
import { sameValue } from "../../values";
import type { AnyResourceModel } from "./model";
import { isDefault } from "./naming";

/** @param previous the inputs before and after: some corrections depend on them */
export function replacingInputs(
    model: AnyResourceModel,
    published: ReplacementData | undefined,
    previous: Properties = {},
    inputs: Properties = {},
): ReadonlySet<string> {
    const replacing = new Set(published?.replaces ?? []);
    // A resource cannot move to another region; every AWS resource has this input.
    replacing.add("region");
    for (const { property, replaces, when } of model.replacement ?? []) {
        if (when !== undefined && !when(previous, inputs)) {
            continue;
        }
        if (replaces) {
            replacing.add(property);
        } else {
            replacing.delete(property);
        }
    }
    return replacing;
}

/**
 * The old one goes first where the model says so, and where both would bear the same fixed name: that is what the
 * bridged providers do, and why a fixed name interrupts.
 */
export function replacementRule(
    model: AnyResourceModel,
    published: ReplacementData | undefined,
    previous: Properties,
    inputs: Properties,
): ReplacementRule {
    const replacing = replacingInputs(model, published, previous, inputs);
    const name = model.autoname?.property;
    const sameName = name !== undefined && !isDefault(inputs, name) && sameValue(previous[name], inputs[name]);
    return {
        replaces: (_property, path) => replacesAt(replacing, path),
        deleteBeforeReplace: (model.deleteBeforeReplace ?? false) || sameName,
        ordered: (property) => !(model.unordered ?? []).includes(property),
        readBack: model.readBack ?? [],
    };
}
