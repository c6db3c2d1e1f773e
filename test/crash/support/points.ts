/** The moments of a run at which it can be cut off: before each call of a provider is carried out, and after. */
import assert from "node:assert/strict";
import { FaultPlan } from "../../../sandbox";
import type { CallKind, CallSite } from "../../../sandbox/faults/plan";

export const MOMENTS = ["before", "after"] as const;

/** After: the cloud has done it, and the provider has not told the engine yet. */
export type Moment = (typeof MOMENTS)[number];

export interface Point {
    /** The n-th call of the run, from 1. */
    readonly call: number;
    readonly moment: Moment;
    readonly site: CallSite;
}

const CHANGING: readonly CallKind[] = ["create", "update", "delete"];

/** Tells of every moment of every changing call, while the call and its engine wait. */
export class WatchedCalls {
    private calls = 0;
    private readonly begun = new Map<string, number[]>();

    constructor(private readonly at: (point: Point) => void | Promise<void>) {}

    get count(): number {
        return this.calls;
    }

    plan(): FaultPlan {
        return new FaultPlan(
            CHANGING.flatMap((call) =>
                MOMENTS.map((moment) => ({
                    call,
                    fault: { kind: "meanwhile", moment, run: (site: CallSite) => this.at(this.point(moment, site)) },
                })),
            ),
        );
    }

    private point(moment: Moment, site: CallSite): Point {
        const key = [site.call, site.type, site.name].join("\n");
        const numbers = this.begun.get(key) ?? [];
        this.begun.set(key, numbers);
        if (moment === "before") {
            numbers.push(++this.calls);
            return { call: this.calls, moment, site };
        }
        return { call: numbers.shift() ?? 0, moment, site };
    }
}

export function pointName({ call, moment, site }: Point): string {
    return `${moment} call ${call}, ${site.call} ${site.type} ${site.name}`;
}

/** What costs money or an address for as long as nobody knows of it is tried at both moments and by every way on. */
export function isTriedWhole({ type }: CallSite): boolean {
    return /^aws:ec2\/(eip:Eip|natGateway:NatGateway)$/.test(type);
}

/** Asserts that a type's calls of a kind were met at both moments. */
export function assertBothMoments(points: readonly Point[], call: CallKind, type: string): void {
    const met = points.filter(({ site }) => site.call === call && site.type === type).map(({ moment }) => moment);
    assert.deepEqual([...new Set(met)].sort(), [...MOMENTS].sort(), `${call} ${type}`);
}
