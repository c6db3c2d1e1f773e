/** A backend whose calls go wrong as a plan says, behind a provider that rides out what the real one would. */
import type { Backend, Bag, Connection, Identity, State } from "../backend";
import { PartialCreateError } from "../backend";
import type { Properties, Value } from "../values";
import type { Sleep } from "./patience";
import { noSleep, rideOut, Trouble } from "./patience";
import type { CallKind, CallSite, Fault, FaultPlan } from "./plan";
import { patienceOf } from "./providers";

/** @param sleep @default - no time passes between two attempts */
export function withFaults(backend: Backend, plan: FaultPlan, sleep: Sleep = noSleep): Backend {
    return {
        package: backend.package,
        version: backend.version,
        checkConfig: (config) => backend.checkConfig(config),
        configure: (config) => new FaultyConnection(backend, backend.configure(config), plan, sleep),
    };
}

/** A call: where it goes, and what it names in the cloud. */
interface Call {
    readonly site: CallSite;
    readonly names: readonly (Value | undefined)[];
}

class FaultyConnection implements Connection {
    constructor(
        private readonly backend: Backend,
        private readonly inner: Connection,
        private readonly plan: FaultPlan,
        private readonly sleep: Sleep,
    ) {}

    check: Connection["check"] = (identity, inputs, previous) => this.inner.check(identity, inputs, previous);
    replacement: Connection["replacement"] = (type, previous, inputs) => this.inner.replacement(type, previous, inputs);
    secretOutputs: Connection["secretOutputs"] = (type) => this.inner.secretOutputs(type);
    find: Connection["find"] = (type, inputs, ignoring) => this.inner.find(type, inputs, ignoring);

    create(identity: Identity, inputs: Bag): Promise<State> {
        return this.run(callOf("create", identity, inputs.values), () => this.inner.create(identity, inputs));
    }

    update(identity: Identity, id: string, inputs: Bag, known?: Properties): Promise<State> {
        return this.run(callOf("update", identity, id, inputs.values), () =>
            this.inner.update(identity, id, inputs, known),
        );
    }

    delete(identity: Identity, id: string, known: Properties): Promise<void> {
        return this.run(callOf("delete", identity), () => this.inner.delete(identity, id, known));
    }

    read(identity: Identity, id: string, known: Properties): Promise<State | undefined> {
        return this.run(callOf("read", identity, id), () => this.inner.read(identity, id, known));
    }

    invoke(token: string, args: Properties): ReturnType<Connection["invoke"]> {
        return this.run({ site: { call: "invoke", type: token, name: "" }, names: [args] }, () =>
            this.inner.invoke(token, args),
        );
    }

    private async run<T>({ site, names }: Call, carryOut: () => Promise<T>): Promise<T> {
        const faults = this.plan.next(site);
        const before = new Before(faults, site, this.plan);
        const result = await rideOut(patienceOf(this.backend.package), this.sleep, async () => {
            await before.attempt(names);
            return carryOut();
        });
        for (const fault of faults) {
            await after(fault, site, result, this.plan);
        }
        return result;
    }
}

function callOf(call: CallKind, { type, name }: Identity, ...names: readonly Value[]): Call {
    return { site: { call, type, name }, names };
}

/** What goes wrong before a call is carried out, over all its attempts. */
class Before {
    /** How many attempts each fault still strikes. */
    private readonly left: Map<Fault, number>;

    constructor(
        private readonly faults: readonly Fault[],
        private readonly site: CallSite,
        private readonly plan: FaultPlan,
    ) {
        this.left = new Map(faults.map((fault) => [fault, strikes(fault)]));
    }

    async attempt(names: readonly (Value | undefined)[]): Promise<void> {
        for (const fault of this.faults) {
            const left = this.left.get(fault) ?? 0;
            if (left > 0) {
                this.left.set(fault, left - 1);
                this.plan.note(fault, this.site);
                await strike(fault, this.site);
            }
        }
        const hidden = this.plan.hiding(names);
        if (hidden) {
            this.plan.note(hidden.by, this.site);
            throw new Trouble("unseen", { name: subjectOf(this.site), missing: hidden.name });
        }
    }
}

function strikes({ fault }: Fault): number {
    switch (fault.kind) {
        case "error":
        case "timeout":
            return 1;
        case "throttle":
            return fault.times ?? Infinity;
        case "meanwhile":
            return fault.moment === "after" ? 0 : 1;
        case "not-yet-visible":
        case "lost-response":
        case "partial-create":
            return 0;
    }
}

function subjectOf({ name, type }: CallSite): string {
    return name === "" ? type : name;
}

async function strike({ fault }: Fault, site: CallSite): Promise<void> {
    if (fault.kind === "error") {
        throw new Error(fault.message);
    }
    if (fault.kind === "timeout") {
        throw new Error(`${subjectOf(site)}: timeout while waiting for state to become 'success' (timeout: 10m0s)`);
    }
    if (fault.kind === "throttle") {
        throw new Trouble("throttled", { name: subjectOf(site) });
    }
    if (fault.kind === "meanwhile") {
        await fault.run(site);
    }
}

async function after(planned: Fault, site: CallSite, result: unknown, plan: FaultPlan): Promise<void> {
    const { fault } = planned;
    if (fault.kind === "meanwhile" && fault.moment === "after") {
        plan.note(planned, site);
        await fault.run(site);
    }
    if (fault.kind === "lost-response") {
        plan.note(planned, site);
        throw new Error(`${subjectOf(site)}: read: connection reset by peer`);
    }
    if (site.call === "create" && isState(result)) {
        if (fault.kind === "partial-create") {
            plan.note(planned, site);
            throw new PartialCreateError(result, [fault.message]);
        }
        if (fault.kind === "not-yet-visible") {
            plan.hide(planned, namesOf(result), fault.times);
        }
    }
}

function isState(result: unknown): result is State {
    return typeof result === "object" && result !== null && "id" in result && "outputs" in result;
}

/** Under which names others may refer to it. */
function namesOf({ id, outputs }: State): readonly string[] {
    const { arn, name } = outputs.values;
    return [id, arn, name].filter((value): value is string => typeof value === "string");
}
