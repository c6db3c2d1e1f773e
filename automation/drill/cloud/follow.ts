import { CommandFault } from "../../command-fault";
import { duration } from "../../progress/style";
import { awsFault, type FaultContext, goesOn } from "./faults";
import type { Aws, Clock, TaskState } from "./ports";

/** What waiting needs. */
export interface Following {
    readonly aws: Pick<Aws, "look">;
    readonly clock: Clock;
    readonly note: (line: string) => void;
    readonly signal: AbortSignal;
    readonly timeoutMinutes: number;
    readonly context: FaultContext;
}

const LOOK_MS = 10_000;
/** A line from time to time, so that nobody takes a long restore for a command that hangs. */
const WORD_MS = 60_000;
/** ECS takes a moment until all of it knows of a new task. */
const UNKNOWN_LOOKS = 6;

/**
 * Waits until the task has stopped, telling of its steps.
 *
 * @throws CommandFault when time is over, somebody stops the command, or ECS can't be asked: the task goes on then
 */
export async function untilStopped(taskArn: string, following: Following): Promise<TaskState> {
    const { clock, note, signal, timeoutMinutes } = following;
    const began = clock.now();
    let [said, saidAt, unknown] = ["", began, 0];
    for (;;) {
        const state = await lookAt(taskArn, following);
        unknown = state === undefined ? unknown + 1 : 0;
        if (state?.status === "STOPPED") {
            return state;
        }
        if (unknown > UNKNOWN_LOOKS) {
            throw new CommandFault("failed", `ECS knows nothing of the task ${taskArn}.`, [
                "ECS forgets a task an hour after its end; docs/drill.md says where its log is. Run the drill again.",
            ]);
        }
        const now = clock.now();
        if (state !== undefined && (state.status !== said || now - saidAt >= WORD_MS)) {
            note(`the task is ${state.status.toLowerCase()}${now === began ? "" : `, after ${duration(now - began)}`}`);
            [said, saidAt] = [state.status, now];
        }
        if (now - began >= timeoutMinutes * 60_000) {
            const message = `The task hasn't ended after ${timeoutMinutes} min (--timeout).`;
            throw new CommandFault("failed", message, goesOn(taskArn));
        }
        await clock.pause(LOOK_MS, signal);
        if (signal.aborted) {
            throw new CommandFault("interrupted", "Stopped waiting for the task.", goesOn(taskArn));
        }
    }
}

async function lookAt(taskArn: string, { aws, context }: Following): Promise<TaskState | undefined> {
    try {
        return await aws.look(context.place.clusterArn, taskArn);
    } catch (error) {
        throw awsFault("Asking ECS for the task", error, { ...context, taskArn });
    }
}
