/** Which mutation is made when, so that none of a round hides or moves another. */
import type { PropertyPath } from "../../sandbox/values";
import type { Mutation } from "./mutations";

/** More would take minutes; with fewer, a mutation that shows in another input of its resource could stay unseen. */
const ROUNDS = 6;

/** Spreads a resource's mutations over the rounds as evenly as it goes; there are more where that can't be avoided. */
export function inRounds(mutations: readonly Mutation[], least = ROUNDS): readonly (readonly Mutation[])[] {
    const rounds = Array.from({ length: least }, (): Mutation[] => []);
    for (const mutation of mutations) {
        const [round] = rounds
            .filter((others) => others.every((other) => areApart(other.segments, mutation.segments)))
            .sort((left, right) => left.length - right.length);
        if (round === undefined) {
            rounds.push([mutation]);
        } else {
            round.push(mutation);
        }
    }
    return rounds;
}

/** Two places part at a key, or inside of different items; whole items of one list move when one of them goes. */
function areApart(left: PropertyPath, right: PropertyPath): boolean {
    const length = Math.min(left.length, right.length);
    const parting = left.slice(0, length).findIndex((segment, index) => segment !== right[index]);
    const areItems = typeof left[parting] === "number" && left.length === parting + 1 && right.length === parting + 1;
    return parting >= 0 && !areItems;
}
