import type { Entry } from "./entry";
import { isGood } from "./entry";

/** What `list --json` gives of a backup. */
export function entryJson({ manifest, ...entry }: Entry): Readonly<Record<string, unknown>> {
    if (manifest === undefined) {
        return entry;
    }
    const { startedAt, endedAt, object, plain, serverVersion, clientVersion, tables } = manifest;
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    return {
        ...entry,
        ...{ startedAt, endedAt, serverVersion, clientVersion, object, plain },
        ...{ keyId: manifest.envelope.keyId, tables: tables.length, rows },
    };
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

export function sizeText(bytes: number): string {
    const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
    const value = bytes / 1024 ** power;
    return `${value.toFixed(power === 0 ? 0 : 1)} ${UNITS[power] ?? "B"}`;
}

function row(entry: Entry): readonly string[] {
    const { object, plain, endedAt, tables } = entry.manifest ?? {};
    return [
        entry.backupId,
        entry.state,
        object === undefined ? "" : sizeText(object.bytes),
        plain === undefined ? "" : sizeText(plain.bytes),
        tables === undefined ? "" : String(tables.length),
        endedAt ?? "",
        isGood(entry) && entry.storageClass !== undefined ? entry.storageClass : "",
    ];
}

const HEAD = ["backup", "state", "stored", "plain", "tables", "ended", "class"] as const;

/** A table for people, with what there is to say of a backup beneath it. */
export function entriesText(entries: readonly Entry[]): string {
    const rows = [HEAD, ...entries.map(row)];
    const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
    const line = (cells: readonly string[]): string =>
        cells
            .map((cell, column) => cell.padEnd(widths[column] ?? 0))
            .join("  ")
            .trimEnd();
    const lines = [
        line(HEAD),
        ...entries.flatMap((entry) => [line(row(entry)), ...entry.remarks.map((it) => `    ${it}`)]),
    ];
    return `${lines.join("\n")}\n`;
}
