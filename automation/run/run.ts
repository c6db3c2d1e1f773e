import { CommandFault, faultLines } from "../command-fault";
import type { Remainder } from "../../sandbox";
import type { EngineVerb, Invocation, Verb } from "../command-line";
import { EXIT_CODES } from "../exit-codes";
import { once } from "../once";
import type { Reporter } from "../progress/reporter";
import { styleFor } from "../progress/style";
import { environmentsOf, type Program, type Project } from "../projects";
import { choose } from "../selection";
import { checkConfigs } from "./check-config";
import { cloudTarget } from "./cloud-target";
import { CODE } from "../policy/settings";
import { filesPrint } from "./fingerprint";
import { requireRoom, watchRoom } from "./disk-room";
import { confirm, consoleFor, questionFor, requireAnswerer } from "./confirm";
import type { Context } from "./context";
import { scrub } from "./environment";
import { finish } from "./finish";
import { watchSignals, type Interruption } from "./interruption";
import { machineFaultAmong, machineFaultOf } from "./machine-faults";
import { runLevels } from "./levels";
import { requirePeople } from "./people";
import { runPreviews } from "./previews";
import { preflight } from "./preflight";
import { printOutputs } from "./print-outputs";
import { printStates, restoreStates } from "./print-states";
import { runRefreshes } from "./refreshes";
import { isAsked, isChanging } from "./request";
import { watchRemainder } from "./remainder";
import { openReporters } from "./reporters";
import type { StackResult } from "./result";
import type { LoadedProject, RunOutcome, RunRequest } from "./run-request";
import { sandboxTarget } from "./sandbox-target";
import { notRun } from "./stacks";
import { summaryLines } from "./summary";
import { summaryDocument, summaryText } from "./summary-json";
import type { EngineLocation, Target } from "./target";

/**
 * Does what the user asked for; answers the exit code.
 *
 * @throws CommandFault for what is found before anything starts
 */
export async function run(invocation: Invocation, context: Context): Promise<number> {
    try {
        return await begin(invocation, context);
    } catch (error) {
        const fault = machineFaultOf(error, context.paths) ?? error;
        if (invocation.json && fault instanceof CommandFault) {
            context.stdout.write(summaryText(summaryDocument(invocation, fault.exitCode, { fault })));
        }
        throw fault;
    }
}

async function begin(invocation: Invocation, context: Context): Promise<number> {
    const { verb, environment, sandbox, yes } = invocation;
    const projects = chosenProjects(invocation, context);
    const note = toStderr(context);
    if (verb === "outputs" || verb === "state") {
        const target = targetFor(invocation, context, engineOf(context, note), note);
        const print = verb === "outputs" ? printOutputs : printStates;
        return print(invocation, projects, target, context);
    }
    requirePeople(invocation, projects, context.environment);
    if (isAsked(verb) && !sandbox && !yes) {
        requireAnswerer(consoleFor(invocation, context), verb);
    }
    // What runs no program must be possible when the configuration is broken.
    if (runsProgram(verb)) {
        await checkConfigs(context.paths.root, projects, environment);
    }
    const work = (): Promise<number> =>
        verb === "state restore"
            ? restoreStates(
                  invocation,
                  projects,
                  targetFor(invocation, context, engineOf(context, note), note),
                  context,
              )
            : runVerb(verb, invocation, projects, context);
    requireRoom(context.paths.plinth);
    const lock = { task: `plinth ${verb} ${environment}`, wait: invocation.wait, log: note };
    return sandbox ? context.withSandboxLock(lock, work) : work();
}

function runsProgram(verb: Verb): boolean {
    return verb === "preview" || verb === "up";
}

function chosenProjects({ environment, projects }: Invocation, context: Context): readonly Project[] {
    const { root } = context.paths;
    const choosable = context.projects.map((project) => ({
        ...project,
        environments: environmentsOf(root, project),
    }));
    return choose(choosable, environment, projects);
}

function toStderr({ stderr }: Context): (line: string) => void {
    return (line) => void stderr.write(`${line}\n`);
}

async function runVerb(
    verb: EngineVerb,
    invocation: Invocation,
    projects: readonly Project[],
    context: Context,
): Promise<number> {
    const reporters = openReporters(invocation, context);
    const { reporter } = reporters;
    const engine = engineOf(context, reporter.note);
    const target = targetFor(invocation, context, engine, reporter.note);
    const interruption = watchSignals(context.signals, {
        first: () => reporter.note("Stopping: what has started is finished first. Ctrl-C again ends it at once."),
        second: () => {
            target.kill();
            reporter.close();
            context.exit(EXIT_CODES.interrupted.code);
        },
    });
    const room = watchRoom(context.paths.plinth, () => {
        reporter.note("The disk is nearly full.");
        if (!interruption.signal.aborted) {
            interruption.interrupt();
        }
    });
    let done: RunOutcome & { readonly remainder: readonly Remainder[] } = {
        results: projects.map((project) => notRun(project, invocation.environment)),
        remainder: [],
    };
    try {
        const newlyLeft = verb === "destroy" ? await watchRemainder(target, reporter.note) : undefined;
        const outcome = await carryOut(verb, invocation, projects, { context, engine, target, reporter, interruption });
        done = { ...outcome, remainder: [] };
        done = { ...outcome, remainder: (await newlyLeft?.()) ?? [] };
    } catch (error) {
        done = { ...done, fault: faultOf(error, context) };
    }
    try {
        await target.close();
    } catch (error) {
        done = { ...done, fault: done.fault ?? faultOf(error, context) };
    } finally {
        interruption.close();
        room.close();
    }
    if (done.fault !== undefined) {
        reporters.logLine(faultLines(done.fault).join("\n"));
    }
    const problems = done.results.flatMap((result) => result.problems);
    const isWhole = done.results.every(({ outcome }) => outcome === "succeeded");
    const fault = (isWhole ? undefined : room.fault) ?? done.fault ?? machineFaultAmong(problems, context.paths);
    return finish({ ...done, ...(fault === undefined ? {} : { fault }) }, invocation, context, reporters);
}

