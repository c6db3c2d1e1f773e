/** Plain `pulumi` in a project's folder, as the official CLI runs it: the program in a process of its own. */
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Deployment } from "@pulumi/pulumi/automation";
import { parse } from "yaml";
import { sandboxVariables, type Variables } from "../../automation/run/environment";
import { openSandbox, type Sandbox } from "../../sandbox";
import { testEngine } from "./engine";
import { serveRunScript } from "./language-host";
import { repository } from "./project-files";

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

export interface PlainPulumi {
    /** `pulumi preview` or `pulumi up` of a stack, which is begun if need be. @throws Error with all that was printed */
    operate(verb: "preview" | "up", folder: string, stack: string, program?: Variables): Promise<void>;
    /** The stack's state, secrets in plain text. */
    state(folder: string, stack: string): Promise<Deployment>;
    discard(): Promise<void>;
}

/** A place with a sandbox and a backend of its own, and copies of the projects' folders. */
export async function plainPulumi(): Promise<PlainPulumi> {
    const directory = mkdtempSync(path.join(tmpdir(), "plinth-run-script-"));
    mkdirSync(path.join(directory, "work"));
    symlinkSync(path.join(repository, "node_modules"), path.join(directory, "work", "node_modules"));
    const sandbox = await openSandbox({ directory: path.join(directory, "sandbox") });
    const begun = new Set<string>();
    const query = async (work: string, providers: Variables, ...args: readonly string[]): Promise<string> => {
        const { path: command } = await testEngine();
        const env = variables(directory, sandbox, providers);
        const options = { cwd: work, env, maxBuffer: MAX_OUTPUT_BYTES };
        return (await run(command, [...args, "--non-interactive"], options)).stdout;
    };
    return {
        operate: async (verb, folder, stack, program) => {
            const work = copyOf(folder, stack, directory);
            const providers = await sandbox.attach();
            const environment = { ...variables(directory, sandbox, providers.env), ...program };
            const host = await serveRunScript({ directory: work, ...runtimeOf(folder), environment });
            try {
                if (!begun.has(`${folder}/${stack}`)) {
                    begun.add(`${folder}/${stack}`);
                    await query(work, providers.env, "stack", "init", stack);
                }
                const changing = verb === "up" ? ["--yes", "--skip-preview"] : [];
                await query(work, providers.env, verb, "--stack", stack, ...changing, "--client", host.address);
            } catch (error) {
                throw new Error([`${folder}: ${String(error)}`, printedBy(error), host.printed()].join("\n"));
            } finally {
                host.close();
                await providers.close();
            }
        },
        state: async (folder, stack) => {
            const work = path.join(directory, "work", folder);
            return JSON.parse(
                await query(work, {}, "stack", "export", "--show-secrets", "--stack", stack),
            ) as Deployment;
        },
        discard: async () => {
            await sandbox.close();
            rmSync(directory, { recursive: true, force: true });
        },
    };
}

/** What a program reports goes through the engine to its standard output. */
function printedBy(error: unknown): string {
    const isCommand = error instanceof Error && "stdout" in error;
    return isCommand ? String(error.stdout) : "";
}

/** `Pulumi.yaml` as committed: the way plain `pulumi up` starts the program. */
function runtimeOf(folder: string): { readonly nodeArguments: readonly string[]; readonly main: string } {
    const project = parse(readFileSync(path.join(repository, folder, "Pulumi.yaml"), "utf8")) as {
        readonly main: string;
        readonly runtime: { readonly options: { readonly nodeargs: string } };
    };
    return { nodeArguments: project.runtime.options.nodeargs.split(" "), main: project.main };
}

/** A project's folder as a clone has it, elsewhere: an update writes into the folder it runs in. */
function copyOf(folder: string, stack: string, directory: string): string {
    const work = path.join(directory, "work", folder);
    mkdirSync(work, { recursive: true });
    for (const file of ["Pulumi.yaml", `Pulumi.${stack}.yaml`]) {
        copyFileSync(path.join(repository, folder, file), path.join(work, file));
    }
    // A link, so that what the program imports is found from where it really stands.
    rmSync(path.join(work, "index.ts"), { force: true });
    symlinkSync(path.join(repository, folder, "index.ts"), path.join(work, "index.ts"));
    return work;
}

function variables(directory: string, { passphraseFile }: Sandbox, providers: Variables): Variables {
    const state = path.join(directory, "state");
    mkdirSync(state, { recursive: true });
    return sandboxVariables(process.env, { state, home: path.join(directory, "home"), passphraseFile, providers });
}
