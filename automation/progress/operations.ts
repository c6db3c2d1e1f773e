/** What a summary counts. */
export const COUNTED = ["created", "updated", "replaced", "deleted", "imported", "read", "unchanged"] as const;

/** One of the things a summary counts. */
export type Counted = (typeof COUNTED)[number];

/** How many resources went which way. */
export type Counts = Readonly<Record<Counted, number>>;

/** How an operation of the engine is spoken of. */
export interface Wording {
    readonly sign: "+" | "~" | "-" | "±" | "<" | " ";
    /** While it runs. */
    readonly doing: string;
    /** When it is over. */
    readonly done: string;
    /** In a preview. */
    readonly planned: string;
    /** When a refresh found it. */
    readonly seen: string;
    /** What it adds to; undefined for one half of a replacement, which the engine counts once, as `replace`. */
    readonly counted: Counted | undefined;
}

function wording(
    sign: Wording["sign"],
    doing: string,
    done: string,
    planned: string,
    counted: Counted | undefined,
    seen: string = done,
): Wording {
    return { sign, doing, done, planned, counted, seen };
}

/** The step kinds of the engine: https://github.com/pulumi/pulumi/blob/v3.220.0/sdk/go/common/apitype/events.go */
const WORDINGS: Readonly<Record<string, Wording>> = {
    same: wording(" ", "checking", "unchanged", "unchanged", "unchanged"),
    create: wording("+", "creating", "created", "create", "created"),
    update: wording("~", "updating", "updated", "update", "updated", "changed"),
    delete: wording("-", "deleting", "deleted", "delete", "deleted", "gone"),
    replace: wording("±", "replacing", "replaced", "replace", "replaced"),
    "create-replacement": wording("+", "creating replacement", "created replacement", "create replacement", undefined),
    "delete-replaced": wording("-", "deleting original", "deleted original", "delete original", undefined),
    read: wording("<", "reading", "read", "read", "read"),
    "read-replacement": wording("<", "reading replacement", "read replacement", "read replacement", undefined),
    refresh: wording("~", "refreshing", "refreshed", "refresh", undefined),
    discard: wording("-", "discarding", "discarded", "discard", undefined),
    "discard-replaced": wording("-", "discarding original", "discarded original", "discard original", undefined),
    "remove-pending-replace": wording("-", "clearing", "cleared", "clear", undefined),
    import: wording("+", "importing", "imported", "import", "imported"),
    "import-replacement": wording("+", "importing replacement", "imported replacement", "import", undefined),
};

/** A later engine's step is shown under its own name. */
export function wordingOf(op: string): Wording {
    return WORDINGS[op] ?? wording(" ", op, op, op, undefined);
}

/** Nothing counted yet. */
export const NO_COUNTS: Counts = {
    created: 0,
    updated: 0,
    replaced: 0,
    deleted: 0,
    imported: 0,
    read: 0,
    unchanged: 0,
};

/** Adds up steps by their operation. */
export function countOps(ops: Iterable<readonly [op: string, times: number]>): Counts {
    const counts: Record<Counted, number> = { ...NO_COUNTS };
    for (const [op, times] of ops) {
        const { counted } = wordingOf(op);
        if (counted !== undefined) {
            counts[counted] += times;
        }
    }
    return counts;
}

/** Resources that a run touches in any way. */
export function totalOf(counts: Counts): number {
    return COUNTED.reduce((sum, counted) => sum + counts[counted], 0);
}
