/**
 * Every fault on every call of every modelled type. One history carries them all: each call of a type meets one fault
 * after the other, in as many runs as it takes, and what is there in the end is what an undisturbed history leaves.
 */
import assert from "node:assert/strict";
import { shortType } from "../../automation/progress/urn";
import type { Problem } from "../../automation/run/result";
import type { Fault, FaultKind } from "../../sandbox";
import type { CallKind, MetFault } from "../../sandbox/faults/plan";
import { assertSameWorld, type Outcome } from "../crash/same-world";
import { claimsOf } from "../crash/same-world/claims";
import type { ExampleSet } from "../sandbox/examples";
import { EXAMPLE_TYPES, exampleOf, NEVER_UPDATED } from "../sandbox/examples";
import { History, type Phase, type Round } from "./history";

/** What fails a call, and the provider's words for it. */
interface Failing {
    readonly fault: FaultKind;
    readonly words: RegExp;
}

const ERROR: Failing = {
    fault: { kind: "error", message: "api error InternalFailure: try it another day" },
    words: /api error InternalFailure: try it another day/,
};
const THROTTLE: Failing = {
    fault: { kind: "throttle" },
    words: /RequestLimitExceeded|429 Too Many Requests|too many requests/,
};
const TIMEOUT: Failing = { fault: { kind: "timeout" }, words: /timeout while waiting for state/ };
const LOST: Failing = { fault: { kind: "lost-response" }, words: /connection reset by peer/ };
const PARTIAL: Failing = {
    fault: { kind: "partial-create", message: "waiting for it: unexpected state 'failed'" },
    words: /unexpected state 'failed'/,
};
const FAILING: readonly Failing[] = [ERROR, THROTTLE, TIMEOUT, LOST, PARTIAL];

/** What each call of a type meets, one after the other. A create that is done needs another life for another fault. */
const PHASES: readonly { readonly phase: Phase; readonly call: CallKind; readonly meets: readonly Failing[] }[] = [
    { phase: "make", call: "create", meets: [ERROR, THROTTLE, TIMEOUT, LOST] },
    { phase: "change", call: "update", meets: [ERROR, THROTTLE, TIMEOUT, LOST] },
    { phase: "destroy", call: "delete", meets: [ERROR, THROTTLE, TIMEOUT, LOST] },
    { phase: "make again", call: "create", meets: [PARTIAL] },
];

/** What providers ride out by trying again. Cloudflare's waits for nothing, and random's asks nobody. */
const PASSING: readonly { readonly fault: FaultKind; readonly packages: RegExp }[] = [
    { fault: { kind: "throttle", times: 2 }, packages: /^(aws|cloudflare|kubernetes):/ },
    { fault: { kind: "not-yet-visible", times: 2 }, packages: /^(aws|kubernetes):/ },
];

/** More runs than the deepest program needs, where each level of it meets one fault after the other. */
const ROUNDS = 60;

/** Programs that take about half of the time; one process runs these, another one all others. */
export const HALF: readonly string[] = ["network", "data"];

/** A history takes minutes on a machine that has other things to do. */
const LIMIT_MS = 15 * 60_000;

export function describeMatrix(set: ExampleSet): void {
    describe(`faults on every call of every type: ${set.name}`, () => {
        const reference = new Map<Phase, Outcome>();
        const history = new History(set);

        before(() =>
            live(set, async (undisturbed) => {
                for (const { phase } of PHASES) {
                    const { problems, after } = await undisturbed.round(phase);
                    assert.deepEqual(problems, [], phase);
                    reference.set(phase, after);
                }
            }),
        );

        after(() => history.end());

        for (const { phase, call, meets } of PHASES) {
            it(`${phase}: what fails is said, nothing is lost, and the end is as if nothing had happened`, async () => {
                const planned = failing(set, call, meets);
                history.plan.add(planned);
                const { after } = await settle(history, phase);
                assertSameWorld(after, wanted(reference, phase));
                assertAllMet(planned, history.plan.met());
            }).timeout(LIMIT_MS);
        }

        it("make: what the providers ride out is not noticed", () =>
            live(set, async (disturbed) => {
                const planned = passing(set);
                disturbed.plan.add(planned);
                const { problems, after } = await disturbed.round("make");
                assert.deepEqual(problems, []);
                assertSameWorld(after, wanted(reference, "make"));
                assertPassed(planned, disturbed.plan.met());
            })).timeout(LIMIT_MS);
    });
}

