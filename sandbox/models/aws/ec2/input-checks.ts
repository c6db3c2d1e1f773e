/** The provider's checks of inputs against each other: `ConflictsWith`, `ExactlyOneOf`, `RequiredWith`, enumerations. */
import type { CheckFault } from "../../kernel/refusal";

/** A check of one resource's inputs; what a preview does not know yet counts as neither given nor missing. */
export interface Given {
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly unknown: ReadonlySet<string>;
}

export function given(inputs: object, unknown: ReadonlySet<string>): Given {
    return { inputs: { ...inputs }, unknown };
}

function isSet({ inputs }: Given, property: string): boolean {
    const value = inputs[property];
    return value !== undefined && value !== null && value !== "";
}

function isSetOrUnknown(of: Given, property: string): boolean {
    return isSet(of, property) || of.unknown.has(property);
}

export function exactlyOneOf(of: Given, properties: readonly string[]): readonly CheckFault[] {
    const set = properties.filter((property) => isSet(of, property));
    const [first, second] = set;
    if (first !== undefined && second !== undefined) {
        return [
            { property: second, reason: `only one of ${properties.join(", ")} can be given, not ${set.join(" and ")}` },
        ];
    }
    const none = set.length === 0 && !properties.some((property) => of.unknown.has(property));
    return none ? [{ property: properties[0] ?? "", reason: `one of ${properties.join(", ")} must be given` }] : [];
}

export function conflict(of: Given, property: string, others: readonly string[]): readonly CheckFault[] {
    return others
        .filter((other) => isSet(of, property) && isSet(of, other))
        .map((other) => ({ property, reason: `conflicts with ${other}; give one of the two` }));
}

export function requires(of: Given, property: string, others: readonly string[]): readonly CheckFault[] {
    return others
        .filter((other) => isSet(of, property) && !isSetOrUnknown(of, other))
        .map((other) => ({ property, reason: `can only be given together with ${other}` }));
}

export function oneOfValues(of: Given, property: string, allowed: readonly string[]): readonly CheckFault[] {
    const value = of.inputs[property];
    if (typeof value !== "string" || allowed.includes(value)) {
        return [];
    }
    return [{ property, reason: `is '${value}'; allowed are ${allowed.join(", ")}` }];
}

export function numberBetween(of: Given, property: string, least: number, most: number): readonly CheckFault[] {
    const value = of.inputs[property];
    if (typeof value !== "number" || (value >= least && value <= most)) {
        return [];
    }
    return [{ property, reason: `is ${value}; allowed is ${least} to ${most}` }];
}

/** Turns a function that explains what is wrong with a text into a check of an input. */
export function textRule(
    of: Given,
    property: string,
    explain: (text: string) => string | undefined,
): readonly CheckFault[] {
    const value = of.inputs[property];
    const reason = typeof value === "string" && value !== "" ? explain(value) : undefined;
    return reason === undefined ? [] : [{ property, reason }];
}
