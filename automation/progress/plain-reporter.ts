import { busySteps, lineFor, statusLine, type LineOptions } from "./lines";
import type { Reporter, Task } from "./reporter";
import type { StackProgress } from "./state";
import { nameOf } from "./urn";
import { wordingOf } from "./operations";

/** How a plain reporter works. */
export interface PlainOptions extends LineOptions {
    /** ms without a line after which it says that it's alive; 0 for never. @default 15000 */
    readonly heartbeatMs?: number;
    /** @default Date.now */
    readonly now?: () => number;
}

/** Lines for pipes and CI: one per change, and a sign of life when a slow resource keeps everybody waiting. */
export function plainReporter(write: (line: string) => void, options: PlainOptions = {}): Reporter {
    const { heartbeatMs = 15_000, now = Date.now } = options;
    const active = new Map<Task, StackProgress>();
    let lastMs = now();
    const tell = (line: string): void => {
        lastMs = now();
        write(line);
    };
    const beat = (): void => {
        if (now() - lastMs >= heartbeatMs) {
            active.forEach((state, task) => tell(aliveLine(task, state, now())));
        }
    };
    const timer = heartbeatMs > 0 ? setInterval(beat, Math.min(heartbeatMs, 1000)).unref() : undefined;
    return {
        begin: (task, state) => {
            active.set(task, state);
            tell(`${task.project}  ${task.verb} of ${task.environment}`);
        },
        update: (task, event, state) => {
            active.set(task, state);
            const line = lineFor(task, event, state, options);
            if (line !== undefined) {
                tell(line);
            }
        },
        end: (task) => active.delete(task),
        note: tell,
        close: () => clearInterval(timer),
    };
}

/** A status line that names what it waits for. */
export function aliveLine(task: Task, state: StackProgress, nowMs: number): string {
    const oldest = busySteps(state)[0];
    const waiting = oldest === undefined ? "" : `: ${wordingOf(oldest.op).doing} ${nameOf(oldest.urn).name}`;
    return `${statusLine(task, state, nowMs)}${waiting}`;
}
