import { spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** What a command left behind. */
export interface RunResult {
    /** Exit code; undefined when it couldn't be started or was cut off. */
    readonly code: number | undefined;
    readonly stdout: string;
    readonly stderr: string;
    /** Why there is no exit code: "not found", "cut off after 20 s". */
    readonly problem?: string;
}

/** How to run a command. */
export interface RunOptions {
    readonly cwd?: string;
    /** Added to this process's environment. */
    readonly env?: Readonly<Record<string, string>>;
    /** Seconds after which the command and all it started are killed. @default - never */
    readonly limitSeconds?: number;
}

/** All that the engine's sources need of the machine, so that tests can put another one in its place. */
export interface System {
    /** Runs a command to its end; never throws. */
    run(command: string, args: readonly string[], options?: RunOptions): Promise<RunResult>;
    /** Full path of a command on PATH. */
    which(command: string): string | undefined;
    /** Why a URL can't be fetched, in a few words; undefined when it can. */
    unreachable(url: string, limitSeconds: number): Promise<string | undefined>;
    exists(file: string): boolean;
    readText(file: string): string;
    /** Names inside a folder; none when it isn't there. */
    list(folder: string): readonly string[];
    makeFolder(folder: string): void;
    remove(fileOrFolder: string): void;
    /** Moves a folder to a name where nothing is, in one step. */
    rename(from: string, to: string): void;
    /** Calls `tick` with the seconds passed, every `seconds`, until the answered function is called. */
    every(seconds: number, tick: (passedSeconds: number) => void): () => void;
    /** `.exe` on Windows, else empty. */
    readonly executableSuffix: string;
}

const isWindows = process.platform === "win32";

/** The machine this runs on. */
export const realSystem: System = {
    run,
    which,
    unreachable,
    exists: fs.existsSync,
    readText: (file) => fs.readFileSync(file, "utf8"),
    list: (folder) => (fs.existsSync(folder) ? fs.readdirSync(folder) : []),
    makeFolder: (folder) => void fs.mkdirSync(folder, { recursive: true }),
    remove: (target) => fs.rmSync(target, { recursive: true, force: true }),
    rename: fs.renameSync,
    every(seconds, tick) {
        const start = Date.now();
        const timer = setInterval(() => tick(Math.round((Date.now() - start) / 1000)), seconds * 1000);
        return () => clearInterval(timer);
    },
    executableSuffix: isWindows ? ".exe" : "",
};

function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const { cwd, env, limitSeconds } = options;
    return new Promise((resolve) => {
        // A group of its own, so that what an installer's shell started can be cut off with it.
        const detached = limitSeconds !== undefined && !isWindows;
        const child = spawn(command, args, {
            cwd,
            env: { ...process.env, ...env },
            detached,
            stdio: ["ignore", "pipe", "pipe"],
        });
        const stdout: Buffer[] = [];
        const stderr: Buffer[] = [];
        child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
        child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
        const finish = (code: number | undefined, problem?: string): void => {
            clearTimeout(timer);
            resolve({
                code,
                stdout: Buffer.concat(stdout).toString(),
                stderr: Buffer.concat(stderr).toString(),
                problem,
            });
        };
        const cutOff = (seconds: number): void => {
            kill(child, detached);
            finish(undefined, `cut off after ${seconds} s`);
        };
        const timer = limitSeconds === undefined ? undefined : setTimeout(cutOff, limitSeconds * 1000, limitSeconds);
        child.on("error", (error: NodeJS.ErrnoException) =>
            finish(undefined, error.code === "ENOENT" ? "not found" : error.message),
        );
        child.on("close", (code, signal) =>
            code === null ? finish(undefined, `ended by ${signal ?? "a signal"}`) : finish(code),
        );
    });
}

function kill(child: ChildProcess, group: boolean): void {
    if (child.pid === undefined) {
        return;
    }
    try {
        process.kill(group ? -child.pid : child.pid, "SIGKILL");
    } catch {
        // It has ended by itself in the meantime.
    }
}

function which(command: string): string | undefined {
    const suffixes = isWindows ? (process.env["PATHEXT"] ?? ".EXE").split(";") : [""];
    const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => folder !== "");
    return folders
        .flatMap((folder) => suffixes.map((suffix) => path.resolve(folder, command + suffix)))
        .find(isExecutable);
}

function isExecutable(file: string): boolean {
    try {
        fs.accessSync(file, fs.constants.X_OK);
        return fs.statSync(file).isFile();
    } catch {
        return false;
    }
}

async function unreachable(url: string, limitSeconds: number): Promise<string | undefined> {
    try {
        const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(limitSeconds * 1000) });
        return response.ok ? undefined : `HTTP ${response.status}`;
    } catch (error) {
        if (error instanceof Error && error.name === "TimeoutError") {
            return `no answer within ${limitSeconds} s`;
        }
        const cause = error instanceof Error ? error.cause : undefined;
        return cause instanceof Error && "code" in cause ? String(cause.code) : String(error);
    }
}
