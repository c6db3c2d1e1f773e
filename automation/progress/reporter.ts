import type { Verb } from "../command-line";
import type { ProgressEvent } from "./events";
import type { StackProgress } from "./state";

/** One operation on one stack, as reporters know it. */
export interface Task {
    readonly project: string;
    readonly environment: string;
    readonly verb: Verb;
    /** Resources that will be touched, from the preview or the last state; undefined when nobody knows yet. */
    readonly total?: number;
}

/** Somebody who is told how a run goes: a terminal, a pipe, a log file. */
export interface Reporter {
    begin(task: Task, state: StackProgress): void;
    update(task: Task, event: ProgressEvent, state: StackProgress, atMs: number): void;
    end(task: Task): void;
    /** A line about the run as a whole. */
    readonly note: (line: string) => void;
    /** Takes down what it has put up: timers, footers, open files. */
    close(): void;
}

/** A reporter that is told of messages and findings, not of every step. */
export function briefly(reporter: Reporter): Reporter {
    return {
        ...reporter,
        update: (task, event, state, atMs) => {
            if (event.kind === "diagnostic" || event.kind === "policy") {
                reporter.update(task, event, state, atMs);
            }
        },
    };
}

/** Tells several reporters. */
export function together(reporters: readonly Reporter[]): Reporter {
    return {
        begin: (task, state) => reporters.forEach((reporter) => reporter.begin(task, state)),
        update: (task, event, state, atMs) =>
            reporters.forEach((reporter) => reporter.update(task, event, state, atMs)),
        end: (task) => reporters.forEach((reporter) => reporter.end(task)),
        note: (line) => reporters.forEach((reporter) => reporter.note(line)),
        close: () => reporters.forEach((reporter) => reporter.close()),
    };
}
