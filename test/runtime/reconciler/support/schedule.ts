/** One schedule: consumers and reconcilers on one table, in an order that is drawn, with whatever may go wrong. */
import fc from "fast-check";
import type { LogEntry } from "../../../../runtime/reconciler/reconcile";
import { Throttled, Unanswered, type Item, type Write } from "../../../../runtime/reconciler/table";
import { ModelTable, type Fate } from "./model-table";
import type { Torn } from "./under-way";

/** Who takes part. */
export interface Actor {
    /** How far its clock is from the true time, ms. */
    readonly skewMs: number;
    /** After so many turns of its own it is gone, in the middle of whatever it does. @default - it lives */
    readonly diesAfter: number | undefined;
}

/** No two clocks may be further apart than the reconciler's grace. */
export const SKEW_MS = 10_000;

export const actors: fc.Arbitrary<Actor> = fc.record({
    skewMs: fc.integer({ min: -SKEW_MS, max: SKEW_MS }),
    diesAfter: fc.oneof(
        { weight: 3, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 12 }) },
    ),
});

/** What becomes of the calls, one after the other; those that come later are answered. */
export const fates: fc.Arbitrary<readonly Fate[]> = fc.array(
    fc.oneof(
        { weight: 8, arbitrary: fc.constant<Fate>("answered") },
        { weight: 1, arbitrary: fc.constant<Fate>("throttled") },
        { weight: 1, arbitrary: fc.constant<Fate>("lost on the way") },
        { weight: 2, arbitrary: fc.constant<Fate>("lost on the way back") },
    ),
    { maxLength: 30 },
);

/** How scans see the transactions, one after the other, by {@link Torn.order}; as a whole where nothing is said. */
export const tears: fc.Arbitrary<readonly (readonly number[] | undefined)[]> = fc.array(
    fc.option(fc.array(fc.nat({ max: 9 }), { minLength: 3, maxLength: 4 }), { nil: undefined }),
    { maxLength: 16 },
);

/** A condition to test without: by the label of its write, and what stands in its place. */
export interface Mutation {
    readonly label: string;
    readonly condition: string;
    readonly without: string | undefined;
}

export interface StageOptions {
    readonly scheduler: fc.Scheduler;
    readonly fates: readonly Fate[];
    /** @default - scans see every transaction as a whole */
    readonly tears?: readonly (readonly number[] | undefined)[];
    readonly mutation?: Mutation | undefined;
    /** Told after each change of the table: whoever finds something wrong throws. */
    readonly check: (write: Write, before: Item | undefined) => void;
}

/** The true time, the table and the turns that actors take. */
export class Stage {
    readonly table = new ModelTable();
    /** Epoch ms. */
    now = Date.parse("2026-11-22T10:00:00Z");
    private readonly acting: Promise<unknown>[] = [];
    private readonly wrong: unknown[] = [];
    private calls = 0;
    private transactions = 0;
    private uuids = 0;

    constructor(private readonly options: StageOptions) {}

    /** Has somebody take part. It is over when its work is done, or when it has died. */
    enter(actor: Actor, act: (part: Part) => Promise<unknown>): void {
        const { scheduler } = this.options;
        let turns = 0;
        let die: () => void = () => undefined;
        const dead = new Promise<void>((resolve) => (die = resolve));
        const turn = async (): Promise<void> => {
            if (turns === actor.diesAfter) {
                die();
                // Nobody goes on from here.
                await new Promise(() => undefined);
            }
            turns += 1;
            await scheduler.schedule(Promise.resolve());
        };
        const part = this.partOf(actor, turn, this.options);
        const acted = turn().then(() => act(part));
        this.acting.push(Promise.race([acted.catch((error: unknown) => this.gaveUp(error)), dead]));
    }

    /** For somebody who is alone, and whom nothing happens to. */
    calm(): Part {
        return this.partOf({ skewMs: 0, diesAfter: undefined }, () => Promise.resolve(), { fates: [] });
    }

    /** Until all are through. */
    async play(): Promise<void> {
        await this.options.scheduler.waitFor(Promise.all(this.acting));
        this.table.settle();
        this.assertRight();
    }

    assertRight(): void {
        if (this.wrong.length > 0) {
            throw this.wrong[0];
        }
    }

    /** Whoever tries in vain for too long gives up; everything else is a fault of the code. */
    private gaveUp(error: unknown): void {
        if (!(error instanceof Throttled || error instanceof Unanswered)) {
            this.wrong.push(error);
        }
    }

    private partOf(
        { skewMs }: Actor,
        turn: () => Promise<void>,
        { fates, tears = [] }: Pick<StageOptions, "fates" | "tears">,
    ): Part {
        const { mutation, check } = this.options;
        const clock = {
            now: () => this.now + skewMs,
            pause: async (ms: number): Promise<void> => {
                await turn();
                this.now += ms;
            },
            random: () => 0.5,
        };
        const table = this.table.seenBy({
            turn,
            fate: () => fates[this.calls++] ?? "answered",
            ...(mutation === undefined ? {} : { condition: (write) => mutated(write, mutation) }),
            torn: () => this.torn(tears[this.transactions++]),
            changed: (write, before) => this.noted(() => check(write, before)),
        });
        const uuid = (): string => `id-${(this.uuids += 1)}`;
        return { table, clock, uuid, turn, log: (entry) => this.logged(entry) };
    }

    private torn(order: readonly number[] | undefined): Torn | undefined {
        const turn = async (): Promise<void> => void (await this.options.scheduler.schedule(Promise.resolve()));
        return order === undefined ? undefined : { order, turn, now: () => this.now };
    }

    private logged({ level, message, why = "" }: LogEntry): void {
        if (level === "error" && !/^(Throttled|Unanswered):/.test(String(why))) {
            this.wrong.push(new Error(`${message}: ${String(why)}`));
        }
    }

    /** An actor must not take it for a fault of the table. */
    private noted(look: () => void): void {
        try {
            look();
        } catch (error) {
            this.wrong.push(error);
        }
    }
}

/** What an actor acts with. */
export interface Part {
    readonly table: ReturnType<ModelTable["seenBy"]>;
    readonly clock: { now(): number; pause(ms: number): Promise<void>; random(): number };
    readonly uuid: () => string;
    readonly turn: () => Promise<void>;
    readonly log: (entry: LogEntry) => void;
}

function mutated({ label, condition }: Write, mutation: Mutation): string | undefined {
    return label === mutation.label && condition === mutation.condition ? mutation.without : condition;
}
