import fs from "node:fs";
import path from "node:path";
import { CommandFault } from "../command-fault";
import { once } from "../once";
import type { Remainder } from "../../sandbox";
import type { Paths } from "../paths";
import { forgetEngines, recordEngine, settleEngines } from "../recovery/engine-records";
import type { FoundResource, LostResource } from "../recovery/inventory";
import { checkpointFile, otherStatesIn, readCheckpoint } from "../state/checkpoint";
import { fileStates, removeDamagedSidecars } from "../state/file-states";
import { sealsIn } from "../state/seals";
import { EngineCommand } from "./engine-command";
import { sandboxVariables, type Variables } from "./environment";
import { policyOptions } from "../policy/pack";
import { CODE, writePolicyConfig } from "../policy/settings";
import { filesPrint, settingsPrint } from "./fingerprint";
import { copyProject } from "./project-copy";
import { settledIn } from "../state/settled";
import { clearDeadLocks, locksOf, type StackLock } from "../state/stack-lock";
import type { EngineLocation, StackName, StackSession, Target } from "./target";

/** What this target needs of the sandbox. */
export interface SandboxPort {
    readonly passphraseFile: string;
    attach(): Promise<{ readonly env: Variables; close(): Promise<void> }>;
    /** Reads all worlds; throws where one can't be read. */
    inspect(): void;
    /** What the model clouds have that was made with these inputs. */
    find(lost: LostResource): Promise<readonly FoundResource[]>;
    /** What the model clouds keep of deleted resources. */
    remainder(): readonly Remainder[];
    close(): Promise<void>;
}

/** What the target is made of. The engine and the sandbox are only opened for the first operation. */
export interface SandboxTargetOptions {
    readonly paths: Paths;
    readonly engine: () => Promise<EngineLocation>;
    readonly sandbox: () => Promise<SandboxPort>;
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly note: (line: string) => void;
}

/**
 * The model clouds on this machine. All stacks of a run share one sandbox; each operation has provider servers of its
 * own. Engines work on a copy of the projects' settings, with a state, home and passphrase under `.plinth/sandbox/`.
 */
export function sandboxTarget(options: SandboxTargetOptions): Target {
    const { paths } = options;
    const engines = new Set<EngineCommand>();
    let opened: SandboxPort | undefined;
    const states = fileStates(paths.state);
    const sandbox = once(async () => (opened = await options.sandbox()));
    return {
        kind: "sandbox",
        open: async (stack) => {
            const session = await openStack(stack, await options.engine(), await sandbox(), options);
            engines.add(session.engine);
            return session;
        },
        fingerprint: ({ project, folder, environment }) => ({
            settings: settingsPrint(path.join(paths.root, folder), environment),
            state: filesPrint("", [checkpointFile(paths.state, project, environment)]),
        }),
        settled: settledIn(paths.settled),
        states,
        inventory: { find: async (lost) => (await sandbox()).find(lost) },
        otherStates: (stack) => Promise.resolve(otherStatesIn(paths.state, stack)),
        release: (stacks, signal) => release(stacks, signal, options),
        seals: sealsIn(paths.seals),
        inspect: async () => {
            // Without an engine, nothing else matters.
            await options.engine();
            (await sandbox()).inspect();
        },
        remainder: async () => (await sandbox()).remainder(),
        outputs: (stack) => Promise.resolve(readCheckpoint(paths.state, stack.project, stack.environment)?.outputs),
        kill: () => engines.forEach((command) => command.kill()),
        close: () => opened?.close() ?? Promise.resolve(),
    };
}

async function openStack(
    { project, folder, environment: stack }: StackName,
    engine: EngineLocation,
    sandbox: SandboxPort,
    { paths, environment }: SandboxTargetOptions,
): Promise<StackSession> {
    const checkpoint = readCheckpoint(paths.state, project, stack);
    const workDir = paths.work(project);
    fs.mkdirSync(paths.state, { recursive: true });
    copyProject({
        from: path.join(paths.root, folder),
        to: workDir,
        stack,
        ...(checkpoint?.salt === undefined ? {} : { stateSalt: checkpoint.salt }),
    });
    const providers = await sandbox.attach();
    const variables = sandboxVariables(environment, {
        state: paths.state,
        home: paths.home,
        passphraseFile: sandbox.passphraseFile,
        providers: providers.env,
    });
    const { policyPacks, env } = policyOptions(CODE, variables);
    return {
        workDir,
        policy: () => ({
            policyPacks,
            policyPackConfigs: [writePolicyConfig(paths, { project, folder, environment: stack })],
        }),
        engine: new EngineCommand({
            ...engine,
            env,
            stackExists: checkpoint !== undefined,
            onStart: (pid, [verb = ""]) =>
                recordEngine(paths.engines, pid, { target: "sandbox", project, stack, verb }),
        }),
        exists: checkpoint !== undefined,
        ...(checkpoint === undefined ? {} : { resources: checkpoint.resources }),
        close: () => providers.close(),
    };
}

/** Safe here and only here: this run holds the sandbox's own lock, so that no other one can be at work on the stacks. */
async function release(
    stacks: readonly StackName[],
    signal: AbortSignal,
    { paths, note }: SandboxTargetOptions,
): Promise<void> {
    const ended = await settleEngines({ directory: paths.engines, target: "sandbox", note, signal });
    for (const stack of stacks) {
        const { project, environment } = stack;
        for (const { pid, timestamp } of clearDeadLocks(paths.state, project, environment)) {
            note(`${project}: the run of process ${pid} (${timestamp}) was cut off; its lock is removed`);
        }
        removeDamagedSidecars(paths.state, stack);
        refuseUnreadable(locksOf(paths.state, project, environment), stack);
    }
    forgetEngines(paths.engines, ended);
}

/** The engine would end at it with an error about JSON. */
function refuseUnreadable(locks: readonly StackLock[], { project, environment }: StackName): void {
    const unreadable = locks.filter(({ holder }) => holder === "unreadable").map(({ file }) => file);
    if (unreadable.length > 0) {
        throw new CommandFault(
            "locked",
            `${project} (${environment}) has a lock that can't be read: nobody knows whose.`,
            [`Nothing was changed. If nobody works on the stack, delete ${unreadable.join(", ")}.`],
        );
    }
}
