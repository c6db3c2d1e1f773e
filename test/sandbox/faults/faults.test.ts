import assert from "node:assert/strict";
import type { Backend, Bag, Connection, Identity, State } from "../../../sandbox/backend";
import { PartialCreateError } from "../../../sandbox/backend";
import { withFaults } from "../../../sandbox/faults/faulty";
import type { Fault } from "../../../sandbox/faults/plan";
import { FaultPlan } from "../../../sandbox/faults/plan";

const TYPE = "aws:test/thing:Thing";
const empty: Bag = { values: {}, secrets: [] };
const state: State = { id: "thing-1", inputs: empty, outputs: { values: { size: 1 }, secrets: [] } };
const identity: Identity = { urn: `urn:pulumi:s::p::${TYPE}::web`, type: TYPE, name: "web" };
type Meanwhile = Extract<Fault["fault"], { readonly kind: "meanwhile" }>;
const error = (message: string): Fault["fault"] => ({ kind: "error", message });

/** A connection that notes which calls were carried out. */
function recorded(): { backend: Backend; calls: string[] } {
    const calls: string[] = [];
    const note = <T>(call: string, result: T): Promise<T> => {
        calls.push(call);
        return Promise.resolve(result);
    };
    const connection: Connection = {
        check: (_identity, inputs) => ({ inputs, faults: [{ property: "size", reason: "is too small" }] }),
        replacement: () => ({ replaces: () => true, deleteBeforeReplace: true, ordered: () => true }),
        secretOutputs: () => ["password"],
        create: () => note("create", state),
        update: () => note("update", state),
        delete: () => note("delete", undefined),
        read: () => note("read", state),
        find: () => note("find", []),
        invoke: (token) => note(`invoke ${token}`, { result: {}, faults: [] }),
    };
    const backend: Backend = {
        package: "aws",
        version: "1.2.3",
        checkConfig: () => [{ property: "region", reason: "is missing" }],
        configure: () => connection,
    };
    return { backend, calls };
}

function faulty(...faults: readonly Fault[]): { connection: Connection; calls: string[] } {
    const { backend, calls } = recorded();
    return { connection: withFaults(backend, new FaultPlan(faults)).configure({}), calls };
}

describe("without a fault", () => {
    it("every call reaches the backend and its answer comes back", async () => {
        const { connection, calls } = faulty();
        assert.deepEqual(await connection.create(identity, empty), state);
        assert.deepEqual(await connection.update(identity, "thing-1", empty), state);
        assert.deepEqual(await connection.read(identity, "thing-1", {}), state);
        await connection.delete(identity, "thing-1", {});
        await connection.invoke("aws:index/getRegion:getRegion", {});
        assert.deepEqual(calls, ["create", "update", "read", "delete", "invoke aws:index/getRegion:getRegion"]);
        assert.equal(connection.check(identity, {}, undefined).faults[0]?.property, "size");
        assert.equal(connection.replacement(TYPE, {}, {}).deleteBeforeReplace, true);
        assert.deepEqual(connection.secretOutputs(TYPE), ["password"]);
    });

    it("the backend answers for its package, version and configuration", () => {
        const backend = withFaults(recorded().backend, new FaultPlan());
        assert.equal(backend.package, "aws");
        assert.equal(backend.version, "1.2.3");
        assert.deepEqual(backend.checkConfig({}), [{ property: "region", reason: "is missing" }]);
    });
});

describe("a fault", () => {
    it("that is an error, a throttle or a timeout is answered without carrying the call out", async () => {
        const messages: readonly (readonly [Fault["fault"], RegExp])[] = [
            [error("no capacity"), /^Error: no capacity$/],
            [{ kind: "throttle" }, /web: .*attempts, 25,.*RequestLimitExceeded/],
            [{ kind: "timeout" }, /web: timeout while waiting/],
        ];
        for (const [fault, message] of messages) {
            const { connection, calls } = faulty({ call: "create", fault });
            await assert.rejects(connection.create(identity, empty), message);
            assert.deepEqual(calls, [], fault.kind);
        }
    });

    it("that loses the answer comes after the call was carried out", async () => {
        const { connection, calls } = faulty({ fault: { kind: "lost-response" } });
        await assert.rejects(connection.create(identity, empty), /web: read: connection reset by peer/);
        await assert.rejects(connection.delete(identity, "thing-1", {}), /connection reset/);
        assert.deepEqual(calls, ["create", "delete"]);
    });

    it("that is a partial create carries the resource that was left behind", async () => {
        const { connection, calls } = faulty({ fault: { kind: "partial-create", message: "unhealthy" } });
        await assert.rejects(connection.create(identity, empty), (thrown: unknown) => {
            assert.ok(thrown instanceof PartialCreateError);
            assert.equal(thrown.state, state);
            assert.deepEqual(thrown.reasons, ["unhealthy"]);
            return true;
        });
        assert.deepEqual(calls, ["create"]);
    });

    it("that is a partial create changes nothing about a deletion, which leaves nothing behind", async () => {
        const { connection, calls } = faulty({ fault: { kind: "partial-create", message: "unhealthy" } });
        await connection.delete(identity, "thing-1", {});
        assert.deepEqual(calls, ["delete"]);
    });

    it("that happens meanwhile runs before the call, and the call waits for it", async () => {
        const order: string[] = [];
        const run = async (): Promise<void> => {
            await Promise.resolve();
            order.push("meanwhile");
        };
        const { connection, calls } = faulty({ fault: { kind: "meanwhile", run } });
        await connection.create(identity, empty).then(() => order.push(...calls));
        assert.deepEqual(order, ["meanwhile", "create"]);
    });

    it("that happens meanwhile is told of the call, and may come after it was carried out", async () => {
        const order: string[] = [];
        const run: Meanwhile["run"] = async ({ call, type, name }) => {
            await Promise.resolve();
            order.push(`${calls.join()} ${call} ${type} ${name}`);
        };
        const { connection, calls } = faulty({ fault: { kind: "meanwhile", moment: "after", run } });
        await connection.create(identity, empty).then(() => order.push("answered"));
        assert.deepEqual(order, [`create create ${TYPE} web`, "answered"]);
    });

    it("may strike a data source, by its token", async () => {
        const token = "aws:index/getRegion:getRegion";
        const { connection } = faulty({ call: "invoke", type: token, fault: error("no") });
        await assert.rejects(connection.invoke(token, {}), /^Error: no$/);
        await connection.invoke("aws:index/getPartition:getPartition", {});
    });

    it("comes on top of others, in the order of the plan", async () => {
        let ran = false;
        const meanwhile = { kind: "meanwhile", run: () => void (ran = true) } as const;
        const { connection } = faulty({ fault: meanwhile }, { fault: error("first") }, { fault: error("second") });
        await assert.rejects(connection.create(identity, empty), /^Error: first$/);
        assert.equal(ran, true);
    });
});

