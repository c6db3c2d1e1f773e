/** A backend whose calls go wrong as a plan says. */
import type { Backend, Bag, Connection, Identity, State } from "../backend";
import { PartialCreateError } from "../backend";
import type { Properties } from "../values";
import type { CallKind, FaultKind, FaultPlan } from "./plan";

export function withFaults(backend: Backend, plan: FaultPlan): Backend {
    return {
        package: backend.package,
        version: backend.version,
        checkConfig: (config) => backend.checkConfig(config),
        configure: (config) => new FaultyConnection(backend.configure(config), plan),
    };
}

class FaultyConnection implements Connection {
    constructor(
        private readonly inner: Connection,
        private readonly plan: FaultPlan,
    ) {}

    check: Connection["check"] = (identity, inputs, previous) => this.inner.check(identity, inputs, previous);
    replacement: Connection["replacement"] = (type, previous, inputs) => this.inner.replacement(type, previous, inputs);
    secretOutputs: Connection["secretOutputs"] = (type) => this.inner.secretOutputs(type);

    create(identity: Identity, inputs: Bag): Promise<State> {
        return this.run("create", identity, () => this.inner.create(identity, inputs));
    }

    update(identity: Identity, id: string, inputs: Bag): Promise<State> {
        return this.run("update", identity, () => this.inner.update(identity, id, inputs));
    }

    delete(identity: Identity, id: string, known: Properties): Promise<void> {
        return this.run("delete", identity, () => this.inner.delete(identity, id, known));
    }

    read(identity: Identity, id: string, known: Properties): Promise<State | undefined> {
        return this.run("read", identity, () => this.inner.read(identity, id, known));
    }

    invoke(token: string, args: Properties): ReturnType<Connection["invoke"]> {
        return this.run("invoke", { urn: "", type: token, name: "" }, () => this.inner.invoke(token, args));
    }

    private async run<T>(call: CallKind, identity: Identity, carryOut: () => Promise<T>): Promise<T> {
        const faults = this.plan.next({ call, type: identity.type, name: identity.name });
        for (const fault of faults) {
            await before(fault, identity);
        }
        const result = await carryOut();
        for (const fault of faults) {
            after(fault, identity, result);
        }
        return result;
    }
}

async function before(fault: FaultKind, identity: Identity): Promise<void> {
    switch (fault.kind) {
        case "error":
            throw new Error(fault.message);
        case "throttle":
            throw new Error(
                `${identity.name}: exceeded maximum number of attempts, 25, https response error StatusCode: 503, ` +
                    "api error RequestLimitExceeded: Request limit exceeded.",
            );
        case "timeout":
            throw new Error(`${identity.name}: timeout while waiting for state to become 'success' (timeout: 10m0s)`);
        case "meanwhile":
            await fault.run();
            break;
        case "lost-response":
        case "partial-create":
            break;
    }
}

function after(fault: FaultKind, identity: Identity, result: unknown): void {
    if (fault.kind === "lost-response") {
        throw new Error(`${identity.name}: read: connection reset by peer`);
    }
    if (fault.kind === "partial-create" && isState(result)) {
        throw new PartialCreateError(result, [fault.message]);
    }
}

function isState(result: unknown): result is State {
    return typeof result === "object" && result !== null && "id" in result && "outputs" in result;
}
