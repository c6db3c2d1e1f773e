/** Programs through the real engine against a sandbox of their own, without the command. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Deployment, OutputMap, PulumiFn, Stack, UpdateSummary } from "@pulumi/pulumi/automation";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation";
import { parse, stringify } from "yaml";
import { ensureEngine } from "../../engine";
import type { FaultPlan, Sandbox } from "../../sandbox";
import { openSandbox } from "../../sandbox";

let command: Promise<PulumiCommand> | undefined;

/** The engine's command, found or made once for all tests of a process. */
export function engineCommand(): Promise<PulumiCommand> {
    command ??= ensureEngine({ log: (line) => process.stderr.write(`${line}\n`) }).then((engine) =>
        // The engine on PATH need not stand in a folder named bin, which is what a root is expected to hold.
        PulumiCommand.get(engine.source === "path" ? {} : { root: path.dirname(path.dirname(engine.path)) }),
    );
    return command;
}

/** How a run changed the stack: `{ create: 3, same: 1 }`. */
export type Counts = Readonly<Partial<Record<string, number>>>;

export interface RunResult {
    readonly counts: Counts;
    readonly outputs: OutputMap;
    /** All that the engine printed. */
    readonly printed: string;
}

export interface TestStack {
    readonly sandbox: Sandbox;
    readonly directory: string;
    preview(program?: PulumiFn): Promise<RunResult>;
    up(program?: PulumiFn): Promise<RunResult>;
    /** Exchanges the stack's configuration, as an edit of its file would. */
    configure(config: Readonly<Record<string, unknown>>): void;
    refresh(): Promise<RunResult>;
    destroy(): Promise<RunResult>;
    state(): Promise<Deployment>;
    /** Removes the stack's sandbox, state and files. */
    discard(): Promise<void>;
}

export interface TestStackOptions {
    readonly program: PulumiFn;
    readonly project?: string;
    readonly stack?: string;
    /** As in a stack's file; values may be structured. */
    readonly config?: Readonly<Record<string, unknown>>;
    readonly secretConfig?: Readonly<Record<string, string>>;
    readonly faults?: FaultPlan;
}

export async function testStack(options: TestStackOptions): Promise<TestStack> {
    const directory = mkdtempSync(path.join(tmpdir(), "plinth-test-"));
    const sandbox = await openSandbox({ directory: path.join(directory, "sandbox"), ...faultsOf(options) });
    const pulumiCommand = await engineCommand();
    const workDir = makeDirectory(directory, "work");
    const stackFile = path.join(workDir, `Pulumi.${options.stack ?? "test"}.yaml`);
    writeStackFile(stackFile, options.config ?? {});
    const stackOf = (program: PulumiFn, env: Readonly<Record<string, string>>): Promise<Stack> =>
        LocalWorkspace.createOrSelectStack(
            { projectName: options.project ?? "test", stackName: options.stack ?? "test", program },
            {
                pulumiCommand,
                pulumiHome: path.join(directory, "home"),
                workDir,
                projectSettings: {
                    name: options.project ?? "test",
                    runtime: "nodejs",
                    backend: { url: `file://${makeDirectory(directory, "state")}` },
                },
                envVars: { ...QUIET, PULUMI_CONFIG_PASSPHRASE_FILE: sandbox.passphraseFile, ...env },
            },
        );
    const withProviders = async <T>(program: PulumiFn, run: (stack: Stack) => Promise<T>): Promise<T> => {
        const providers = await sandbox.attach();
        try {
            const stack = await stackOf(program, providers.env);
            await configure(stack, options);
            return await run(stack);
        } finally {
            await providers.close();
        }
    };
    const none: PulumiFn = () => Promise.resolve({});
    return {
        sandbox,
        directory,
        preview: (program = options.program) =>
            withProviders(program, async (stack) => {
                const result = await stack.preview({ diff: true });
                return { counts: result.changeSummary, outputs: {}, printed: result.stdout + result.stderr };
            }),
        configure: (config) => writeStackFile(stackFile, config),
        up: (program = options.program) =>
            withProviders(program, async (stack) => finished(await stack.up({ diff: true }))),
        refresh: () => withProviders(none, async (stack) => finished(await stack.refresh())),
        destroy: () => withProviders(none, async (stack) => finished(await stack.destroy())),
        state: () => withProviders(none, (stack) => stack.exportStack()),
        discard: async () => {
            await sandbox.close();
            rmSync(directory, { recursive: true, force: true });
        },
    };
}

/** Settings that keep the engine from looking for updates and plugins on the network. */
export const QUIET = {
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
};

function makeDirectory(...parts: readonly string[]): string {
    const directory = path.join(...parts);
    mkdirSync(directory, { recursive: true });
    return directory;
}

function faultsOf(options: TestStackOptions): { faults?: FaultPlan } {
    return options.faults ? { faults: options.faults } : {};
}

/** Leaves the salt of the stack's secrets in place, which the engine keeps in this file. */
function writeStackFile(file: string, config: Readonly<Record<string, unknown>>): void {
    const kept: unknown = existsSync(file) ? parse(readFileSync(file, "utf8")) : {};
    writeFileSync(file, stringify({ ...(kept as object), config }));
}

async function configure(stack: Stack, options: TestStackOptions): Promise<void> {
    for (const [key, value] of Object.entries(options.secretConfig ?? {})) {
        await stack.setConfig(key, { value, secret: true });
    }
}

function finished(result: { summary: UpdateSummary; outputs?: OutputMap; stdout: string; stderr: string }): RunResult {
    return {
        counts: result.summary.resourceChanges ?? {},
        outputs: result.outputs ?? {},
        printed: result.stdout + result.stderr,
    };
}
