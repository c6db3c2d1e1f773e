import path from "node:path";
import { realSystem, type RunOptions, type System } from "../../engine/system";

/** What setting a server up needs. */
export interface Machine {
    readonly system: System;
    /** The repository. */
    readonly root: string;
    /** Receives progress, one line each. */
    readonly log: (line: string) => void;
    /** Whether this user may install packages. @default - where it is root */
    readonly isRoot?: boolean;
}

/** The machine this runs on. */
export function thisMachine(log: (line: string) => void = () => undefined): Machine {
    return { system: realSystem, root: path.resolve(__dirname, "../.."), log, isRoot: process.getuid?.() === 0 };
}

/** A server can't be had. */
export class ServerFault extends Error {
    override readonly name = "ServerFault";
}

/** Where servers that were set up here are kept. */
export function serversFolder(root: string): string {
    return path.join(root, ".plinth", "servers");
}

/** Runs a step of a set-up, with a line every 10 s that says that it goes on; answers why it failed. */
export async function step(
    { system, log }: Machine,
    what: string,
    [command = "", ...args]: readonly string[],
    options?: RunOptions,
): Promise<string | undefined> {
    log(what);
    const stop = system.every(10, (seconds) => log(`${what}, ${seconds} s so far`));
    try {
        const { code, stderr, problem } = await system.run(command, args, options);
        const lastLine = stderr.trim().split("\n").at(-1) ?? "";
        return code === 0 ? undefined : `${command} ${args[0] ?? ""}: ${problem ?? (lastLine || `exit code ${code}`)}`;
    } finally {
        stop();
    }
}

/** Installs Debian's packages where this user may; answers why not. */
export async function installPackages(machine: Machine, names: readonly string[]): Promise<string | undefined> {
    const { system, isRoot = false } = machine;
    if (!isRoot || system.which("apt-get") === undefined) {
        return `only root can install ${names.join(", ")} here, on Debian or Ubuntu`;
    }
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    const updated = await step(machine, "reading the list of packages", ["apt-get", "update", "-q"], { env });
    return (
        updated ??
        (await step(
            machine,
            `installing ${names.join(", ")}`,
            ["apt-get", "install", "-qy", "--no-install-recommends", ...names],
            { env },
        ))
    );
}
