import assert from "node:assert/strict";
import { nameOf } from "../../../automation/progress/urn";
import { FaultPlan, type Fault } from "../../../sandbox";
import { testStack, type TestStack } from "../../support/engine";
import { PIECES, program, type Settings } from "./program";
import { assertNothingTwiceOrLost, deploymentIn, made, recoverStack, type Recovered } from "./support";

/** Kills the engine at a provider call, which is carried out all the same: nobody is there for its answer. */
class Executioner {
    private doomed: string | undefined;
    private stack: TestStack | undefined;

    readonly plan = new FaultPlan(
        (["create", "update", "delete", "read"] as const).flatMap((call) =>
            [...PIECES.flatMap(({ names }) => names)].map((name): Fault => ({
                call,
                name,
                fault: { kind: "meanwhile", run: () => this.strike(`${call} ${name}`) },
            })),
        ),
    );

    private strike(call: string): void {
        if (this.doomed === call) {
            this.doomed = undefined;
            this.stack?.kill();
        }
    }

    /** The engine that asks for this call next will not see its answer. */
    doom(stack: TestStack, call: string): void {
        this.doomed = call;
        this.stack = stack;
    }

    /** Runs an update that is cut off; answers when it had begun. */
    async cutOff(stack: TestStack, call: string): Promise<number> {
        const since = Date.now();
        const before = callsIn(stack);
        this.doom(stack, call);
        await assert.rejects(stack.up());
        assert.equal(this.doomed, undefined, `there was no ${call}`);
        // The call goes on in this process, without the engine.
        while (callsIn(stack) === before) {
            await new Promise((resolve) => setImmediate(resolve));
        }
        return since;
    }
}

function callsIn({ sandbox: { worlds } }: TestStack): number {
    return worlds.scopes().reduce((sum, scope) => sum + worlds.world(scope).history().length, 0);
}