describe("a plan", () => {
    const site = { call: "create", type: TYPE, name: "web" } as const;
    const strikes = (plan: FaultPlan, ...sites: readonly Partial<typeof site>[]): readonly number[] =>
        sites.map((other) => plan.next({ ...site, ...other }).length);

    it("strikes every call without conditions", () => {
        const plan = new FaultPlan([{ fault: error("x") }]);
        assert.deepEqual(strikes(plan, {}, {}, {}), [1, 1, 1]);
        assert.equal(plan.next({ call: "invoke", type: "t", name: "" }).length, 1);
    });

    it("strikes by call, by type and by name", () => {
        const by = (fault: Partial<Fault>): FaultPlan => new FaultPlan([{ ...fault, fault: error("x") }]);
        const other = { call: "delete", type: "aws:test/other:Other", name: "api" } as const;
        for (const key of ["call", "type", "name"] as const) {
            assert.equal(by({ [key]: site[key] }).next(site).length, 1, key);
            assert.equal(by({ [key]: other[key] }).next(site).length, 0, key);
        }
        assert.equal(by({ call: "create", type: TYPE, name: "api" }).next(site).length, 0);
    });

    it("strikes the n-th call that fits, and counts no other", () => {
        const plan = new FaultPlan([{ call: "create", name: "web", nth: 2, fault: error("x") }]);
        assert.equal(plan.next({ ...site, name: "api" }).length, 0);
        assert.equal(plan.next({ ...site, call: "read" }).length, 0);
        assert.deepEqual(strikes(plan, {}, {}, {}), [0, 1, 0]);
    });

    it("takes more faults later on, which count from then", () => {
        const plan = new FaultPlan();
        assert.equal(plan.next(site).length, 0);
        plan.add([{ nth: 1, fault: error("x") }]);
        assert.deepEqual(strikes(plan, {}, {}), [1, 0]);
    });

    it("counts each fault for itself", () => {
        const first: Fault = { nth: 1, fault: error("first") };
        const deletion: Fault = { call: "delete", nth: 1, fault: error("first deletion") };
        const plan = new FaultPlan([first, deletion]);
        assert.deepEqual([plan.next(site), plan.next({ ...site, call: "delete" })], [[first], [deletion]]);
    });
});

describe("the faults that were met", () => {
    const site = { call: "create", type: TYPE, name: "web" } as const;

    it("are none before any call, and none that no call fits", async () => {
        const plan = new FaultPlan([{ call: "delete", fault: error("x") }]);
        const connection = withFaults(recorded().backend, plan).configure({});
        assert.deepEqual(plan.met(), []);
        await connection.create(identity, empty);
        assert.deepEqual(plan.met(), []);
    });

    it("are listed in order with the calls that met them, without those that another one forestalled", async () => {
        const meanwhile: Fault = { fault: { kind: "meanwhile", run: () => undefined } };
        const refused: Fault = { call: "create", nth: 1, fault: error("first") };
        const forestalled: Fault = { call: "create", fault: { kind: "lost-response" } };
        const plan = new FaultPlan([meanwhile, refused, forestalled]);
        const connection = withFaults(recorded().backend, plan).configure({});
        await assert.rejects(connection.create(identity, empty), /first/);
        assert.deepEqual(plan.met(), [
            { fault: meanwhile, site },
            { fault: refused, site },
        ]);
    });

    it("hold a partial create and a lost answer once each", async () => {
        for (const fault of [{ kind: "lost-response" }, { kind: "partial-create", message: "half" }] as const) {
            const planned: Fault = { call: "create", nth: 1, fault };
            const plan = new FaultPlan([planned]);
            const connection = withFaults(recorded().backend, plan).configure({});
            await assert.rejects(connection.create(identity, empty));
            await connection.create(identity, empty);
            assert.deepEqual(plan.met(), [{ fault: planned, site }]);
        }
    });

    it("hold a throttle once for each attempt", async () => {
        const planned: Fault = { call: "create", fault: { kind: "throttle", times: 3 } };
        const plan = new FaultPlan([planned]);
        await withFaults(recorded().backend, plan).configure({}).create(identity, empty);
        assert.deepEqual(
            plan.met(),
            [1, 2, 3].map(() => ({ fault: planned, site })),
        );
    });
});
