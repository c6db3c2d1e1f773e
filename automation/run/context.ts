import type { Paths } from "../paths";
import { PROJECTS, type Project } from "../projects";
import type { SandboxPort } from "./sandbox-target";
import type { SignalSource } from "./interruption";
import type { EngineLocation } from "./target";

/** A stream that may be a terminal. */
export type Output = NodeJS.WritableStream & {
    readonly isTTY?: boolean;
    readonly columns?: number;
    readonly rows?: number;
};

/** All that a run needs of the machine, so that tests can put another one in its place. */
export interface Context {
    readonly paths: Paths;
    readonly projects: readonly Project[];
    readonly environment: NodeJS.ProcessEnv;
    readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
    readonly stdout: Output;
    readonly stderr: Output;
    readonly signals: SignalSource;
    /** Ends the process at once. */
    readonly exit: (code: number) => void;
    /** Finds or makes the engine; throws an error that says what to install. */
    readonly engine: (log: (line: string) => void) => Promise<EngineLocation>;
    readonly sandbox: (directory: string, log: (line: string) => void) => Promise<SandboxPort>;
    /** Runs work while no other run works in the same sandbox. */
    readonly withSandboxLock: <T>(log: (line: string) => void, work: () => Promise<T>) => Promise<T>;
}

/** This machine. The parts that load SDKs are imported when they are first needed. */
export function realContext(paths: Paths): Context {
    return {
        paths,
        projects: PROJECTS,
        environment: process.env,
        stdin: process.stdin,
        stdout: process.stdout,
        stderr: process.stderr,
        signals: process,
        exit: (code) => process.exit(code),
        engine: async (log) => {
            const { ensureEngine } = await import("../../engine/index.js");
            return ensureEngine({ log });
        },
        sandbox: async (directory, log) => {
            const { openSandbox } = await import("../../sandbox/index.js");
            return openSandbox({ directory, log });
        },
        withSandboxLock: async (log, work) => {
            const { withLock } = await import("../../engine/lock.js");
            return withLock({ directory: paths.sandboxLock, task: "a plinth run in the sandbox", log }, work);
        },
    };
}
