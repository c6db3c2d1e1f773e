import { busySteps, lineFor, runningLine, statusLine, type LineOptions } from "./lines";
import type { Reporter, Task } from "./reporter";
import type { StackProgress } from "./state";
import { PLAIN, type Style } from "./style";

/** The terminal, as far as it's needed. */
export interface Terminal {
    write(text: string): void;
    readonly columns?: number;
    readonly rows?: number;
}

const FRAME_MS = 100;
/** Steps shown per stack; the rest is a number in the status line. */
const MOST_ROWS = 8;
const UP_TO_START = "\u001b[1G";
const CLEAR_BELOW = "\u001b[0J";

/**
 * What is done scrolls by and stays readable; below it stands what runs, for how long, and how much is done. Nothing
 * but that footer is ever drawn over.
 */
export function liveReporter(
    terminal: Terminal,
    options: LineOptions & { readonly now?: () => number } = {},
): Reporter {
    const { now = Date.now, style = PLAIN } = options;
    const active = new Map<Task, StackProgress>();
    let drawn = 0;
    const draw = (above: readonly string[]): void => {
        const footer = footerLines(active, now(), terminal, style);
        const back = drawn > 0 ? `\u001b[${drawn}A` : "";
        terminal.write(
            `${back}${UP_TO_START}${CLEAR_BELOW}${[...above, ...footer].map((line) => `${line}\n`).join("")}`,
        );
        drawn = footer.length;
    };
    const timer = setInterval(() => active.size > 0 && draw([]), FRAME_MS).unref();
    return {
        begin: (task, state) => void active.set(task, state),
        update: (task, event, state) => {
            active.set(task, state);
            const line = lineFor(task, event, state, options);
            if (line !== undefined) {
                draw([line]);
            }
        },
        end: (task) => {
            active.delete(task);
            draw([]);
        },
        note: (line) => draw([line]),
        close: () => clearInterval(timer),
    };
}

/** The footer of all stacks at work, each line cut to the terminal's width, since a wrapped one can't be drawn over. */
export function footerLines(
    active: ReadonlyMap<Task, StackProgress>,
    nowMs: number,
    { columns = 80, rows = 24 }: Pick<Terminal, "columns" | "rows">,
    style: Style = PLAIN,
): readonly string[] {
    const most = Math.max(1, Math.min(MOST_ROWS, Math.floor((rows - 4) / Math.max(1, active.size)) - 1));
    return [...active].flatMap(([task, state]) => [
        ...busySteps(state)
            .slice(0, most)
            .map((step) => cut(runningLine(step, nowMs, style), columns)),
        cut(statusLine(task, state, nowMs, style), columns),
    ]);
}

// The escape character is what is looked for.
const ESCAPES = new RegExp("\u001b\\[[0-9;]*m", "g");

/** Cuts to a visible width; colours don't count, and a cut line loses them. */
export function cut(line: string, columns: number): string {
    const visible = line.replace(ESCAPES, "");
    return visible.length < columns ? line : `${visible.slice(0, Math.max(0, columns - 2))}…`;
}
