import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { EngineOutput } from "../run/engine-command";
import { printExport, printStateFile, exportOf, parseStateFile, stateFileOf, type ExportedState } from "./deployment";
import { fileStates } from "./file-states";
import type { StackName, StackStates } from "./states";

/** What is needed to ask the engine for states. */
export interface EngineStatesOptions {
    /** Runs an engine command in a project's folder: `EngineCommand.query`. */
    readonly query: (args: readonly string[], folder: string) => Promise<EngineOutput>;
    /** The folder of a stack's project, absolute. */
    readonly folderOf: (stack: StackName) => string;
    /** Whether an error says that there is no such stack. */
    readonly isMissingStack: (error: unknown) => boolean;
    /** A folder for what is handed to the engine and for what is set aside; made when missing. */
    readonly scratch: string;
    /** For the names of what is set aside. */
    readonly now?: () => Date;
}

/**
 * The states in the user's own backend. One in a folder of this machine is worked on as a file, since the engine can't
 * read a damaged one; every other backend is asked through the engine, and has no backups or locks that can be listed.
 */
export function engineStates(options: EngineStatesOptions): StackStates {
    const { now = () => new Date() } = options;
    const urls = new Map<string, Promise<string>>();
    const urlOf = (folder: string): Promise<string> => {
        const url = urls.get(folder) ?? backendUrl(options, folder);
        urls.set(folder, url);
        return url;
    };
    const asked = throughEngine(options, urlOf, now);
    const statesOf = async (stack: StackName): Promise<StackStates> => {
        const folder = options.folderOf(stack);
        const root = localFolder(await urlOf(folder), folder);
        return root === undefined ? asked : fileStates(root, now);
    };
    return {
        where: async (stack) => (await statesOf(stack)).where(stack),
        read: async (stack) => (await statesOf(stack)).read(stack),
        write: async (stack, text) => (await statesOf(stack)).write(stack, text),
        setAside: async (stack, text) => (await statesOf(stack)).setAside(stack, text),
        backups: async (stack) => (await statesOf(stack)).backups(stack),
        locks: async (stack) => (await statesOf(stack)).locks(stack),
    };
}

/** The folder behind a `file://` URL; undefined for any other backend. */
export function localFolder(url: string, folder: string, home: string = os.homedir()): string | undefined {
    const match = /^file:\/\/([^?]*)/.exec(url);
    return match === null
        ? undefined
        : path.resolve(
              folder,
              (match[1] ?? "").replace(/^~(?=\/|$)/, () => home),
          );
}

async function backendUrl({ query }: EngineStatesOptions, folder: string): Promise<string> {
    const { stdout } = await query(["whoami", "--json"], folder);
    return (JSON.parse(stdout) as { readonly url: string }).url;
}

function throughEngine(
    { query, folderOf, isMissingStack, scratch }: EngineStatesOptions,
    urlOf: (folder: string) => Promise<string>,
    now: () => Date,
): StackStates {
    const save = (name: string, text: string): string => {
        fs.mkdirSync(scratch, { recursive: true, mode: 0o700 });
        const file = path.join(scratch, name);
        fs.writeFileSync(file, text, { mode: 0o600 });
        return file;
    };
    return {
        where: (stack) => urlOf(folderOf(stack)),
        read: async (stack) => {
            try {
                const { stdout } = await query(["stack", "export", "--stack", stack.environment], folderOf(stack));
                return printStateFile(stateFileOf(JSON.parse(stdout) as ExportedState, stack));
            } catch (error) {
                if (isMissingStack(error)) {
                    return undefined;
                }
                throw error;
            }
        },
        write: async (stack, text) => {
            const { project, environment } = stack;
            const file = save(`${project}-${environment}.import.json`, printExport(exportOf(parseStateFile(text))));
            await query(["stack", "import", "--file", file, "--stack", environment], folderOf(stack));
            fs.rmSync(file);
        },
        setAside: async ({ project, environment }, text) =>
            save(`${project}-${environment}.json.damaged-${now().toISOString().replaceAll(/[:.]/g, "-")}`, text),
        backups: () => Promise.resolve(undefined),
        locks: () => Promise.resolve(undefined),
    };
}
