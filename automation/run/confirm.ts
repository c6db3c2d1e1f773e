import { createInterface } from "node:readline/promises";
import { CommandFault } from "../command-fault";
import type { Invocation } from "../command-line";
import type { Context } from "./context";
import type { Interruption } from "./interruption";

/** Somebody to ask. */
export interface Console {
    readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
    readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Where a question is put: with --json, standard output is the document's. */
export function consoleFor(
    { json }: Pick<Invocation, "json">,
    { stdin, stdout, stderr }: Pick<Context, "stdin" | "stdout" | "stderr">,
): Console {
    return { input: stdin, output: json ? stderr : stdout };
}

const DOES = new Map([
    ["refresh", "changes the state of real clouds"],
    ["drill restore", "starts a task in real clouds"],
]);

/** Before anything is started: a change of real clouds needs --yes or somebody who can answer. */
export function requireAnswerer(console: Console, verb: string): void {
    if (console.input.isTTY !== true || console.output.isTTY !== true) {
        const does = DOES.get(verb) ?? "changes real clouds";
        throw new CommandFault("usage", `\`plinth ${verb}\` ${does} and nobody is here to be asked.`, [
            "Add --yes to go on without a question, or --sandbox to work on this machine only.",
        ]);
    }
}

/** A question whose answer is typed in full. */
export interface Question {
    readonly text: string;
    /** The only answer that goes on. */
    readonly expected: string;
}

/** Up takes a yes; a destroy wants the environment's name, which nobody types by habit. */
export function questionFor(verb: "up" | "refresh" | "destroy", environment: string): Question {
    switch (verb) {
        case "up":
            return { text: `Do this to ${environment}? Type yes to go on: `, expected: "yes" };
        case "refresh":
            return { text: `Take this into the state of ${environment}? Type yes to go on: `, expected: "yes" };
        case "destroy":
            return { text: `This deletes what is listed above. Type ${environment} to go on: `, expected: environment };
    }
}

/** @throws CommandFault when the answer is another one, none, or Ctrl-C */
export async function confirm(
    console: Console,
    { text, expected }: Question,
    interruption: Pick<Interruption, "signal" | "interrupt">,
): Promise<void> {
    const answer = await ask(console, text, interruption);
    if (answer === undefined && interruption.signal.aborted) {
        throw new CommandFault("interrupted", "Stopped; what is listed above was not changed.");
    }
    if (answer?.trim() !== expected) {
        throw new CommandFault("declined", "Not confirmed; what is listed above was not changed.");
    }
}

/** Undefined when no answer comes: input ended, or Ctrl-C, which on a terminal in line mode is no signal. */
async function ask(
    console: Console,
    text: string,
    { signal, interrupt }: Pick<Interruption, "signal" | "interrupt">,
): Promise<string | undefined> {
    const lines = createInterface({ input: console.input, output: console.output });
    // Late, so that a line that came together with the end of input counts.
    const ended = new Promise<undefined>((resolve) =>
        lines.once("close", () => setImmediate(() => resolve(undefined))),
    );
    lines.on("SIGINT", interrupt);
    try {
        // Rejects when aborted only; then there is no answer.
        const answer = lines.question(text, { signal }).catch(() => undefined);
        return await Promise.race([answer, ended]);
    } finally {
        lines.close();
    }
}
