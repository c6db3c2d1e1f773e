import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import type { Readable, TransformCallback, Writable } from "node:stream";
import { Transform } from "node:stream";
import { messageOf, oneLine, RunnerError } from "../fault";
import { LastWords } from "./last-words";

/** How a program ended. */
export interface ProgramEnd {
    readonly succeeded: boolean;
    /** For messages: exit code, signal or why it didn't start, and its last words, without what is in a row. */
    readonly text: string;
}

/** A program that was started. */
export interface Program {
    readonly stdin: Writable;
    readonly stdout: Readable;
    readonly ended: Promise<ProgramEnd>;
    /** Ends it and waits until it is gone. */
    stop(): Promise<void>;
}

export interface ProgramCall {
    /** Path, or a name on PATH. */
    readonly command: string;
    readonly args: readonly string[];
    /** All that it gets besides PATH and the language. */
    readonly env: Readonly<Record<string, string>>;
}

export type StartProgram = (call: ProgramCall) => Program;

/** After which a program that was asked to end is made to. */
const PATIENCE_MS = 5_000;

function ending(child: ChildProcess, lastWords: () => string): Promise<ProgramEnd> {
    return new Promise((resolve) => {
        const end = (succeeded: boolean, how: string): void => {
            const words = oneLine(lastWords());
            resolve({ succeeded, text: words === "" ? how : `${how}: ${words}` });
        };
        child.once("error", (error) => end(false, `could not be started: ${messageOf(error)}`));
        // Not `exit`: its last words may still be on their way.
        child.once("close", (code, signal) =>
            end(code === 0, signal === null ? `ended with exit code ${code ?? "none"}` : `was ended by ${signal}`),
        );
    });
}

export function startProgram({ command, args, env }: ProgramCall): Program {
    const child = spawn(command, args, {
        env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C", ...env },
        stdio: ["pipe", "pipe", "pipe"],
    });
    const words = new LastWords();
    child.stderr.setEncoding("utf8").on("data", (piece: string) => words.take(piece));
    const ended = ending(child, () => words.text());
    // Whoever writes to it is told by its end.
    child.stdin.on("error", () => undefined);
    return {
        stdin: child.stdin,
        stdout: child.stdout,
        ended,
        async stop() {
            child.kill("SIGTERM");
            const impatience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
            // What it has started itself may hold these open when it is gone.
            [child.stdout, child.stderr].forEach((stream) => stream.destroy());
            await ended;
            clearTimeout(impatience);
        },
    };
}

/** Starts a program that is gone when this ends, and ended at once when the signal says so. */
export async function withProgram<T>(
    start: StartProgram,
    call: ProgramCall,
    signal: AbortSignal,
    work: (program: Program) => Promise<T>,
): Promise<T> {
    signal.throwIfAborted();
    const program = start(call);
    const stop = (): void => void program.stop();
    signal.addEventListener("abort", stop, { once: true });
    try {
        return await work(program);
    } finally {
        signal.removeEventListener("abort", stop);
        await program.stop();
    }
}

/** Lets through what a program writes, and ends only if the program ended well: one that dies has written something too. */
export class OutputOf extends Transform {
    constructor(
        private readonly program: Program,
        private readonly name: string,
    ) {
        super();
    }

    override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
        done(null, piece);
    }

    override _flush(done: TransformCallback): void {
        void this.program.ended.then(({ succeeded, text }) =>
            done(
                succeeded
                    ? null
                    : new RunnerError("failed", `${this.name} ${text}`, "Put right what it says, and run it again"),
            ),
        );
    }
}

/** Writes all that comes to a program. Its end is written only when all has come: the program would take it for the whole. */
export async function feed(source: AsyncIterable<Buffer>, { stdin }: Program): Promise<void> {
    for await (const piece of source) {
        await new Promise<void>((resolve, reject) => {
            stdin.write(piece, (error) => (error ? reject(error) : resolve()));
        });
    }
    stdin.end();
}
