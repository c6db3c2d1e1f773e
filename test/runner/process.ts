import { spawn } from "node:child_process";
import type { Ending } from "./tally";

/** How to run one command. */
export interface CommandOptions {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly limitMinutes: number;
    /** Lets the command write to this process's own streams instead of keeping what it prints. */
    readonly live: boolean;
}

/** How long output is waited for after the end of a command. */
const LAST_WORDS_MS = 2000;

/** Runs `node` with some arguments to its end, and keeps what it prints unless it is live. */
export function runNode(args: readonly string[], options: CommandOptions): Promise<Ending & { output: string }> {
    const { cwd, env, limitMinutes, live } = options;
    return new Promise((resolve) => {
        const child = spawn(process.execPath, args, {
            cwd,
            env: { ...process.env, ...env },
            stdio: live ? "inherit" : ["ignore", "pipe", "pipe"],
        });
        const chunks: Buffer[] = [];
        child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
        child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
        let problem: string | undefined;
        const timer = setTimeout(() => {
            problem = `cut off after ${limitMinutes} minutes`;
            child.kill("SIGKILL");
        }, limitMinutes * 60_000);
        const finish = (code: number | undefined): void => {
            clearTimeout(timer);
            resolve({ code, problem, output: Buffer.concat(chunks).toString() });
        };
        child.on("error", (error) => {
            problem = error.message;
            finish(undefined);
        });
        child.on("exit", (code, signal) => {
            problem ??= signal === null ? undefined : `ended by ${signal}`;
            // A grandchild that outlives a killed command keeps the pipe open: then "close" never comes.
            setTimeout(finish, LAST_WORDS_MS, code ?? undefined);
        });
        child.on("close", (code) => finish(code ?? undefined));
    });
}
