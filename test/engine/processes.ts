import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { TYPESCRIPT } from "../support/typescript";

/** What a program of `test/engine/programs/` has left behind. */
export interface ProgramEnd {
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly stdout: string;
    readonly stderr: string;
}

/** Runs a program of `test/engine/programs/` in a process of its own; `onError` sees what it tells on its way. */
export function runProgram(
    name: string,
    args: readonly string[],
    onError: (text: string) => void = () => undefined,
): Promise<ProgramEnd> {
    const file = path.join(__dirname, "programs", name);
    return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, ["--require", TYPESCRIPT, file, ...args], {
            stdio: ["ignore", "pipe", "pipe"],
        });
        let [stdout, stderr] = ["", ""];
        child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
        child.stderr.on("data", (chunk: Buffer) => {
            stderr += chunk.toString();
            onError(stderr);
        });
        child.on("error", reject);
        child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
}

/**
 * Runs a program twice at once. The one that gets to work goes on only when the other has said that it waits, so that
 * the two always meet.
 */
export function runTwice(name: string, folder: string): Promise<readonly ProgramEnd[]> {
    const letGo = (text: string): void => {
        if (text.includes("waiting for process")) {
            fs.writeFileSync(meetingPoint(folder), "");
        }
    };
    return Promise.all([runProgram(name, [folder], letGo), runProgram(name, [folder], letGo)]);
}

/** Called by a program at work: answers once another one waits for it. */
export async function untilAnotherWaits(folder: string): Promise<void> {
    while (!fs.existsSync(meetingPoint(folder))) {
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
}

function meetingPoint(folder: string): string {
    return path.join(folder, "another-waits");
}
