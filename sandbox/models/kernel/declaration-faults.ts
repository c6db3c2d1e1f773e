/** Faults that show from the SDK's declaration alone: properties that do not exist, and required ones left out. */
import type { CheckFault } from "../../backend";
import type { TypeDeclaration } from "../../catalog/declarations";
import type { Properties } from "../../values";

/** Properties the engine itself adds. */
const ENGINE_PROPERTIES = new Set(["__defaults", "__meta"]);

export function declarationFaults(declaration: TypeDeclaration | undefined, inputs: Properties): readonly CheckFault[] {
    if (!declaration) {
        return [];
    }
    const faults: CheckFault[] = [];
    for (const name of declaration.required) {
        if (inputs[name] === undefined) {
            faults.push({ property: name, reason: `is missing; ${declaration.token} requires it` });
        }
    }
    for (const name of Object.keys(inputs)) {
        if (!declaration.inputs.has(name) && !ENGINE_PROPERTIES.has(name)) {
            faults.push({
                property: name,
                reason: `is not an input of ${declaration.token}; it has ${[...declaration.inputs].sort().join(", ")}`,
            });
        }
    }
    return faults;
}
