/** The `plinth` command in this process, on settings and a folder of its own. */
import { EventEmitter } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { stringify } from "yaml";
import type { Invocation } from "../../../automation/command-line";
import { pathsOf } from "../../../automation/paths";
import { environmentsOf, PROJECTS } from "../../../automation/projects";
import { realContext } from "../../../automation/run/context";
import { run } from "../../../automation/run/run";
import { openSandbox, type FaultPlan } from "../../../sandbox";
import { projectsWith } from "./projects";
import { quickEngine } from "./quick-engine";
import { committedConfig, repository, type StackConfig } from "../../support/project-files";

export const ENVIRONMENT = "staging";

/** What is asked of the command. */
export interface Asked extends Pick<Invocation, "verb">, Partial<Pick<Invocation, "projects" | "allowDeleteFirst">> {
    /** URNs that an `up` replaces although nothing of theirs changed. @default - none */
    readonly replace?: readonly string[];
    /** Whether the shared load balancer is internal. @default false */
    readonly internalBalancer?: boolean;
}

/** Where it works. */
export interface Workplace {
    /** Holds the projects' settings. */
    readonly root: string;
    /** Stands for `.plinth`. */
    readonly plinth: string;
}

export interface Ran {
    readonly code: number;
    readonly out: string;
    readonly err: string;
}

export function invocationOf({ verb, projects = [], allowDeleteFirst = [] }: Asked): Invocation {
    return {
        ...{ verb, environment: ENVIRONMENT, projects, sandbox: true, yes: false, allowDeleteFirst },
        ...{ json: false, quiet: true, verbose: false, targets: [], continueOnError: false, wait: false },
    };
}

/** Runs the command as its users do, with its own lock, log, seals and records; output and signals are kept apart. */
export async function plinth(asked: Asked, { root, plinth: folder }: Workplace, faults?: FaultPlan): Promise<Ran> {
    const printed = { out: "", err: "" };
    const code = await run(invocationOf(asked), {
        ...realContext(pathsOf(root, folder)),
        projects: projectsWith(asked.internalBalancer === true),
        // The command takes credentials out of what it is given; other tests of this process may want them.
        environment: { ...process.env },
        stdout: new PassThrough().on("data", (chunk: Buffer) => (printed.out += chunk.toString())),
        stderr: new PassThrough().on("data", (chunk: Buffer) => (printed.err += chunk.toString())),
        signals: new EventEmitter(),
        // Runs that are cut off have a process of their own: `driver.ts`.
        engine: () => quickEngine(root, { replace: asked.replace, checkpoints: false }),
        sandbox: (directory, log) => openSandbox({ directory, log, ...(faults === undefined ? {} : { faults }) }),
    });
    return { code, ...printed };
}

/** Settings by project that take the place of the committed ones. */
export type Settings = Readonly<Record<string, StackConfig>>;

/** A folder with the settings of all projects, some of them exchanged. */
export function settingsFolder(directory: string, exchanged: Settings = {}): string {
    mkdirSync(directory, { recursive: true });
    const projects = PROJECTS.filter((project) => environmentsOf(repository, project).includes(ENVIRONMENT));
    for (const { name, folder } of projects) {
        const to = path.join(directory, folder);
        cpSync(path.join(repository, folder, "Pulumi.yaml"), path.join(to, "Pulumi.yaml"));
        const config = exchanged[name] ?? committedConfig(ENVIRONMENT, folder);
        writeFileSync(path.join(to, `Pulumi.${ENVIRONMENT}.yaml`), stringify({ config }));
    }
    return directory;
}

export function temporaryFolder(): string {
    return mkdtempSync(path.join(tmpdir(), "plinth-crash-"));
}
