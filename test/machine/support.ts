/** The `plinth` command as a process of its own, in a folder of its own. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { stateFaults } from "../../automation/state/integrity";
import { testEngine } from "../support/engine";
import { repository } from "../support/project-files";

/** What a command has left behind. */
export interface CommandEnd {
    readonly pid: number;
    readonly code: number | null;
    readonly out: string;
    readonly err: string;
}

export interface CommandOptions {
    /** PLINTH_DIRECTORY. */
    readonly directory: string;
    /** The repository to run. @default - this one */
    readonly root?: string;
    /** Added to this process's environment. */
    readonly env?: Readonly<Record<string, string>>;
    /** A shell script to run it in, as `exec "$@"`. @default - none */
    readonly shell?: string;
    /** Told of all that has been printed, whenever more comes. */
    readonly onPrinted?: (text: string) => void;
}

/** `up staging foundation --sandbox` */
export const UP = ["up", "staging", "foundation", "--sandbox"] as const;

/** Runs the command to its end. */
export function plinth(args: readonly string[], options: CommandOptions): Promise<CommandEnd> {
    const { directory, root = repository, env = {}, shell, onPrinted = () => undefined } = options;
    const command = [process.execPath, path.join(root, "bin", "plinth.mjs"), ...args];
    const [file = "", ...rest] = shell === undefined ? command : ["sh", "-c", shell, "sh", ...command];
    return new Promise((resolve, reject) => {
        const child = spawn(file, rest, {
            cwd: root,
            env: { ...process.env, CI: "true", PLINTH_DIRECTORY: directory, ...env },
            stdio: ["ignore", "pipe", "pipe"],
        });
        let [out, err] = ["", ""];
        child.stdout.on("data", (chunk: Buffer) => onPrinted((out += chunk.toString()) + err));
        child.stderr.on("data", (chunk: Buffer) => onPrinted(out + (err += chunk.toString())));
        child.on("error", reject);
        child.on("close", (code) => resolve({ pid: child.pid ?? 0, code, out, err }));
    });
}

/** A folder for temporary files that goes when the tests are through. */
export function temporaryFolder(): string {
    return fs.mkdtempSync(path.join(os.tmpdir(), "plinth-machine-"));
}

/** Brings the foundation of staging up in a new folder; tests work on copies of it. */
export async function foundationIn(directory: string, root = repository): Promise<void> {
    await testEngine();
    const { code, out, err } = await plinth([...UP, "--quiet"], { directory, root });
    if (code !== 0) {
        throw new Error(`the foundation didn't come up: ${code}\n${out}\n${err}`);
    }
}

/** What differs from one repository to the next is left out, what is large is shared. */
const LEFT_OUT = new Set([".git", ".plinth", "node_modules", "coverage", "test", "docs"]);

/** A copy of this repository's program to edit. It has no engine of its own. */
export function checkoutIn(folder: string): string {
    fs.mkdirSync(folder, { recursive: true });
    for (const name of fs.readdirSync(repository).filter((one) => !LEFT_OUT.has(one))) {
        fs.cpSync(path.join(repository, name), path.join(folder, name), { recursive: true });
    }
    fs.symlinkSync(path.join(repository, "node_modules"), path.join(folder, "node_modules"), "dir");
    return folder;
}

/** Gives a checkout the engine that this repository has. */
export async function lendEngine(checkout: string): Promise<void> {
    const { path: file } = await testEngine();
    const own = path.join(repository, ".plinth", "engine");
    if (file.startsWith(own)) {
        fs.mkdirSync(path.join(checkout, ".plinth"), { recursive: true });
        fs.symlinkSync(own, path.join(checkout, ".plinth", "engine"), "dir");
    }
}

export function stateFile(directory: string): string {
    return path.join(directory, "sandbox", "state", ".pulumi", "stacks", "foundation", "staging.json");
}

/** What is wrong with the state of the foundation: nothing, it is to be hoped. */
export function faultsOfState(directory: string): readonly unknown[] {
    const text = fs.readFileSync(stateFile(directory), "utf8");
    return stateFaults(text, { project: "foundation", environment: "staging" });
}

/** Digests of the state and of the model clouds: the same ones mean that nothing was changed. */
export function heldBy(directory: string): Readonly<Record<string, string>> {
    const worlds = path.join(directory, "sandbox", "worlds");
    const files = [stateFile(directory), ...fs.readdirSync(worlds).map((name) => path.join(worlds, name))];
    // A journal is made whenever its world is opened; an empty one holds nothing.
    const telling = files.filter((file) => fs.existsSync(file) && fs.statSync(file).size > 0);
    const digest = (file: string): string => createHash("sha256").update(fs.readFileSync(file)).digest("hex");
    return Object.fromEntries(telling.map((file) => [path.relative(directory, file), digest(file)]));
}
