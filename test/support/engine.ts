/** Programs through the real engine against a sandbox of their own, without the command. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Deployment, EngineEvent, OutputMap, PulumiFn, Stack, UpOptions } from "@pulumi/pulumi/automation";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { parse, stringify } from "yaml";
import "../../automation/run/sdk-guards";
import { EngineCommand, EngineCommandError } from "../../automation/run/engine-command";
import { sandboxVariables } from "../../automation/run/environment";
import { policyOptions } from "../../automation/policy/pack";
import type { Engine } from "../../engine";
import { ensureEngine } from "../../engine";
import type { FaultPlan, Sandbox } from "../../sandbox";
import { openSandbox } from "../../sandbox";

let found: Promise<Engine> | undefined;

/** The engine, found or made once for all tests of a process. */
export function testEngine(): Promise<Engine> {
    found ??= ensureEngine({ log: (line) => process.stderr.write(`${line}\n`) });
    return found;
}

/** How a run changed the stack: `{ create: 3, same: 1 }`. */
export type Counts = Readonly<Partial<Record<string, number>>>;

export interface RunResult {
    readonly counts: Counts;
    /** What was changed on which resource, in the order it began: `update aws:lb/targetGroup:TargetGroup core-api`. */
    readonly steps: readonly string[];
    /** All that the engine printed. */
    readonly printed: string;
}

export interface TestStack {
    readonly sandbox: Sandbox;
    readonly directory: string;
    preview(program?: PulumiFn): Promise<RunResult>;
    /** @param only resources to work on, or to leave out. @default - all are worked on */
    up(program?: PulumiFn, only?: Pick<UpOptions, "target" | "exclude">): Promise<RunResult>;
    /** An update that replaces these resources, whether or not anything of theirs changed. */
    replace(urns: readonly string[]): Promise<RunResult>;
    /** Exchanges the stack's configuration, as an edit of its file would. */
    configure(config: Readonly<Record<string, unknown>>): void;
    /** @param targets URNs of the only resources to look at. @default - all */
    refresh(targets?: readonly string[]): Promise<RunResult>;
    destroy(): Promise<RunResult>;
    /** What the stack exports, secrets in plain text and marked. */
    outputs(): Promise<OutputMap>;
    state(): Promise<Deployment>;
    /** Ends the engine of whatever runs at this moment, as a crash would. */
    kill(): void;
    /** Removes the stack's sandbox, state and files. */
    discard(): Promise<void>;
}

/** Where stacks live that know of each other: one sandbox, one backend. */
export interface TestPlace {
    readonly directory: string;
    readonly sandbox: Sandbox;
}

export interface TestStackOptions {
    readonly program: PulumiFn;
    /** The place of stacks made before. @default - a new one, which goes with the stack */
    readonly place?: TestPlace;
    readonly project?: string;
    readonly stack?: string;
    /** As in a stack's file; values may be structured. */
    readonly config?: Readonly<Record<string, unknown>>;
    readonly secretConfig?: Readonly<Record<string, string>>;
    readonly faults?: FaultPlan;
    /** Whether `up` and `destroy` go on with what does not depend on a failure. @default false */
    readonly continueOnError?: boolean;
    /** Folders of policy packs for `preview` and `up`. @default - none */
    readonly policyPacks?: readonly string[];
    /** Files with the configuration of each pack. @default - the packs' own */
    readonly policyPackConfigs?: readonly string[];
    /** Is given every event of `preview` and `up`. */
    readonly onEvent?: (event: EngineEvent) => void;
}

/** @param log told of each type that is answered without a model */
export async function testPlace(
    options: { faults?: FaultPlan; log?: (line: string) => void } = {},
): Promise<TestPlace> {
    const directory = mkdtempSync(path.join(tmpdir(), "plinth-test-"));
    return { directory, sandbox: await openSandbox({ directory: path.join(directory, "sandbox"), ...options }) };
}

export async function discard({ directory, sandbox }: TestPlace): Promise<void> {
    await sandbox.close();
    rmSync(directory, { recursive: true, force: true });
}

export async function testStack(options: TestStackOptions): Promise<TestStack> {
    const place = options.place ?? (await testPlace(options.faults ? { faults: options.faults } : {}));
    const { directory, sandbox } = place;
    const files = new StackFiles(directory, options);
    files.configure(options.config ?? {});
    const session = new Session(await testEngine(), sandbox, files, options);
    const { program } = options;
    const { policyPacks, policyPackConfigs, continueOnError = false } = options;
    const packs = {
        ...(policyPacks === undefined ? {} : { policyPacks: [...policyPacks] }),
        ...(policyPackConfigs === undefined ? {} : { policyPackConfigs: [...policyPackConfigs] }),
    };
    return {
        sandbox,
        directory,
        configure: (config) => files.configure(config),
        preview: (other = program) =>
            session.operate(other, (stack, onEvent) => stack.preview({ diff: true, onEvent, ...packs })),
        up: (other = program, only = {}) =>
            session.operate(other, (stack, onEvent) =>
                stack.up({ diff: true, onEvent, continueOnError, ...packs, ...only }),
            ),
        replace: (urns) =>
            session.operate(program, (stack, onEvent) => stack.up({ diff: true, onEvent, replace: [...urns] })),
        refresh: (targets) =>
            session.operate(nothing, (stack, onEvent) =>
                stack.refresh({ onEvent, ...(targets === undefined ? {} : { target: [...targets] }) }),
            ),
        destroy: () => session.operate(nothing, (stack, onEvent) => stack.destroy({ onEvent, continueOnError })),
        outputs: () => session.outputs(),
        state: () => session.with(nothing, (stack) => stack.exportStack()),
        kill: () => session.kill(),
        discard: () => discard(place),
    };
}

