import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { SemVer } from "semver";
import type { Variables } from "./environment";

/** An engine command that ended badly. */
export class EngineCommandError extends Error {
    override readonly name = "EngineCommandError";

    constructor(
        readonly args: readonly string[],
        readonly exitCode: number | undefined,
        readonly stdout: string,
        readonly stderr: string,
    ) {
        super(`pulumi ${args[0] ?? ""} ended with ${exitCode === undefined ? "a signal" : `exit code ${exitCode}`}`);
    }
}

/** What an engine command printed. */
export interface EngineOutput {
    readonly stdout: string;
    readonly stderr: string;
    readonly code: number;
    toString(): string;
}

/** How the engine is started for one stack. */
export interface EngineOptions {
    /** Full path of `pulumi`. */
    readonly path: string;
    /** Its version: `3.220.0`. */
    readonly version: string;
    /** The whole environment; nothing of this process's own is added to it. */
    readonly env: Variables;
    /** Whether the stack is known to exist, so that nobody needs to ask. @default false */
    readonly stackExists?: boolean;
    /**
     * Told of each process as it starts; what it answers is called when that one has ended. If it throws, the process is
     * ended at once. @default - nobody is told
     */
    readonly onStart?: (pid: number, args: readonly string[]) => () => void;
}

type Listener = (chunk: string) => void;

/**
 * Starts the engine for the Automation API in place of its own `PulumiCommand`, and differs from it in three things.
 *
 * - The environment is exactly the one given: the original always adds the whole of this process's.
 * - Nothing is asked whose answer nobody reads. After each operation the Automation API fetches outputs (twice, once
 *   in plain text) and history, and selects the stack before: 0.8 s that are saved. Outputs come with the events.
 *   The user's selected stack stays what it was.
 * - The engine runs in a process group of its own, since the terminal sends Ctrl-C to all of a group: with the
 *   signal that is passed on, it would count as the second one, at which the engine drops everything at once.
 */
export class EngineCommand implements PulumiCommand {
    readonly command: string;
    readonly version: SemVer;
    private readonly running = new Set<ChildProcess>();

    constructor(private readonly options: EngineOptions) {
        this.command = options.path;
        this.version = new SemVer(options.version);
    }

    /** Called by the Automation API. */
    async run(
        args: readonly string[],
        cwd: string,
        additionalEnv: Readonly<Record<string, string>>,
        onOutput?: Listener,
        onError?: Listener,
        signal?: AbortSignal,
    ): Promise<EngineOutput> {
        const known = localAnswer(args, this.options.stackExists ?? false);
        return known === undefined
            ? this.start(rewritten(args), cwd, this.environment(additionalEnv), { onOutput, onError, signal })
            : outputOf(known, "", 0);
    }

    /** Asks the engine itself, without the short cuts of {@link EngineCommand.run}. */
    query(args: readonly string[], cwd: string): Promise<EngineOutput> {
        return this.start([...args, "--non-interactive"], cwd, this.environment({}), {});
    }

    /** Ends everything at once; the state keeps what the last checkpoint holds. */
    kill(): void {
        this.running.forEach((child) => signalTo(child, "SIGKILL"));
    }

    private environment(additional: Readonly<Record<string, string>>): Variables {
        // The plugins that come with the engine lie beside it.
        const folders = [path.dirname(this.command), this.options.env["PATH"] ?? ""].filter((folder) => folder !== "");
        return {
            ...this.options.env,
            ...additional,
            PATH: folders.join(path.delimiter),
            PULUMI_AUTOMATION_API: "true",
        };
    }

    private start(
        args: readonly string[],
        cwd: string,
        env: Variables,
        hooks: { readonly onOutput?: Listener; readonly onError?: Listener; readonly signal?: AbortSignal },
    ): Promise<EngineOutput> {
        const detached = process.platform !== "win32";
        const child = spawn(this.command, args, { cwd, env, detached, stdio: ["ignore", "pipe", "pipe"] });
        this.running.add(child);
        const told = this.tell(child, args);
        const stop = (): void => signalTo(child, "SIGINT");
        if (hooks.signal?.aborted === true) {
            stop();
        }
        hooks.signal?.addEventListener("abort", stop);
        const ended = collect(child, args, hooks).finally(() => {
            hooks.signal?.removeEventListener("abort", stop);
            this.running.delete(child);
            told.ended?.();
        });
        return told.fault === undefined ? ended : failedWith(told.fault, ended);
    }

    /** An engine that nobody could be told of is ended before it has done anything. */
    private tell(child: ChildProcess, args: readonly string[]): { ended?: () => void; fault?: Error } {
        const { onStart } = this.options;
        if (child.pid === undefined || onStart === undefined) {
            return {};
        }
        try {
            return { ended: onStart(child.pid, args) };
        } catch (error) {
            signalTo(child, "SIGKILL");
            return { fault: error instanceof Error ? error : new Error(String(error)) };
        }
    }
}

/** Fails with the fault once the process has ended, however it did. */
async function failedWith(fault: Error, ended: Promise<EngineOutput>): Promise<never> {
    await Promise.allSettled([ended]);
    throw fault;
}

/** Answers to questions that needn't be asked; undefined for all others. */
export function localAnswer(args: readonly string[], stackExists: boolean): string | undefined {
    const [command, sub] = args;
    if (command !== "stack") {
        return undefined;
    }
    if (sub === "history") {
        return "[]";
    }
    if (sub === "output") {
        return "{}";
    }
    return sub === "select" && stackExists ? "" : undefined;
}

/** The same question without its side effect: the user's selected stack stays selected. */
export function rewritten(args: readonly string[]): readonly string[] {
    const interactive = args.includes("--non-interactive") ? [] : ["--non-interactive"];
    const [command, sub, ...rest] = args;
    if (command === "stack" && sub === "select") {
        return ["stack", "--show-name", ...rest, ...interactive];
    }
    if (command === "stack" && sub === "init") {
        return ["stack", "init", "--no-select", ...rest, ...interactive];
    }
    return [...args, ...interactive];
}

function collect(
    child: ChildProcess,
    args: readonly string[],
    { onOutput, onError }: { readonly onOutput?: Listener; readonly onError?: Listener },
): Promise<EngineOutput> {
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
        stdout += chunk;
        onOutput?.(chunk);
    });
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
        stderr += chunk;
        onError?.(chunk);
    });
    return new Promise((resolve, reject) => {
        child.once("error", (error) => reject(new EngineCommandError(args, undefined, stdout, error.message)));
        child.once("close", (code) =>
            code === 0
                ? resolve(outputOf(stdout, stderr, code))
                : reject(new EngineCommandError(args, code ?? undefined, stdout, stderr)),
        );
    });
}

function outputOf(stdout: string, stderr: string, code: number): EngineOutput {
    return { stdout, stderr, code, toString: () => stdout };
}

function signalTo(child: ChildProcess, signal: NodeJS.Signals): void {
    if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
    }
}
