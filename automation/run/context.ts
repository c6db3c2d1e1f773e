import type { LockHeldError } from "../../engine/lock";
import { CommandFault } from "../command-fault";
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
    /**
     * Runs work while no other run works in the same sandbox.
     *
     * @throws CommandFault naming the run that does, unless this one is to wait for it
     */
    readonly withSandboxLock: <T>(lock: SandboxLock, work: () => Promise<T>) => Promise<T>;
}

/** How a run asks for the sandbox. */
export interface SandboxLock {
    /** What the run does, for others to read: `plinth up staging`. */
    readonly task: string;
    /** Whether it waits for another run to end. */
    readonly wait: boolean;
    readonly log: (line: string) => void;
}

function heldFault({ owner, since, directory, isVisible }: LockHeldError): CommandFault {
    const who = `process ${owner.pid} on ${owner.host} (${owner.task}, since ${since.toLocaleTimeString("en-GB")})`;
    return new CommandFault("locked", `The sandbox is in use by ${who}.`, [
        "Run the command again once it has ended, or with --wait, which waits for it.",
        ...(isVisible
            ? []
            : [
                  "It is on another machine or in another container, or this machine was started anew since, which is sure " +
                      `after a minute: nobody here can tell whether it lives. If it is gone for good, delete ${directory}`,
              ]),
    ]);
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
        withSandboxLock: async ({ task, wait, log }, work) => {
            const { LockHeldError, withLock } = await import("../../engine/lock.js");
            try {
                const lock = { directory: paths.sandboxLock, task, log };
                return await withLock({ ...lock, wait: wait ? "until free" : "never", takeOver: "proven gone" }, work);
            } catch (error) {
                throw error instanceof LockHeldError ? heldFault(error) : error;
            }
        },
    };
}
