/** Whether a bucket counts just the leases that are there, found out while consumers go on. Pure. */
import type { BucketUse } from "./protocol/items";

export interface Observation {
    /** The bucket before its leases were counted, and after. */
    readonly before: BucketUse;
    readonly after: BucketUse;
    /** Leases met in between, each once: by scans that saw all of what was done before, and nothing of what came after. */
    readonly counted: number;
}

export type Drift =
    | { readonly is: "none" }
    /** `in_use` is off by at least this, however consumers have moved; negative where it is too high. */
    | { readonly is: "certain"; readonly difference: number }
    /** Too much has moved to tell. */
    | { readonly is: "unknown" };

/**
 * While leases are counted, `taken` of them come and `given` of them go; both follow from `revision`, which counts the two
 * together, and `in_use`, which counts their difference. Of the leases that were there at the beginning, at most `given`
 * were missed; of those that were counted, at most `taken` weren't there yet. What is left of a difference is drift.
 */
export function driftOf({ before, after, counted }: Observation): Drift {
    const moved = after.revision - before.revision;
    const gained = after.inUse - before.inUse;
    const [taken, given] = [(moved + gained) / 2, (moved - gained) / 2];
    if (before.repairs !== after.repairs || taken < 0 || given < 0 || !Number.isInteger(taken)) {
        // Another reconciler was at work, or the bucket was made anew.
        return { is: "unknown" };
    }
    const tooMany = before.inUse - counted - given;
    const tooFew = counted - taken - before.inUse;
    if (tooMany > 0) {
        return { is: "certain", difference: -tooMany };
    }
    if (tooFew > 0) {
        return { is: "certain", difference: tooFew };
    }
    return { is: moved === 0 ? "none" : "unknown" };
}
