/** A model for a type that has none of its own: ids and attributes in a plausible form, no refusals. */
import type { TypeDeclaration } from "../../catalog/declarations";
import type { Properties, Value } from "../../values";
import type { AnyResourceModel, Operation } from "./model";

function placeholder(name: string, shape: string, op: Operation<never>): Value {
    if (name === "arn" || name.endsWith("Arn")) {
        return op.arn("generic", `${name}/${op.id}`);
    }
    switch (shape) {
        case "number":
            return 0;
        case "boolean":
            return false;
        case "list":
            return [];
        case "map":
        case "object":
            return {};
        default:
            return `${name}-${op.hash(name, 12)}`;
    }
}

/** What a cloud's settings give every resource; a placeholder would hide it. */
const COMMON = new Set(["tagsAll"]);

/** @param declaration what the SDK says of the type; absent for types outside the SDK, such as custom resources. */
export function genericModel(type: string, declaration: TypeDeclaration | undefined): AnyResourceModel {
    const kind = type.split(":").at(-1) ?? type;
    const outputs = (op: Operation<never>): Properties => {
        const values: Record<string, Value> = {};
        for (const name of declaration?.computedOnly ?? []) {
            const shape = declaration?.outputs.get(name);
            if (shape && !shape.optional && !COMMON.has(name)) {
                values[name] = op.previous?.outputs[name] ?? placeholder(name, shape.kind, op);
            }
        }
        return values;
    };
    return {
        type,
        source: "the SDK's declaration of the type",
        api: { service: type.split(":")[0] ?? "", create: `Create${kind}` },
        mint: (_inputs, hex) => `${kind.toLowerCase()}-${hex(12)}`,
        refusals: {},
        outputs,
    };
}