describe("after the engine was killed while it made something", () => {
    const executioner = new Executioner();
    const settings: { -readonly [Key in keyof Settings]: Settings[Key] } = { pieces: 0, generation: "first" };
    let stack: TestStack;

    before(async () => {
        stack = await testStack({ program: () => program(settings), faults: executioner.plan });
    });
    after(() => stack.discard());

    PIECES.forEach(({ what, names, isKept }, index) => {
        const name = names.at(-1) ?? "";

        it(`${what} is ${isKept ? "taken into the state" : "made anew"}`, async () => {
            settings.pieces = index + 1;
            const since = await executioner.cutOff(stack, `create ${name}`);
            const { pending_operations: pending = [] } = await deploymentIn(stack);
            assert.deepEqual(
                pending.map(({ resource, type }) => `${type} ${nameOf(resource.urn).name}`),
                [`creating ${name}`],
            );
            const { repair, notes } = await recoverStack(stack, since);
            assert.deepEqual(
                repair?.adopted.map(({ urn }) => nameOf(urn).name),
                isKept ? [name] : [],
            );
            assert.deepEqual(repair?.discarded, []);
            assert.equal(notes.length, isKept ? 1 : 0, notes.join("\n"));
            const { counts } = await stack.up();
            assert.deepEqual(
                Object.keys(counts).filter((op) => op !== "same"),
                isKept ? [] : ["create"],
            );
            await assertNothingTwiceOrLost(stack);
        });
    });

    it("nothing is left to do at the end", async () => {
        const { counts } = await stack.up();
        assert.deepEqual(Object.keys(counts), ["same"]);
    });

    describe("and that was to replace something", () => {
        let former: readonly string[];

        it("it is taken in as the replacement, made first", async () => {
            former = made(stack).map(({ id }) => id);
            settings.generation = "second";
            const since = await executioner.cutOff(stack, "create group");
            const { repair, notes } = await recoverStack(stack, since);
            const [adopted] = repair?.adopted ?? [];
            assert.ok(former.includes(adopted?.replaces ?? ""), JSON.stringify([repair?.adopted, notes, former]));
            assert.match(notes.join(), /taken into the state as group; the next up deletes sg-/);
        });

        it("the next update goes on from there: it deletes the former one and makes no further", async () => {
            const { steps } = await stack.up();
            assert.deepEqual(
                steps.filter((step) => / group$/.test(step)),
                ["delete-replaced aws:ec2/securityGroup:SecurityGroup group"],
            );
            await assertNothingTwiceOrLost(stack);
        });

        it("it is taken in as the replacement, made after the former one was deleted", async () => {
            settings.generation = "third";
            const since = await executioner.cutOff(stack, "create role");
            const { resources = [] } = await deploymentIn(stack);
            assert.ok(
                resources.some(({ urn, pendingReplacement }) => nameOf(urn).name === "role" && pendingReplacement),
            );
            const { repair } = await recoverStack(stack, since);
            assert.deepEqual(
                repair?.adopted.map(({ urn, replaces }) => [nameOf(urn).name, replaces]),
                [["role", undefined]],
            );
            const { steps } = await stack.up();
            assert.deepEqual(
                steps.filter((step) => / role$/.test(step)),
                [],
            );
            await assertNothingTwiceOrLost(stack);
        });
    });

    describe("while it changed or deleted something", () => {
        it("the state knows what came of the change", async () => {
            settings.generation = "fourth";
            const since = await executioner.cutOff(stack, "update vpc");
            const { repair } = await recoverStack(stack, since);
            assert.deepEqual(
                repair?.refresh.map((urn) => nameOf(urn).name),
                ["vpc"],
            );
            const { steps } = await stack.up();
            assert.deepEqual(steps, []);
            await assertNothingTwiceOrLost(stack);
        });

        it("the state knows that it is gone", async () => {
            settings.pieces -= 1;
            const [last] = PIECES.slice(-1);
            const name = last?.names.at(-1) ?? "";
            const since = await executioner.cutOff(stack, `delete ${name}`);
            const { repair } = await recoverStack(stack, since);
            assert.deepEqual(
                repair?.refresh.map((urn) => nameOf(urn).name),
                [name],
            );
            assert.ok(!((await deploymentIn(stack)).resources ?? []).some(({ urn }) => nameOf(urn).name === name));
            await stack.up();
            await assertNothingTwiceOrLost(stack);
        });
    });

    describe("and all is over", () => {
        it("a destroy leaves nothing", async () => {
            await stack.destroy();
            assert.deepEqual(made(stack), []);
        });
    });
});

describe("a recovery that is cut off itself", () => {
    const executioner = new Executioner();
    let stack: TestStack;
    let since: number;

    beforeEach(async () => {
        stack = await testStack({
            program: () => program({ pieces: 1, generation: "first" }),
            faults: executioner.plan,
        });
        since = await executioner.cutOff(stack, "create address");
    });
    afterEach(() => stack.discard());

    const goesOn = async (): Promise<Recovered> => {
        const recovered = await recoverStack(stack, since);
        const { counts } = await stack.up();
        assert.deepEqual(Object.keys(counts), ["same"]);
        await assertNothingTwiceOrLost(stack);
        return recovered;
    };

    it("goes on where it was when it had taken the resource in, and not read it yet", async () => {
        const failing = recoverStack(stack, since, { refresh: () => Promise.reject(new Error("killed")) });
        await assert.rejects(failing, /killed/);
        const { repair } = await goesOn();
        assert.deepEqual(repair?.adopted, []);
        assert.deepEqual(
            repair?.refresh.map((urn) => nameOf(urn).name),
            ["address"],
        );
    });

    it("goes on where it was when its engine was killed as well", async () => {
        const killed = recoverStack(stack, since, {
            refresh: async (urns) => {
                executioner.doom(stack, "read address");
                await stack.refresh(urns);
            },
        });
        await assert.rejects(killed);
        await goesOn();
    });
});
