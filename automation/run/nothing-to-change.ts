import { isDeepStrictEqual } from "node:util";
import { NO_COUNTS, totalOf, type Counts } from "../progress/operations";
import { SECRET, type Json, type Outputs } from "../progress/outputs";

/**
 * Whether an update after this preview would do nothing: no resource changes, and what the stack exports is what it
 * exports already. A secret output can't be compared, so that one may always have changed.
 */
export function isNothingToChange(
    { counts, outputs }: { readonly counts: Counts; readonly outputs: Outputs },
    exported: Outputs | undefined,
): boolean {
    const { unchanged, read } = counts;
    const isQuiet = totalOf(counts) === totalOf({ ...NO_COUNTS, unchanged, read });
    return isQuiet && unchanged > 0 && !holdsSecret(outputs) && isDeepStrictEqual(outputs, exported);
}

function holdsSecret(value: Json): boolean {
    return typeof value === "object" && value !== null ? Object.values(value).some(holdsSecret) : value === SECRET;
}
