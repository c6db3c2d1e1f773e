import type { Manifest, TableCount } from "../manifest/manifest";

/** What was looked at, and how it is. */
export interface Assertion {
    readonly name: "backup-age" | "restored" | "row-counts" | "canary";
    readonly holds: boolean;
    readonly detail: string;
}

const SHOWN = 5;
const HOUR_SECONDS = 3600;

function hours(seconds: number): string {
    return `${(seconds / HOUR_SECONDS).toFixed(1)} h`;
}

/** What a disaster at this moment would lose. @param seconds since the snapshot. */
export function ageAssertion(seconds: number, limitSeconds: number): Assertion {
    return {
        name: "backup-age",
        holds: seconds <= limitSeconds,
        detail: `the newest good backup shows the database of ${hours(seconds)} ago; the limit is ${hours(limitSeconds)}`,
    };
}

function tableName({ schema, name }: TableCount): string {
    return JSON.stringify([schema, name]);
}

/** Every table of the manifest, and no other, with as many rows. */
export function countsAssertion({ tables }: Manifest, restored: readonly TableCount[]): Assertion {
    const is = new Map(restored.map((table) => [tableName(table), table.rows]));
    const expected = new Map(tables.map((table) => [tableName(table), table.rows]));
    const differing = [...new Set([...expected.keys(), ...is.keys()])]
        .filter((name) => expected.get(name) !== is.get(name))
        .map((name) => `${name} has ${is.get(name) ?? "no table"} instead of ${expected.get(name) ?? "no table"}`);
    const rows = restored.reduce((sum, table) => sum + table.rows, 0);
    return {
        name: "row-counts",
        holds: differing.length === 0,
        detail:
            differing.length === 0
                ? `${tables.length} tables with ${rows} rows, as in the manifest`
                : `${differing.slice(0, SHOWN).join("; ")}${differing.length > SHOWN ? `; and ${differing.length - SHOWN} more` : ""}`,
    };
}

/** @param newest epoch seconds; `undefined` in an empty table. */
export function canaryAssertion(
    canary: string,
    newest: number | undefined,
    { startedAt }: Manifest,
    limitSeconds: number,
): Assertion {
    if (newest === undefined) {
        return { name: "canary", holds: false, detail: `${canary} has no value` };
    }
    const seconds = Date.parse(startedAt) / 1000 - newest;
    return {
        name: "canary",
        holds: seconds <= limitSeconds,
        detail: `the newest value of ${canary} was ${hours(seconds)} old when the backup was made; the limit is ${hours(limitSeconds)}`,
    };
}