async function live(set: ExampleSet, use: (history: History) => Promise<void>): Promise<void> {
    const history = new History(set);
    try {
        await use(history);
    } finally {
        await history.end();
    }
}

function wanted(reference: ReadonlyMap<Phase, Outcome>, phase: Phase): Outcome {
    const outcome = reference.get(phase);
    assert.ok(outcome !== undefined, `there is no undisturbed history of '${phase}'`);
    return outcome;
}

function typesOf({ name }: ExampleSet): readonly string[] {
    return EXAMPLE_TYPES.filter((type) => exampleOf(type).program === name);
}

/** For the example of each type, one fault after the other. */
function failing(set: ExampleSet, call: CallKind, meets: readonly Failing[]): readonly Fault[] {
    return typesOf(set)
        .filter((type) => !(call === "update" && type in NEVER_UPDATED))
        .flatMap((type) =>
            meets.map(({ fault }, index) => ({ call, type, name: exampleOf(type).name, nth: index + 1, fault })),
        );
}

function passing(set: ExampleSet): readonly Fault[] {
    return typesOf(set).flatMap((type) =>
        PASSING.filter(({ packages }) => packages.test(type)).map(({ fault }): Fault => ({
            call: "create",
            type,
            name: exampleOf(type).name,
            nth: 1,
            fault,
        })),
    );
}

async function settle(history: History, phase: Phase): Promise<Round> {
    for (let number = 1; number <= ROUNDS; number += 1) {
        const round = await history.round(phase);
        const where = `run ${number} of '${phase}'`;
        assertNothingLost(round, where);
        if (!round.failed) {
            return round;
        }
        assert.ok(round.met.length > 0, `${where} fails, and no fault is left: ${said(round.problems)}`);
        assertSaid(round, where);
    }
    assert.fail(`'${phase}' is not done after ${ROUNDS} runs`);
}

/** A failed call leaves nothing behind that no state knows. */
function assertNothingLost({ after }: Round, where: string): void {
    const lost = claimsOf(after).faults.filter((fault) => fault.includes("is in no state"));
    assert.deepEqual(lost, [], where);
}

/** A resource that depends on a failed one: its inputs are not there yet, and the engine checks them before it skips it. */
const CONSEQUENCE = /^\S+ resource '\S+': property .+ has a problem: /;

/** Each fault is told of, with name, type and the provider's words; nothing else is. */
function assertSaid({ met, problems }: Round, where: string): void {
    const isTold = (problem: Problem, { site, fault }: MetFault): boolean =>
        problem.resource?.name === site.name &&
        problem.resource.type === shortType(site.type) &&
        FAILING.some(({ fault: { kind }, words }) => kind === fault.fault.kind && words.test(problem.text));
    for (const each of met) {
        assert.ok(
            problems.some((problem) => isTold(problem, each)),
            `${where}: nobody says that ${each.fault.fault.kind} met ${each.site.type} ${each.site.name}: ${said(problems)}`,
        );
    }
    const strange = problems.filter(
        (problem) => !CONSEQUENCE.test(problem.text) && !met.some((each) => isTold(problem, each)),
    );
    assert.deepEqual(strange, [], where);
}

function said(problems: readonly Problem[]): string {
    return JSON.stringify(problems, undefined, 2);
}

function assertAllMet(planned: readonly Fault[], met: readonly MetFault[]): void {
    const happened = new Set(met.map(({ fault }) => fault));
    const never = planned.filter((fault) => !happened.has(fault));
    assert.deepEqual(
        never.map(({ call, type, fault }) => `${String(call)} ${String(type)} ${fault.kind}`),
        [],
        "never met",
    );
}

/** A throttle is met by whatever was throttled; what is not to be seen, by whatever looks for it, if anything does. */
function assertPassed(planned: readonly Fault[], met: readonly MetFault[]): void {
    const isThrottle = ({ fault }: Fault): boolean => fault.kind === "throttle";
    assertAllMet(planned.filter(isThrottle), met);
    if (planned.some(({ type }) => type?.startsWith("aws:"))) {
        assert.ok(!met.every(({ fault }) => isThrottle(fault)), "nothing looked for what was not to be seen");
    }
}
