/** Faults on request: which calls of a backend go wrong, and how. Tests are their only users. */
import type { Value } from "../values";
import { Unseen } from "./unseen";

export type CallKind = "create" | "update" | "delete" | "read" | "invoke";

export type FaultKind =
    /** The call is answered with an error; nothing was done. */
    | { readonly kind: "error"; readonly message: string }
    /**
     * The cloud asks for fewer calls; nothing was done. The provider tries again as often as the real one does, and
     * fails in its words where `times` is more than that.
     */
    | {
          readonly kind: "throttle";
          /** How many attempts of the call are turned away. @default - all */
          readonly times?: number;
      }
    /**
     * What a create made is not to be seen at once: calls that name it, by id, ARN or name, and readings of it are
     * answered as if it were not there. The provider waits and tries again, as long as the real one does.
     */
    | {
          readonly kind: "not-yet-visible";
          /** How many attempts in all miss it, whichever calls they belong to. */
          readonly times: number;
      }
    /** No answer within the provider's patience; nothing was done. */
    | { readonly kind: "timeout" }
    /** The call was carried out, and its answer got lost. */
    | { readonly kind: "lost-response" }
    /** The resource exists, although its creation failed half-way. */
    | { readonly kind: "partial-create"; readonly message: string }
    /** Runs at this very moment, and the call waits for it: to kill the engine, to change the world, to take time. */
    | {
          readonly kind: "meanwhile";
          readonly run: (call: CallSite) => void | Promise<void>;
          /** Before the call is carried out, or after that and before its answer. @default "before" */
          readonly moment?: "before" | "after";
      };

export interface Fault {
    readonly call?: CallKind;
    /** A type token; any type where it is left out. */
    readonly type?: string;
    /** A logical name. */
    readonly name?: string;
    /** The n-th call that fits, from 1; a call that the provider repeats counts once. @default - every one */
    readonly nth?: number;
    readonly fault: FaultKind;
}

export interface CallSite {
    readonly call: CallKind;
    readonly type: string;
    readonly name: string;
}

/** A fault that happened, and the call that met it. */
export interface MetFault {
    readonly fault: Fault;
    readonly site: CallSite;
}

/** A list of faults, and how often each was met so far. */
export class FaultPlan {
    private readonly fitting = new Map<Fault, number>();
    private readonly happened: MetFault[] = [];
    private readonly unseen = new Unseen<Fault>();

    private readonly faults: Fault[];

    constructor(faults: readonly Fault[] = []) {
        this.faults = [...faults];
    }

    /** Plans more, for what comes next; the calls so far are not counted. */
    add(faults: readonly Fault[]): void {
        this.faults.push(...faults);
    }

    /** The faults of this call, in the order of the plan; each call is counted once. */
    next(site: CallSite): readonly Fault[] {
        return this.faults
            .filter((fault) => fits(fault, site))
            .filter((fault) => {
                const count = (this.fitting.get(fault) ?? 0) + 1;
                this.fitting.set(fault, count);
                return fault.nth === undefined || fault.nth === count;
            });
    }

    /** Every fault that happened, in order: once for each call, and for each attempt of a call that was repeated. */
    met(): readonly MetFault[] {
        return [...this.happened];
    }

    /** The fault happens now. */
    note(fault: Fault, site: CallSite): void {
        this.happened.push({ fault, site });
    }

    /** What has one of these names is not to be seen for a while. */
    hide(fault: Fault, names: readonly string[], times: number): void {
        this.unseen.hide(fault, names, times);
    }

    /** The fault that keeps one of these values' names from being seen, if any; it is used up by one. */
    hiding(values: readonly (Value | undefined)[]): { readonly by: Fault; readonly name: string } | undefined {
        return this.unseen.look(values);
    }
}

function fits(fault: Fault, site: CallSite): boolean {
    return (
        (fault.call === undefined || fault.call === site.call) &&
        (fault.type === undefined || fault.type === site.type) &&
        (fault.name === undefined || fault.name === site.name)
    );
}
