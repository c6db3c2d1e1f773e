import assert from "node:assert/strict";
import fc from "fast-check";
import type { Backend, Bag, Connection, Identity, State } from "../../../sandbox/backend";
import { withFaults } from "../../../sandbox/faults/faulty";
import type { Patience, Persistence, TroubleKind } from "../../../sandbox/faults/patience";
import { noSleep, pauseAfter, rideOut, Trouble } from "../../../sandbox/faults/patience";
import type { Fault } from "../../../sandbox/faults/plan";
import { FaultPlan } from "../../../sandbox/faults/plan";
import { patienceOf } from "../../../sandbox/faults/providers";
import type { Properties } from "../../../sandbox/values";

const PACKAGES = ["aws", "cloudflare", "kubernetes", "random"] as const;

const persistences = fc
    .record({
        attempts: fc.integer({ min: 1, max: 40 }),
        firstPause: fc.integer({ min: 0, max: 2000 }),
        longestPause: fc.integer({ min: 0, max: 60_000 }),
        limit: fc.option(fc.integer({ min: 0, max: 300_000 }), { nil: undefined }),
    })
    .map(({ limit, ...rest }): Persistence => ({
        ...rest,
        ...(limit === undefined ? {} : { limit }),
        lastWords: ({ name }) => `${name} gave up`,
        source: "",
    }));