/** @throws the error when it's a fault of plinth's own */
function faultOf(error: unknown, { paths }: Context): CommandFault {
    const fault = error instanceof CommandFault ? error : machineFaultOf(error, paths);
    if (fault === undefined) {
        throw error;
    }
    return fault;
}

/** What a run works with. */
interface RunParts {
    readonly context: Context;
    readonly engine: () => Promise<EngineLocation>;
    readonly target: Target;
    readonly reporter: Reporter;
    readonly interruption: Interruption;
}

async function carryOut(
    verb: EngineVerb,
    invocation: Invocation,
    projects: readonly Project[],
    { context, engine, target, reporter, interruption }: RunParts,
): Promise<RunOutcome> {
    const { signal } = interruption;
    const ready = await preflight({ verb, invocation, projects, target, reporter, signal });
    return RUNNERS[verb]({
        verb,
        environment: invocation.environment,
        projects: await loaded(ready.projects, engine, verb, target),
        target,
        reporter,
        signal,
        allowDeleteFirst: invocation.allowDeleteFirst,
        continueOnError: invocation.continueOnError,
        inDoubt: ready.inDoubt,
        ...(ready.targets === undefined ? {} : { targets: ready.targets }),
        ...confirmation(invocation, context, interruption),
    });
}

const RUNNERS: Readonly<Record<EngineVerb, (request: RunRequest) => Promise<RunOutcome>>> = {
    preview: runPreviews,
    up: runLevels,
    refresh: runRefreshes,
    drift: runRefreshes,
    destroy: runLevels,
};

/** The engine is found before the sandbox takes credentials and proxy settings out of this process. */
export function targetFor(
    { sandbox }: Pick<Invocation, "sandbox">,
    context: Context,
    engine: () => Promise<EngineLocation>,
    note: (line: string) => void,
): Target {
    const { paths, environment } = context;
    if (!sandbox) {
        return cloudTarget({ paths, engine, environment, note });
    }
    return sandboxTarget({
        paths,
        engine,
        sandbox: () => {
            scrub(environment);
            return context.sandbox(paths.sandbox, note);
        },
        environment,
        note,
    });
}

/** Found or made when it's first needed. */
export function engineOf(context: Context, note: (line: string) => void): () => Promise<EngineLocation> {
    return once(async () => {
        try {
            return await context.engine(note);
        } catch (error) {
            throw new CommandFault("engine", error instanceof Error ? error.message : String(error));
        }
    });
}

async function loaded(
    projects: readonly Project[],
    engine: () => Promise<EngineLocation>,
    verb: EngineVerb,
    { settled }: Target,
): Promise<readonly LoadedProject[]> {
    const mayBeSettled = verb === "up" && settled !== undefined;
    // Asking the engine's version takes as long as loading the programs: both at once. A fault is told on first use.
    engine().catch(() => undefined);
    return Promise.all(
        projects.map(async (project) => {
            const { name, folder, dependsOn, sources } = project;
            // Before it is loaded: what is edited from here on is not in the program that runs.
            const print = mayBeSettled && sources !== undefined ? { print: filesPrint(CODE, sources) } : {};
            return { name, folder, dependsOn, ...print, program: runsProgram(verb) ? await project.load() : noProgram };
        }),
    );
}

const noProgram: Program = () => Promise.resolve({});

function confirmation(
    invocation: Invocation,
    context: Context,
    interruption: Interruption,
): { confirm?: (planned: readonly StackResult[]) => Promise<void> } {
    const { verb, environment, sandbox, yes } = invocation;
    if (sandbox || yes || !isChanging(verb)) {
        return {};
    }
    const console = consoleFor(invocation, context);
    return {
        confirm: async (planned) => {
            const lines = summaryLines(planned, {
                invocation: { verb: verb === "refresh" ? "drift" : "preview", environment, projects: [], sandbox },
                style: styleFor(console.output.isTTY === true),
                closing: false,
                root: context.paths.root,
            });
            console.output.write(`${lines.join("\n")}\n\n`);
            await confirm(console, questionFor(verb, environment), interruption);
        },
    };
}
