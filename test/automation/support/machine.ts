import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { pathsOf, type Paths } from "../../../automation/paths";
import type { Program, Project } from "../../../automation/projects";
import type { Context } from "../../../automation/run/context";

/** A repository in a temporary folder, with projects whose programs are given as functions. */
export interface TemporaryRepository {
    readonly root: string;
    readonly paths: Paths;
    /** Adds a project folder with its settings, and answers its registry entry. */
    addProject(name: string, options: ProjectOptions): Project;
    write(file: string, content: string): void;
    read(file: string): string;
    remove(): void;
}

export interface ProjectOptions {
    readonly environments: readonly string[];
    readonly dependsOn?: readonly string[];
    readonly program?: Program;
    readonly checkConfig?: Project["checkConfig"];
    readonly appliedBy?: Project["appliedBy"];
}

export function temporaryRepository(): TemporaryRepository {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), "plinth-test-"));
    const write = (file: string, content: string): void => {
        fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
        fs.writeFileSync(path.join(root, file), content);
    };
    return {
        root,
        paths: pathsOf(root),
        write,
        read: (file) => fs.readFileSync(path.join(root, file), "utf8"),
        addProject: (name, { environments, dependsOn = [], program, checkConfig, appliedBy }) => {
            write(`${name}/Pulumi.yaml`, `name: ${name}\nruntime: nodejs\n`);
            environments.forEach((environment) => write(`${name}/Pulumi.${environment}.yaml`, "config: {}\n"));
            return {
                name,
                folder: name,
                dependsOn,
                ...(appliedBy === undefined ? {} : { appliedBy }),
                load: () => Promise.resolve(program ?? (() => Promise.resolve({}))),
                checkConfig: checkConfig ?? (() => Promise.resolve()),
            };
        },
        remove: () => fs.rmSync(root, { recursive: true, force: true }),
    };
}

/** A machine without engine and sandbox that keeps what is printed. */
export interface FakeMachine {
    readonly context: Context;
    readonly printed: { out: string; err: string };
    readonly signals: EventEmitter;
    readonly exits: number[];
}

export function fakeMachine(paths: Paths, projects: readonly Project[], parts: Partial<Context> = {}): FakeMachine {
    const printed = { out: "", err: "" };
    const stdout = new PassThrough().on("data", (chunk: Buffer) => (printed.out += chunk.toString()));
    const stderr = new PassThrough().on("data", (chunk: Buffer) => (printed.err += chunk.toString()));
    const signals = new EventEmitter();
    const exits: number[] = [];
    const context: Context = {
        paths,
        projects,
        environment: { PATH: process.env["PATH"] ?? "" },
        stdin: new PassThrough(),
        stdout,
        stderr,
        signals,
        exit: (code) => void exits.push(code),
        engine: () => Promise.reject(new Error("no engine in this test")),
        sandbox: () => Promise.reject(new Error("no sandbox in this test")),
        withSandboxLock: (_log, work) => work(),
        ...parts,
    };
    return { context, printed, signals, exits };
}
