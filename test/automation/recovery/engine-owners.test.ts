import assert from "node:assert/strict";
import fc from "fast-check";
import {
    isOurDeadEngine,
    lockHoldersIn,
    mayCancel,
    signOf,
    standingOf,
    type EngineRecord,
    type Place,
    type StartOf,
} from "../../../automation/recovery/engine-owners";

const HERE: Place = { host: "laptop", machine: "m-1", boot: "boot-2", namespace: "pid:[1]" };
const [ENGINE, DRIVER] = [20, 10];

const record = (change: Partial<EngineRecord> = {}): EngineRecord => ({
    engine: { pid: ENGINE, started: "e" },
    driver: { pid: DRIVER, started: "d" },
    place: HERE,
    target: "sandbox",
    project: "foundation",
    stack: "staging",
    verb: "up",
    startedAt: "2026-11-21T10:00:00.500Z",
    ...change,
});

/** A machine on which these processes run. */
const running =
    (processes: Readonly<Record<number, string>>): StartOf =>
    (pid) =>
        processes[pid];
const standing = (processes: Readonly<Record<number, string>>, place: Partial<Place> = {}, here = HERE): string =>
    standingOf(record({ place: { ...HERE, ...place } }), here, running(processes));

describe("the sign of a process", () => {
    it("is that it lives, that it's gone, or that nobody can tell", () => {
        const process = { pid: 1, started: "s" };
        assert.equal(signOf(process, running({})), "gone");
        assert.equal(signOf(process, running({ 1: "s" })), "alive");
        assert.equal(signOf(process, running({ 1: "later" })), "gone");
        assert.equal(signOf(process, running({ 1: "" })), "unknown");
        assert.equal(signOf({ pid: 1, started: "" }, running({ 1: "s" })), "unknown");
        assert.equal(signOf({ pid: 1, started: "" }, running({})), "gone");
    });
});

describe("an engine that plinth has started", () => {
    it("is at work while its driver lives or may live", () => {
        assert.equal(standing({ [DRIVER]: "d", [ENGINE]: "e" }), "at work");
        assert.equal(standing({ [DRIVER]: "d" }), "at work");
        assert.equal(standing({ [DRIVER]: "", [ENGINE]: "e" }), "at work");
    });

    it("is an orphan when it lives and its driver is gone, another one with the driver's id or not", () => {
        assert.equal(standing({ [ENGINE]: "e" }), "orphan");
        assert.equal(standing({ [ENGINE]: "e", [DRIVER]: "another" }), "orphan");
    });

    it("has ended when both are gone, others with their ids or not", () => {
        assert.equal(standing({}), "ended");
        assert.equal(standing({ [ENGINE]: "another", [DRIVER]: "another" }), "ended");
    });

    it("is doubtful when a process has its id and nobody can tell which", () => {
        assert.equal(standing({ [ENGINE]: "" }), "doubtful");
    });

    it("has ended when the machine was started anew, whoever has its id since", () => {
        assert.equal(standing({ [ENGINE]: "e", [DRIVER]: "d" }, { boot: "boot-1" }), "ended");
        assert.equal(standing({}, { boot: "boot-1", namespace: "pid:[2]" }), "ended");
    });

    it("isn't taken for ended where only the machine's name says that it is the same one", () => {
        const nameless = { ...HERE, machine: "" };
        assert.equal(standing({}, { ...nameless, boot: "boot-1" }, nameless), "elsewhere");
    });

    it("is elsewhere on another host, on another machine of this name, and in another container", () => {
        const elsewhere = [{ host: "desk" }, { machine: "m-2" }, { machine: "" }, { namespace: "pid:[2]" }];
        for (const place of elsewhere) {
            assert.equal(standing({}, place), "elsewhere", JSON.stringify(place));
            assert.equal(standing({ [ENGINE]: "e" }, place), "elsewhere", JSON.stringify(place));
        }
    });
});

