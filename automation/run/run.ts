import { CommandFault, faultLines } from "../command-fault";
import type { Remainder } from "../../sandbox";
import type { EngineVerb, Invocation, Verb } from "../command-line";
import { EXIT_CODES } from "../exit-codes";
import { once } from "../once";
import { styleFor } from "../progress/style";
import { environmentsOf, type Program, type Project } from "../projects";
import { choose } from "../selection";
import { checkConfigs } from "./check-config";
import { cloudTarget } from "./cloud-target";
import { CODE } from "../policy/settings";
import { filesPrint } from "./fingerprint";
import { confirm, questionFor, requireAnswerer } from "./confirm";
import type { Context } from "./context";
import { scrub } from "./environment";
import { watchSignals, type Interruption } from "./interruption";
import { machineFaultAmong, machineFaultOf } from "./machine-faults";
import { runLevels } from "./levels";
import { runPreviews } from "./previews";
import { preflight } from "./preflight";
import { printOutputs } from "./print-outputs";
import { printStates, restoreStates } from "./print-states";
import { runRefreshes } from "./refreshes";
import { watchRemainder } from "./remainder";
import { openReporters, type RunReporters } from "./reporters";
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
    if (isAsked(verb) && !sandbox && !yes) {
        requireAnswerer({ input: context.stdin, output: context.stdout }, verb);
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
    const lock = { task: `plinth ${verb} ${environment}`, wait: invocation.wait, log: note };
    return sandbox ? context.withSandboxLock(lock, work) : work();
}

function runsProgram(verb: Verb): boolean {
    return verb === "preview" || verb === "up";
}

/** Verbs that change something, of which somebody is asked first. */
function isAsked(verb: Verb): boolean {
    return verb === "up" || verb === "refresh" || verb === "destroy" || verb === "state restore";
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
    try {
        const newlyLeft = verb === "destroy" ? await watchRemainder(target, reporter.note) : undefined;
        const ready = await preflight({ verb, invocation, projects, target, reporter, signal: interruption.signal });
        const outcome = await RUNNERS[verb]({
            verb,
            environment: invocation.environment,
            projects: await loaded(ready.projects, engine, verb, target),
            target,
            reporter,
            signal: interruption.signal,
            allowDeleteFirst: invocation.allowDeleteFirst,
            continueOnError: invocation.continueOnError,
            ...(ready.targets === undefined ? {} : { targets: ready.targets }),
            ...confirmation(invocation, context, interruption),
        });
        const remainder = (await newlyLeft?.()) ?? [];
        await target.close();
        const problems = outcome.results.flatMap((result) => result.problems);
        const fault = outcome.fault ?? machineFaultAmong(problems, context.paths);
        return finish({ ...outcome, ...(fault && { fault }), remainder }, invocation, context, reporters);
    } catch (error) {
        const fault = error instanceof CommandFault ? error : machineFaultOf(error, context.paths);
        if (fault === undefined) {
            throw error;
        }
        reporters.logLine(faultLines(fault).join("\n"));
        const results = projects.map((project) => notRun(project, invocation.environment));
        return finish({ results, fault, remainder: [] }, invocation, context, reporters);
    } finally {
        interruption.close();
        reporter.close();
    }
}

const RUNNERS: Readonly<Record<EngineVerb, (request: RunRequest) => Promise<RunOutcome>>> = {
    preview: runPreviews,
    up: runLevels,
    refresh: runRefreshes,
    drift: runRefreshes,
    destroy: runLevels,
};

/** The engine is found before the sandbox takes credentials and proxy settings out of this process. */
function targetFor(
    { sandbox }: Invocation,
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

function engineOf(context: Context, note: (line: string) => void): () => Promise<EngineLocation> {
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
    { verb, environment, sandbox, yes }: Invocation,
    context: Context,
    interruption: Interruption,
): { confirm?: (planned: readonly StackResult[]) => Promise<void> } {
    if (sandbox || yes || (verb !== "up" && verb !== "refresh" && verb !== "destroy")) {
        return {};
    }
    const console = { input: context.stdin, output: context.stdout };
    return {
        confirm: async (planned) => {
            const lines = summaryLines(planned, {
                invocation: { verb: verb === "refresh" ? "drift" : "preview", environment, projects: [], sandbox },
                style: styleFor(context.stdout.isTTY === true),
                closing: false,
                root: context.paths.root,
            });
            context.stdout.write(`${lines.join("\n")}\n\n`);
            await confirm(console, questionFor(verb, environment), interruption);
        },
    };
}

function finish(
    { results, fault, remainder }: RunOutcome & { readonly remainder: readonly Remainder[] },
    invocation: Invocation,
    { stdout, stderr, paths }: Context,
    { reporter, logFile }: RunReporters,
): number {
    reporter.close();
    if (fault !== undefined) {
        stderr.write(`${faultLines(fault).join("\n")}\n`);
    }
    const exitCode = fault?.exitCode ?? exitCodeOf(results);
    if (invocation.json) {
        const parts = { results, remainder, ...(fault === undefined ? {} : { fault }) };
        stdout.write(summaryText(summaryDocument(invocation, exitCode, parts)));
    } else {
        const style = styleFor(stdout.isTTY === true);
        const lines = summaryLines(results, { invocation, logFile, style, root: paths.root, remainder });
        stdout.write(`${lines.join("\n")}\n`);
    }
    return exitCode;
}

/** The first of these that happened to any stack. */
export function exitCodeOf(results: readonly StackResult[]): number {
    const outcomes = new Set(results.map(({ outcome }) => outcome));
    if (outcomes.has("interrupted")) {
        return EXIT_CODES.interrupted.code;
    }
    if (outcomes.has("failed")) {
        return EXIT_CODES.failed.code;
    }
    if (outcomes.has("refused")) {
        return EXIT_CODES.refused.code;
    }
    if (outcomes.has("locked")) {
        return EXIT_CODES.locked.code;
    }
    if (outcomes.has("not run")) {
        return EXIT_CODES.failed.code;
    }
    const isDrift = results.some(({ verb, drifts = [] }) => verb === "drift" && drifts.length > 0);
    return isDrift ? EXIT_CODES.drift.code : EXIT_CODES.ok.code;
}
