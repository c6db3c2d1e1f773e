/** Faults on request: which calls of a backend go wrong, and how. Tests are their only users. */

export type CallKind = "create" | "update" | "delete" | "read" | "invoke";

export type FaultKind =
    /** The call is answered with an error; nothing was done. */
    | { readonly kind: "error"; readonly message: string }
    /** As `error`, in the words of a cloud that is asked too often. */
    | { readonly kind: "throttle" }
    /** No answer within the provider's patience; nothing was done. */
    | { readonly kind: "timeout" }
    /** The call was carried out, and its answer got lost. */
    | { readonly kind: "lost-response" }
    /** The resource exists, although its creation failed half-way. */
    | { readonly kind: "partial-create"; readonly message: string }
    /** Runs before the call is carried out: to kill the engine at this very moment, or to change the world. */
    | { readonly kind: "meanwhile"; readonly run: () => void | Promise<void> };

export interface Fault {
    readonly call?: CallKind;
    /** A type token; any type where it is left out. */
    readonly type?: string;
    /** A logical name. */
    readonly name?: string;
    /** The n-th call that fits, from 1. @default - every one */
    readonly nth?: number;
    readonly fault: FaultKind;
}

export interface CallSite {
    readonly call: CallKind;
    readonly type: string;
    readonly name: string;
}

/** A list of faults, and how often each was met so far. */
export class FaultPlan {
    private readonly met = new Map<Fault, number>();

    constructor(private readonly faults: readonly Fault[] = []) {}

    /** The faults of this call, in the order of the plan; each call is counted once. */
    next(site: CallSite): readonly FaultKind[] {
        return this.faults
            .filter((fault) => fits(fault, site))
            .filter((fault) => {
                const count = (this.met.get(fault) ?? 0) + 1;
                this.met.set(fault, count);
                return fault.nth === undefined || fault.nth === count;
            })
            .map((fault) => fault.fault);
    }
}

function fits(fault: Fault, site: CallSite): boolean {
    return (
        (fault.call === undefined || fault.call === site.call) &&
        (fault.type === undefined || fault.type === site.type) &&
        (fault.name === undefined || fault.name === site.name)
    );
}
