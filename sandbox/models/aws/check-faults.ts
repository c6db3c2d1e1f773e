/** Faults that the provider finds in one value, in its words. */
import type { CheckFault } from "../kernel/refusal";

export function oneOf(property: string, value: string | undefined, allowed: readonly string[]): readonly CheckFault[] {
    return value === undefined || allowed.includes(value)
        ? []
        : [{ property, reason: `is '${value}'; expected one of ${allowed.join(", ")}` }];
}

/** @param most @default - there is no upper bound */
export function between(
    property: string,
    value: number | undefined,
    least: number,
    most?: number,
): readonly CheckFault[] {
    if (value === undefined || (value >= least && (most === undefined || value <= most))) {
        return [];
    }
    return [
        {
            property,
            reason: `is ${value}; allowed is ${most === undefined ? `at least ${least}` : `${least} to ${most}`}`,
        },
    ];
}

/** @param expected what is allowed, as the end of a sentence */
export function ofForm(
    property: string,
    value: string | undefined,
    form: RegExp,
    expected: string,
): readonly CheckFault[] {
    return value === undefined || form.test(value) ? [] : [{ property, reason: `is '${value}'; expected ${expected}` }];
}

export function noLonger(property: string, value: string | undefined, most: number): readonly CheckFault[] {
    return value === undefined || value.length <= most
        ? []
        : [{ property, reason: `has ${value.length} characters; at most ${most} are allowed` }];
}
