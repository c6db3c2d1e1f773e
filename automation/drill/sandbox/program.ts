/** The backup runner's program in a process of its own, as the file that its image has. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface ProgramRun {
    readonly file: string;
    readonly args: readonly string[];
    readonly variables: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
}

export interface ProgramEnd {
    /** Undefined when it was killed. */
    readonly code: number | undefined;
    /** What it has written to its log. */
    readonly lines: readonly string[];
    /** Whatever it had to say beside it. */
    readonly errors: string;
    readonly seconds: number;
}

/** Never throws for what the program does; aborting sends it the signal that ECS sends. */
export async function runProgram({ file, args, variables, signal }: ProgramRun): Promise<ProgramEnd> {
    const began = performance.now();
    const child = spawn(process.execPath, [file, ...args], {
        env: { ...variables },
        stdio: ["ignore", "pipe", "pipe"],
    });
    const stop = (): void => void child.kill("SIGTERM");
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) {
        stop();
    }
    const lines: string[] = [];
    let errors = "";
    createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    try {
        const [code] = (await once(child, "close")) as [number | null];
        return { code: code ?? undefined, lines, errors: errors.trim(), seconds: (performance.now() - began) / 1000 };
    } finally {
        signal.removeEventListener("abort", stop);
    }
}
