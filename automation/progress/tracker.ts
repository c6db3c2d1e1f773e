import { translate, type EngineEvent } from "./events";
import type { Reporter, Task } from "./reporter";
import { initialProgress, reduce, type StackProgress } from "./state";

/** Follows the events of one operation on one stack. */
export interface Tracker {
    /** Receives the engine's events as they come. */
    readonly onEvent: (event: EngineEvent) => void;
    readonly state: StackProgress;
}

/** Keeps the state of a task and tells the reporter of every event that may be shown. */
export function track(task: Task, reporter: Reporter, now: () => number = Date.now): Tracker {
    let state = initialProgress(now());
    reporter.begin(task, state);
    return {
        onEvent: (raw) => {
            const event = translate(raw);
            if (event !== undefined) {
                const atMs = now();
                state = reduce(state, event, atMs);
                reporter.update(task, event, state, atMs);
            }
        },
        get state() {
            return state;
        },
    };
}