/** All pauses until it is given up, at most so many. */
function pauses(persistence: Persistence, most: number): readonly number[] {
    const all: number[] = [];
    let waited = 0;
    while (all.length < most) {
        const pause = pauseAfter(persistence, all.length + 1, waited);
        if (pause === undefined) {
            return all;
        }
        all.push(pause);
        waited += pause;
    }
    return all;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** A call that meets trouble so many times, and what became of it. */
async function tried(patience: Patience, trouble: TroubleKind, times: number) {
    let attempts = 0;
    const slept: number[] = [];
    const sleep = (milliseconds: number): Promise<void> => {
        slept.push(milliseconds);
        return Promise.resolve();
    };
    const answer = await rideOut(patience, sleep, () => {
        attempts += 1;
        return attempts <= times
            ? Promise.reject(new Trouble(trouble, { name: "web", missing: "vpc-1" }))
            : Promise.resolve("done");
    }).catch((error: unknown) => (error as Error).message);
    return { attempts, slept, answer };
}

describe("a provider's patience", () => {
    it("never has more attempts than allowed, and never waits longer than its limit", () => {
        fc.assert(
            fc.property(persistences, (persistence) => {
                const all = pauses(persistence, 100);
                assert.ok(all.length < persistence.attempts);
                assert.ok(sum(all) <= (persistence.limit ?? Infinity));
                assert.ok(all.every((pause) => pause <= persistence.longestPause));
            }),
        );
    });

    it("never waits shorter than before", () => {
        fc.assert(
            fc.property(persistences, (persistence) => {
                const all = pauses(persistence, 100);
                assert.deepEqual(
                    all,
                    [...all].sort((left, right) => left - right),
                );
            }),
        );
    });

    it("rides out exactly the trouble that ends before it does, and waits as the policy says", async () => {
        await fc.assert(
            fc.asyncProperty(
                persistences,
                fc.constantFrom<TroubleKind>("throttled", "unseen"),
                fc.integer({ min: 0, max: 50 }),
                async (persistence, trouble, times) => {
                    const expected = pauses(persistence, 100);
                    const isRiddenOut = times <= expected.length;
                    const result = await tried({ throttled: persistence, unseen: persistence }, trouble, times);
                    assert.equal(result.answer, isRiddenOut ? "done" : "web gave up");
                    assert.equal(result.attempts, isRiddenOut ? times + 1 : expected.length + 1);
                    assert.deepEqual(result.slept, expected.slice(0, times));
                },
            ),
        );
    });

    it("counts each kind of trouble for itself", async () => {
        const three: Persistence = { attempts: 3, firstPause: 1, longestPause: 1, lastWords: () => "no", source: "" };
        const troubles: readonly TroubleKind[] = ["throttled", "unseen", "throttled", "unseen"];
        let attempt = 0;
        const answer = await rideOut({ throttled: three, unseen: three }, noSleep, () => {
            const trouble = troubles[attempt++];
            return trouble ? Promise.reject(new Trouble(trouble, { name: "web" })) : Promise.resolve("done");
        });
        assert.equal(answer, "done");
    });

    it("does not extend to an error that is no passing trouble", async () => {
        let attempts = 0;
        const attempt = (): Promise<never> => {
            attempts += 1;
            return Promise.reject(new Error("InvalidParameterValue"));
        };
        await assert.rejects(rideOut(patienceOf("aws"), noSleep, attempt), /InvalidParameterValue/);
        assert.equal(attempts, 1);
    });
});

describe("the patience of a real provider", () => {
    it("is so many attempts of a throttled call, and then the provider's own words", async () => {
        const attempts = { aws: 25, cloudflare: 3, kubernetes: 11, random: 1 };
        for (const name of PACKAGES) {
            const given = attempts[name];
            assert.equal((await tried(patienceOf(name), "throttled", given - 1)).answer, "done", name);
            const failed = await tried(patienceOf(name), "throttled", given);
            assert.equal(failed.attempts, given, name);
            assert.match(failed.answer, /^web: .*(RequestLimitExceeded|429|too many requests)/, name);
        }
    });

    it("waits for what is not to be seen yet where the real one does, and then names what it missed", async () => {
        assert.equal((await tried(patienceOf("aws"), "unseen", 10)).answer, "done");
        const { answer, slept } = await tried(patienceOf("aws"), "unseen", 1000);
        assert.match(answer, /^web: waiting for vpc-1: timeout while waiting .*\(timeout: 2m0s\)/);
        assert.ok(sum(slept) <= 120_000 && sum(slept) > 110_000);
        assert.equal((await tried(patienceOf("kubernetes"), "unseen", 5)).answer, "done");
        assert.equal((await tried(patienceOf("kubernetes"), "unseen", 6)).answer, 'web: "vpc-1" not found');
        assert.match((await tried(patienceOf("cloudflare"), "unseen", 1)).answer, /404 Not Found.*vpc-1/);
    });

    it("cites its source", () => {
        for (const name of PACKAGES) {
            const { throttled, unseen } = patienceOf(name);
            assert.ok(name === "random" || [throttled, unseen].every(({ source }) => source.includes("https://")));
        }
    });
});

const TYPE = "aws:test/thing:Thing";
const identityOf = (name: string): Identity => ({ urn: `urn:pulumi:s::p::${TYPE}::${name}`, type: TYPE, name });
const bag = (values: Properties): Bag => ({ values, secrets: [] });

/** A connection through which things are made with the outputs given, and the attempts that reached it. */
function clouded(outputs: Properties, ...faults: readonly Fault[]) {
    const calls: string[] = [];
    const made: State = { id: "thing-1", inputs: bag({}), outputs: bag(outputs) };
    const note = <T>(call: string, result: T): Promise<T> => {
        calls.push(call);
        return Promise.resolve(result);
    };
    const inner: Connection = {
        check: (_identity, inputs) => ({ inputs, faults: [] }),
        replacement: () => ({ replaces: () => true, deleteBeforeReplace: true, ordered: () => true }),
        secretOutputs: () => [],
        create: ({ name }) => note(`create ${name}`, made),
        update: ({ name }) => note(`update ${name}`, made),
        delete: ({ name }) => note(`delete ${name}`, undefined),
        read: ({ name }) => note(`read ${name}`, made),
        find: () => Promise.resolve([]),
        invoke: (token) => note(`invoke ${token}`, { result: {}, faults: [] }),
    };
    const backend: Backend = {
        package: "aws",
        version: "1.2.3",
        checkConfig: () => [],
        configure: () => inner,
    };
    const plan = new FaultPlan(faults);
    return { connection: withFaults(backend, plan).configure({}), calls, plan };
}

describe("a throttle", () => {
    const throttled = (times?: number): Fault => ({
        call: "create",
        nth: 1,
        fault: { kind: "throttle", ...(times === undefined ? {} : { times }) },
    });

    it("that ends in time is not noticed, and the call is carried out once", async () => {
        const { connection, calls } = clouded({}, throttled(24));
        assert.equal((await connection.create(identityOf("web"), bag({}))).id, "thing-1");
        assert.deepEqual(calls, ["create web"]);
    });

    it("that lasts fails the call without carrying it out, and the next call is none of its business", async () => {
        for (const times of [25, undefined]) {
            const { connection, calls } = clouded({}, throttled(times));
            await assert.rejects(connection.create(identityOf("web"), bag({})), /attempts, 25/);
            assert.deepEqual(calls, []);
            await connection.create(identityOf("web"), bag({}));
            assert.deepEqual(calls, ["create web"]);
        }
    });

    it("lets what happens meanwhile happen once", async () => {
        let happened = 0;
        const meanwhile: Fault = { fault: { kind: "meanwhile", run: () => void (happened += 1) } };
        const { connection } = clouded({}, meanwhile, throttled(5));
        await connection.create(identityOf("web"), bag({}));
        assert.equal(happened, 1);
    });
});

describe("what is not to be seen yet", () => {
    const ARN = "arn:aws:test:eu-central-1:111122223333:thing/thing-1";
    const outputs = { arn: ARN, name: "the-thing" };
    const hidden = (times: number): Fault => ({
        call: "create",
        nth: 1,
        fault: { kind: "not-yet-visible", times },
    });
    const naming: readonly Properties[] = [
        { thingId: "thing-1" },
        { thing: "the-thing" },
        { settings: { list: [{ arn: ARN }] } },
        { policy: JSON.stringify({ Statement: [{ Resource: `${ARN}/*` }] }) },
    ];

    it("is waited for by calls that name it by id, name or ARN, anywhere in their inputs", async () => {
        for (const inputs of naming) {
            const { connection, calls, plan } = clouded(outputs, hidden(3));
            await connection.create(identityOf("thing"), bag({}));
            await connection.create(identityOf("user"), bag(inputs));
            assert.deepEqual(calls, ["create thing", "create user"]);
            assert.equal(plan.met().filter(({ site }) => site.name === "user").length, 3, JSON.stringify(inputs));
        }
    });

    it("is not waited for by calls that do not name it, nor by its own deletion", async () => {
        const { connection, plan } = clouded(outputs, hidden(3));
        await connection.create(identityOf("thing"), bag({}));
        await connection.create(identityOf("other"), bag({ thingId: "thing-2", text: "about the-thing" }));
        await connection.delete(identityOf("thing"), "thing-1", {});
        assert.deepEqual(plan.met(), []);
    });

    it("is waited for by its reading, by an update and by a data source", async () => {
        const { connection, calls, plan } = clouded(outputs, hidden(6));
        await connection.create(identityOf("thing"), bag({}));
        await connection.read(identityOf("thing"), "thing-1", {});
        assert.equal(plan.met().length, 6);
        assert.deepEqual(calls, ["create thing", "read thing"]);
        for (const call of ["update", "invoke"] as const) {
            const again = clouded(outputs, hidden(6));
            await again.connection.create(identityOf("thing"), bag({}));
            await (call === "update"
                ? again.connection.update(identityOf("user"), "user-1", bag({ thingId: "thing-1" }))
                : again.connection.invoke("aws:test/getThing:getThing", { id: "thing-1" }));
            assert.equal(again.plan.met().length, 6, call);
        }
    });

    it("for longer than the provider waits fails the call in the provider's words, and nothing was done", async () => {
        const { connection, calls } = clouded(outputs, hidden(10_000));
        await connection.create(identityOf("thing"), bag({}));
        const call = connection.create(identityOf("user"), bag({ thingId: "thing-1" }));
        await assert.rejects(call, /^Error: user: waiting for thing-1: timeout while waiting/);
        assert.deepEqual(calls, ["create thing"]);
    });
});