const nothing: PulumiFn = () => Promise.resolve({});

/** The folders and files of one stack. */
class StackFiles {
    readonly project: string;
    readonly stack: string;
    readonly work: string;
    readonly state: string;
    readonly home: string;

    constructor(directory: string, { project = "test", stack = "test" }: TestStackOptions) {
        this.project = project;
        this.stack = stack;
        this.work = path.join(directory, "work", project);
        this.state = path.join(directory, "state");
        this.home = path.join(directory, "home");
        mkdirSync(this.work, { recursive: true });
        mkdirSync(this.state, { recursive: true });
    }

    /** Leaves the salt of the stack's secrets in place, which the engine keeps in this file. */
    configure(config: Readonly<Record<string, unknown>>): void {
        const file = path.join(this.work, `Pulumi.${this.stack}.yaml`);
        const kept: unknown = existsSync(file) ? parse(readFileSync(file, "utf8")) : {};
        writeFileSync(file, stringify({ ...(kept as object), config }));
    }
}

const BLAMED =
    /^error: (One or more errors occurred: )?Resource monitor is terminating(, Resource monitor is terminating)*$/;

/**
 * The SDK takes an unhandled rejection anywhere in the process for a failure of the program that runs at that moment. A
 * call that an earlier program left open, and that ends with its engine, then fails a later run which did all it should:
 * its summary is there, and nothing else is wrong.
 */
function withoutBlame(error: unknown, counts: Counts): { readonly stdout: string; readonly stderr: string } {
    const isFinished = Object.keys(counts).length > 0;
    if (error instanceof EngineCommandError && isFinished) {
        const lines = error.stderr.split("\n").filter((line) => line.trim() !== "");
        if (lines.length > 0 && lines.every((line) => BLAMED.test(line.trim()))) {
            return error;
        }
    }
    throw error;
}

type Operation = (
    stack: Stack,
    onEvent: (event: EngineEvent) => void,
) => Promise<{ readonly stdout: string; readonly stderr: string }>;

/** Runs the engine on one stack, each time with provider servers of its own. */
class Session {
    private exists = false;
    private running: EngineCommand | undefined;

    constructor(
        private readonly engine: Engine,
        private readonly sandbox: Sandbox,
        private readonly files: StackFiles,
        private readonly options: TestStackOptions,
    ) {}

    async operate(program: PulumiFn, operation: Operation): Promise<RunResult> {
        let counts: Counts = {};
        const steps: string[] = [];
        const onEvent = (event: EngineEvent): void => {
            counts = event.summaryEvent?.resourceChanges ?? counts;
            const metadata = event.resourcePreEvent?.metadata;
            if (metadata !== undefined && metadata.op !== "same" && metadata.op !== "read") {
                steps.push(`${metadata.op} ${metadata.type} ${metadata.urn.split("::").at(-1)}`);
            }
            this.options.onEvent?.(event);
        };
        const { stdout, stderr } = await this.with(program, (stack) =>
            operation(stack, onEvent).catch((error: unknown) => withoutBlame(error, counts)),
        );
        return { counts, steps, printed: stdout + stderr };
    }

    kill(): void {
        this.running?.kill();
    }

    async outputs(): Promise<OutputMap> {
        const command = this.command({});
        const query = async (...flags: readonly string[]): Promise<Readonly<Record<string, unknown>>> => {
            const args = ["stack", "output", "--json", "--stack", this.files.stack, ...flags];
            return JSON.parse((await command.query(args, this.files.work)).stdout) as Record<string, unknown>;
        };
        const [shown, plain] = await Promise.all([query(), query("--show-secrets")]);
        const entries = Object.entries(plain);
        return Object.fromEntries(
            entries.map(([name, value]) => [name, { value, secret: shown[name] === "[secret]" }] as const),
        );
    }

    async with<T>(program: PulumiFn, run: (stack: Stack) => Promise<T>): Promise<T> {
        const providers = await this.sandbox.attach();
        try {
            return await run(await this.open(program, providers.env));
        } catch (error) {
            throw error instanceof EngineCommandError ? new Error(`${error.stderr}\n${error.stdout}`) : error;
        } finally {
            await providers.close();
        }
    }

    private async open(program: PulumiFn, providers: Readonly<Record<string, string>>): Promise<Stack> {
        const { project, stack: stackName, work, home } = this.files;
        const pulumiCommand = this.command(providers);
        this.running = pulumiCommand;
        const args = { projectName: project, stackName, program };
        const options = {
            pulumiCommand,
            pulumiHome: home,
            workDir: work,
            projectSettings: { name: project, runtime: "nodejs" },
        } as const;
        const stack = this.exists
            ? await LocalWorkspace.selectStack(args, options)
            : await LocalWorkspace.createStack(args, options);
        if (!this.exists) {
            for (const [key, value] of Object.entries(this.options.secretConfig ?? {})) {
                await stack.setConfig(key, { value, secret: true });
            }
            this.exists = true;
        }
        return stack;
    }

    private command(providers: Readonly<Record<string, string>>): EngineCommand {
        const { state, home } = this.files;
        const { passphraseFile } = this.sandbox;
        const variables = sandboxVariables(process.env, { state, home, passphraseFile, providers });
        const { env } = policyOptions(path.resolve(__dirname, "..", ".."), variables);
        return new EngineCommand({ ...this.engine, env, stackExists: this.exists });
    }
}
