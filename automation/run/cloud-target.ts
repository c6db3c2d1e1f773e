import path from "node:path";
import { CommandFault } from "../command-fault";
import type { Paths } from "../paths";
import { shownOutputs, type Outputs } from "../progress/outputs";
import { mayCancel } from "../recovery/engine-owners";
import { engineRecords, recordEngine, settleEngines, thisMachine } from "../recovery/engine-records";
import { engineStates } from "../state/engine-states";
import { EngineCommand, EngineCommandError, type EngineOutput } from "./engine-command";
import { problemsOf } from "./problems";
import { definedOf } from "./environment";
import { policyOptions } from "../policy/pack";
import { CODE, writePolicyConfig } from "../policy/settings";
import { settingsPrint } from "./fingerprint";
import type { EngineLocation, StackName, Target } from "./target";

/** What the target is made of. */
export interface CloudTargetOptions {
    readonly paths: Paths;
    readonly engine: () => Promise<EngineLocation>;
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly note: (line: string) => void;
}

/** The real clouds: the user's project folders, backend, credentials and engine settings, all as they are. */
export function cloudTarget({ paths, engine, environment, note }: CloudTargetOptions): Target {
    const engines = new Set<EngineCommand>();
    const { policyPacks, env } = policyOptions(CODE, definedOf(environment));
    const start = async (work?: StackName): Promise<EngineCommand> => {
        const { path: file, version } = await engine();
        const onStart = (pid: number, [verb = ""]: readonly string[]): (() => void) =>
            work === undefined
                ? () => undefined
                : recordEngine(paths.engines, pid, {
                      target: "cloud",
                      project: work.project,
                      stack: work.environment,
                      verb,
                  });
        const command = new EngineCommand({ path: file, version, env, onStart });
        engines.add(command);
        return command;
    };
    const folderOf = ({ folder }: StackName): string => path.join(paths.root, folder);
    return {
        kind: "cloud",
        open: async (stack) => ({
            workDir: folderOf(stack),
            engine: await start(stack),
            policy: () => ({ policyPacks, policyPackConfigs: [writePolicyConfig(paths, stack)] }),
            exists: undefined,
            close: () => Promise.resolve(),
        }),
        states: engineStates({
            query: async (args, folder) => told((await start()).query(args, folder)),
            folderOf,
            isMissingStack,
            scratch: paths.scratch,
        }),
        release: async (stacks, signal) => {
            const named = stacks.map(({ project, environment: stack }) => `${project}/${stack}`);
            await settleEngines({ directory: paths.engines, target: "cloud", stacks: named, note, signal });
        },
        isReleased: async (stack, refusal) => {
            if (!mayCancel(refusal, engineRecords(paths.engines), thisMachine())) {
                return false;
            }
            note(`${stack.project}: the lock is that of a run of ours that was killed; it is removed`);
            await (await start()).query(["cancel", "--yes", "--stack", stack.environment], folderOf(stack));
            return true;
        },
        fingerprint: (stack) => ({ settings: settingsPrint(folderOf(stack), stack.environment) }),
        outputs: async (stack) => readOutputs(await start(), folderOf(stack), stack.environment),
        kill: () => engines.forEach((command) => command.kill()),
        close: () => Promise.resolve(),
    };
}

/** A backend that can't be asked is no fault of plinth's. */
async function told(asked: Promise<EngineOutput>): Promise<EngineOutput> {
    try {
        return await asked;
    } catch (error) {
        throw error instanceof EngineCommandError && !isMissingStack(error) ? backendFault(error) : error;
    }
}

function backendFault(error: EngineCommandError): CommandFault {
    const problems = problemsOf([], error, "cloud");
    const advice = problems.flatMap((problem) => problem.advice ?? []);
    return new CommandFault(
        "failed",
        `The state backend can't be asked: ${problems.map(({ text }) => text).join("\n")}`,
        advice.length > 0 ? advice : ["Log in to it with `pulumi login <url>`, or set PULUMI_BACKEND_URL."],
    );
}

/** Without --show-secrets: the engine puts [secret] in their place. */
async function readOutputs(engine: EngineCommand, folder: string, stack: string): Promise<Outputs | undefined> {
    try {
        const { stdout } = await engine.query(["stack", "output", "--json", "--stack", stack], folder);
        return shownOutputs(JSON.parse(stdout) as Record<string, unknown>);
    } catch (error) {
        if (isMissingStack(error)) {
            return undefined;
        }
        throw error;
    }
}

/** Whether the engine says that there is no such stack. */
export function isMissingStack(error: unknown): boolean {
    return error instanceof EngineCommandError && /no stack named .* found/.test(error.stderr);
}