describe("of engines, whatever machine they ran on and whatever runs there", () => {
    const oneOf = fc.constantFrom("a", "b", "");
    const places = fc.record({ host: oneOf, machine: oneOf, boot: oneOf, namespace: oneOf });
    const starts = fc.constantFrom("s", "t", "");
    const identities = fc.record({ pid: fc.integer({ min: 1, max: 3 }), started: starts });
    const records = fc
        .record({ engine: identities, driver: identities, place: places })
        .map((parts) => record({ ...parts }));
    const tables = fc.dictionary(fc.constantFrom("1", "2", "3"), starts);

    it("none is touched whose driver may live, nor one that can't be seen from here", () => {
        fc.assert(
            fc.property(records, places, tables, (one, here, table) => {
                const startOf = running(table);
                const verdict = standingOf(one, here, startOf);
                const isTouched = verdict === "orphan" || verdict === "ended";
                const isSameMachine = one.place.host === here.host && one.place.machine === here.machine;
                const isSamePlace =
                    isSameMachine && one.place.boot === here.boot && one.place.namespace === here.namespace;
                const isRestarted = isSameMachine && here.machine !== "" && one.place.boot !== here.boot;
                assert.ok(!isTouched || isSamePlace || isRestarted);
                assert.ok(!isTouched || isRestarted || signOf(one.driver, startOf) === "gone");
            }),
        );
    });

    it("an orphan is exactly one that lives here while its driver doesn't", () => {
        fc.assert(
            fc.property(records, places, tables, (one, here, table) => {
                const startOf = running(table);
                const { host, machine, boot, namespace } = one.place;
                const isHere =
                    host === here.host &&
                    machine === here.machine &&
                    boot === here.boot &&
                    namespace === here.namespace;
                const isOrphan =
                    isHere && signOf(one.driver, startOf) === "gone" && signOf(one.engine, startOf) === "alive";
                assert.equal(standingOf(one, here, startOf) === "orphan", isOrphan);
            }),
        );
    });
});

describe("the lock of a stack on somebody's own backend", () => {
    const lock = { pid: ENGINE, username: "ada", hostname: "laptop", timestamp: "2026-11-21T10:00:00Z" };
    const since = (time: string): number => Date.parse(`2026-11-21T${time}Z`);
    const around = (processes: Readonly<Record<number, string>>, bootedAt = since("08:00:00"), here = HERE) => ({
        here,
        startOf: running(processes),
        bootedAt,
    });
    const isDead = (
        processes: Readonly<Record<number, string>>,
        change: Partial<typeof lock> = {},
        records: readonly EngineRecord[] = [record()],
    ): boolean => isOurDeadEngine({ ...lock, ...change }, records, around(processes));

    it("is nobody's when an engine of ours took it that is gone with its driver", () => {
        assert.equal(isDead({}), true);
        assert.equal(isDead({}, { timestamp: "2026-11-21T10:20:00Z" }), true);
    });

    it("stays when its holder lives, is another process, or has a driver that lives", () => {
        assert.equal(isDead({ [ENGINE]: "e" }), false);
        assert.equal(isDead({ [DRIVER]: "d" }), false);
        assert.equal(isDead({}, { pid: ENGINE + 1 }), false);
        assert.equal(isDead({}, { hostname: "desk" }), false);
        assert.equal(isDead({}, {}, []), false);
    });

    it("stays when somebody has its holder's id now: that one could hold it", () => {
        assert.equal(isDead({ [ENGINE]: "another" }), false);
    });

    it("stays when it's older than our engine, or doesn't tell its age", () => {
        assert.equal(isDead({}, { timestamp: "2026-11-21T09:59:00Z" }), false);
        assert.equal(isDead({}, { timestamp: "yesterday" }), false);
    });

    it("is nobody's after its machine was started anew, whoever has the id, unless it was taken since", () => {
        const before = record({ place: { ...HERE, boot: "boot-1" } });
        const after = (bootedAt: number): boolean =>
            isOurDeadEngine(lock, [before], around({ [ENGINE]: "another" }, bootedAt));
        assert.equal(after(since("11:00:00")), true);
        assert.equal(after(since("09:00:00")), false);
    });

    const refusal = (count: number, ...holders: string[]): string =>
        [
            `error: the stack is currently locked by ${count} lock(s). Either wait for the other process(es) to end`,
            ...holders.map(
                (holder) => `  s3://state/.pulumi/locks/organization/p/staging/1.json: created by ${holder}`,
            ),
        ].join("\n");
    const ours = "ada@laptop (pid 20) at 2026-11-21T10:00:00Z";
    const theirs = "bob@ci-7 (pid 12) at 2026-11-21T10:00:01Z";

    it("is read from the engine's refusal", () => {
        assert.deepEqual(lockHoldersIn(refusal(2, ours, theirs)), [
            lock,
            { pid: 12, username: "bob", hostname: "ci-7", timestamp: "2026-11-21T10:00:01Z" },
        ]);
    });

    it("may be cancelled when all locks that there are are nobody's, and not when one isn't or can't be read", () => {
        const may = (text: string): boolean => mayCancel(text, [record()], around({}));
        assert.equal(may(refusal(1, ours)), true);
        assert.equal(may(refusal(2, ours, theirs)), false);
        assert.equal(may(refusal(2, ours)), false);
        assert.equal(may("[409] Conflict: Another update is currently in progress."), false);
    });
});
