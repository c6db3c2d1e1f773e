/** The last word of the backup runner's `verify`, as it stands in its log: runtime/backup-runner. Pure. */
import { z } from "zod";

const assertion = z.object({ name: z.string(), holds: z.boolean(), detail: z.string() });

const measured = z.object({
    backupId: z.string(),
    bytes: z.number().nonnegative(),
    recoverySeconds: z.number().nonnegative(),
    recoveryPointAgeSeconds: z.number(),
    assertions: z.array(assertion),
    tables: z.number().optional(),
    rows: z.number().optional(),
});

const failed = z.object({ ending: z.string(), message: z.string() });

/** Something that was looked at in the restored backup. */
export type Assertion = Readonly<z.infer<typeof assertion>>;

/** What a restore has shown. */
export interface Measured {
    readonly backupId: string;
    /** Of the encrypted backup. */
    readonly bytes: number;
    /** Of download, decryption and restore: from the first byte asked for to the last row committed. */
    readonly recoverySeconds: number;
    /** What a disaster at that moment would have lost. */
    readonly recoveryPointAgeSeconds: number;
    readonly assertions: readonly Assertion[];
    /** @default - the runner doesn't tell */
    readonly tables?: number;
    /** @default - the runner doesn't tell */
    readonly rows?: number;
}

/** How a check ended. */
export type Verdict =
    | { readonly is: "verified"; readonly measured: Measured }
    /** `ending`: as the runner's exit codes are called. `measured`: it was restored, and isn't as it has to be. */
    | { readonly is: "failed"; readonly ending: string; readonly message: string; readonly measured?: Measured }
    /** A report that has another form than this. */
    | { readonly is: "unreadable"; readonly line: string };

const ENDINGS = ["verify-completed", "verify-failed", "usage-failed"];

/** The verdict among the lines of a log, the last one that there is; undefined where there is none. */
export function verdictIn(lines: readonly string[]): Verdict | undefined {
    return lines.map(verdictOf).findLast((verdict) => verdict !== undefined);
}

function verdictOf(line: string): Verdict | undefined {
    const content = parsed(line);
    const event = z.object({ event: z.string() }).safeParse(content).data?.event;
    if (event === undefined || !ENDINGS.includes(event)) {
        return undefined;
    }
    const shown = measuredOf(content);
    if (event === "verify-completed") {
        return shown === undefined ? { is: "unreadable", line } : { is: "verified", measured: shown };
    }
    const { data } = failed.safeParse(content);
    if (data === undefined) {
        return { is: "unreadable", line };
    }
    return { is: "failed", ...data, ...(shown === undefined ? {} : { measured: shown }) };
}

function parsed(line: string): unknown {
    try {
        return JSON.parse(line);
    } catch {
        // Whatever else writes into the log: Node, when it ends.
        return undefined;
    }
}

function measuredOf(content: unknown): Measured | undefined {
    const { data } = measured.safeParse(content);
    if (data === undefined) {
        return undefined;
    }
    const { tables, rows, ...rest } = data;
    return { ...rest, ...(tables === undefined ? {} : { tables }), ...(rows === undefined ? {} : { rows }) };
}
