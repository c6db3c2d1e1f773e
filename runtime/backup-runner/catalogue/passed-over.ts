import { STATES, type Entry } from "./entry";

/** Anybody who may write into the bucket can make many. */
const SHOWN = 5;
const REMARKS_SHOWN = 3;

/** A backup, what it is, and why. */
export function toldOf({ backupId, state, remarks }: Entry): string {
    const more = remarks.length > REMARKS_SHOWN ? ["…"] : [];
    return `${backupId}, which is ${state}: ${[STATES[state], ...remarks.slice(0, REMARKS_SHOWN), ...more].join(" ")}`;
}

/** @returns a line for each that was a backup, or was made to look like one; a run that left none lost nothing. */
export function describePassedOver(entries: readonly Entry[]): readonly string[] {
    const told = entries.filter(({ state }) => state !== "incomplete");
    const more = told.length > SHOWN ? [`and ${told.length - SHOWN} more, which \`list\` shows`] : [];
    return [...told.slice(0, SHOWN).map(toldOf), ...more];
}
