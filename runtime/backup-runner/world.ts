import type { Connect } from "./database/session";
import type { StartProgram } from "./programs/program";
import type { ObjectStore } from "./store/object-store";

export interface Clock {
    /** Epoch ms. */
    now(): number;
    pause(ms: number): Promise<void>;
}

export interface LogLine {
    readonly level: "info" | "warn" | "error";
    readonly event: string;
    readonly [detail: string]: unknown;
}

/** The value of a secret. @param what as messages name it. */
export type ReadSecret = (arn: string, what: string, signal: AbortSignal) => Promise<string>;

/** All that a command has around it; tests put something else in its place. */
export interface World {
    readonly store: ObjectStore;
    readonly readSecret: ReadSecret;
    readonly connect: Connect;
    readonly start: StartProgram;
    readonly clock: Clock;
    /** So many random hex digits. */
    readonly randomHex: (digits: number) => string;
    /** Receives no secret. */
    readonly log: (line: LogLine) => void;
    /** Of this process since it began, bytes. */
    readonly peakMemory: () => number;
}
