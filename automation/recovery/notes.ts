import { nameOf } from "../progress/urn";
import type { Repair } from "./plan";
import type { LeftAlone } from "./takings";

/** What has left the operations that are repaired. */
export type Cause = "cut off" | "failed" | "earlier";

const RUNS: Readonly<Record<Cause, string>> = {
    "cut off": "the run that was cut off",
    failed: "the run that failed",
    earlier: "an earlier run",
};

const REASONS: Readonly<Record<LeftAlone["because"], string>> = {
    older: "it is older than that run",
    "age unknown": "nobody can tell whether that run has made it",
    "nothing to belong to": "the state lacks its parent or its provider",
};

/** What was done, a line for each resource; ids and names only, no values. */
export function notesOf(repair: Repair, project: string, cause: Cause): readonly string[] {
    const run = RUNS[cause];
    const untouched = new Set(repair.leftAlone.map(({ urn }) => urn));
    return [
        ...repair.adopted.map(({ urn, id, replaces }) => {
            const { name, type } = nameOf(urn);
            const former = replaces === undefined ? "" : `; the next up deletes ${replaces}, which it replaces`;
            return `${type} ${id} was made by ${run}; taken into the state as ${name}${former}`;
        }),
        ...repair.discarded.map(
            ({ urn, id }) => `${nameOf(urn).type} ${id} was made by ${run} and isn't needed; the next up deletes it`,
        ),
        ...repair.leftAlone.map(({ urn, id, because }) => {
            const { name, type } = nameOf(urn);
            return `${type} ${id} looks as ${name} would, which ${run} was making; left alone, since ${REASONS[because]}`;
        }),
        ...(cause === "failed" ? [] : repair.cleared)
            .filter((urn) => !untouched.has(urn))
            .map((urn) => `${run} was making ${nameOf(urn).name} (${nameOf(urn).type}); nothing of it is left`),
    ].map((line) => `${project}: ${line}`);
}
