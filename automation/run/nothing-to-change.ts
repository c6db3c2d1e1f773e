import { isDeepStrictEqual } from "node:util";
import { SECRET, type Json, type Outputs } from "../progress/outputs";
import type { StackResult } from "./result";

/**
 * Whether a preview shows nothing to do: no step on any resource, none that a policy couldn't judge, and what the stack
 * exports is what it exports already. A secret output can't be compared, so that one may always have changed.
 */
export function isNothingToChange(
    { isQuiet = false, outputs, undecided = {} }: Pick<StackResult, "isQuiet" | "outputs" | "undecided">,
    exported: Outputs | undefined,
): boolean {
    const isJudged = Object.keys(undecided).length === 0;
    return isQuiet && isJudged && !holdsSecret(outputs) && isDeepStrictEqual(outputs, exported);
}

function holdsSecret(value: Json): boolean {
    return typeof value === "object" && value !== null ? Object.values(value).some(holdsSecret) : value === SECRET;
}
