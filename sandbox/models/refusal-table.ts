/** The table of all that the sandbox refuses: type × code × source. */
import type { Refusal } from "./kernel/refusal";

/** What is modelled of a package, whatever it is made of. */
export interface ModelledPackage {
    readonly package: string;
    readonly models: readonly { readonly type: string; readonly refusals: Readonly<Record<string, Refusal>> }[];
    readonly invokes: readonly { readonly token: string; readonly refusals?: Readonly<Record<string, Refusal>> }[];
}

export interface RefusalRow {
    /** A type token, or the token of a data source. */
    readonly type: string;
    readonly refusal: Refusal;
}

export function refusalRows(packages: readonly ModelledPackage[]): readonly RefusalRow[] {
    const rows = packages.flatMap((cloud) => [
        ...cloud.models.flatMap((model) => rowsOf(model.type, model.refusals)),
        ...cloud.invokes.flatMap((invoke) => rowsOf(invoke.token, invoke.refusals ?? {})),
    ]);
    return [...rows].sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1));
}

function rowsOf(type: string, refusals: Readonly<Record<string, Refusal>>): readonly RefusalRow[] {
    return [...new Set(Object.values(refusals))].map((refusal) => ({ type, refusal }));
}

function sortKey(row: RefusalRow): string {
    return `${row.type}\n${row.refusal.code}\n${row.refusal.when}`;
}

/** For people: a block per type, a line per refusal. */
export function formatRefusals(rows: readonly RefusalRow[]): string {
    const width = Math.max(...rows.map((row) => row.refusal.code.length));
    const types = [...new Set(rows.map((row) => row.type))];
    const blocks = types.map((type) => {
        const lines = rows
            .filter((row) => row.type === type)
            .map(
                ({ refusal }) =>
                    `  ${refusal.code.padEnd(width)}  ${refusal.when}\n  ${" ".repeat(width)}  ${refusal.source}`,
            );
        return [type, ...lines].join("\n");
    });
    return [...blocks, `${rows.length} refusals of ${types.length} types and data sources`].join("\n\n");
}
