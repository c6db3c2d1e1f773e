import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import type { Deployment } from "@pulumi/pulumi/automation";
import { sandboxVariables, type Variables } from "../../automation/run/environment";
import { openSandbox, type Sandbox } from "../../sandbox";
import { testEngine } from "../support/engine";
import { testEnvironment } from "../support/environment";
import { serveRunScript } from "../support/language-host";
import { projectsOf, repository } from "../support/project-files";

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

interface Resource {
    readonly urn: string;
    readonly [property: string]: unknown;
}

/** A state without what differs from run to run: times, and the ids that the engine draws for providers. */
function comparable(deployment: Deployment): readonly unknown[] {
    const { resources } = deployment.deployment as { resources: readonly Resource[] };
    const drawn = new Map(
        resources
            .filter((resource) => String(resource["type"]).startsWith("pulumi:providers:"))
            .map((resource) => [String(resource["id"]), resource.urn]),
    );
    const text = resources
        .map(({ created: _created, modified: _modified, sourcePosition: _source, stackTrace: _trace, ...rest }) => rest)
        .sort((left, right) => (left.urn < right.urn ? -1 : 1))
        .map((resource) => JSON.stringify(resource, sortedDependencies));
    return text.map((line) => [...drawn].reduce((rest, [id, urn]) => rest.replaceAll(id, urn), line)).map(parseJson);
}

/** Dependencies are sets: the order in which outputs resolved is no part of them. */
function sortedDependencies(key: string, value: unknown): unknown {
    const isSet = key === "dependencies" || (Array.isArray(value) && value.every(isUrn));
    return isSet && Array.isArray(value) ? [...(value as readonly string[])].sort() : value;
}

function isUrn(value: unknown): boolean {
    return typeof value === "string" && value.startsWith("urn:pulumi:");
}

function parseJson(text: string): unknown {
    return JSON.parse(text);
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
function copyOf(folder: string, directory: string): string {
    const work = path.join(directory, "work", folder);
    mkdirSync(work, { recursive: true });
    for (const file of ["Pulumi.yaml", "Pulumi.staging.yaml"]) {
        copyFileSync(path.join(repository, folder, file), path.join(work, file));
    }
    // A link, so that what the program imports is found from where it really stands.
    symlinkSync(path.join(repository, folder, "index.ts"), path.join(work, "index.ts"));
    return work;
}

async function upOne(folder: string, directory: string, sandbox: Sandbox): Promise<Deployment> {
    const work = copyOf(folder, directory);
    const providers = await sandbox.attach();
    const host = await serveRunScript({ directory: work, ...runtimeOf(folder) });
    const env = variables(directory, sandbox, providers.env);
    const { path: command } = await testEngine();
    const pulumi = (...args: readonly string[]): Promise<{ stdout: string }> =>
        run(command, [...args, "--non-interactive"], { cwd: work, env, maxBuffer: MAX_OUTPUT_BYTES });
    try {
        await pulumi("stack", "init", "staging");
        await pulumi("up", "--stack", "staging", "--yes", "--skip-preview", "--client", host.address);
        return JSON.parse(
            (await pulumi("stack", "export", "--show-secrets", "--stack", "staging")).stdout,
        ) as Deployment;
    } catch (error) {
        throw new Error(`${folder}: ${String(error)}\n${host.printed()}`);
    } finally {
        host.close();
        await providers.close();
    }
}

function variables(directory: string, { passphraseFile }: Sandbox, providers: Variables): Variables {
    const state = path.join(directory, "state");
    mkdirSync(state, { recursive: true });
    return sandboxVariables(process.env, { state, home: path.join(directory, "home"), passphraseFile, providers });
}

async function upByRunScript(): Promise<ReadonlyMap<string, Deployment>> {
    const directory = mkdtempSync(path.join(tmpdir(), "plinth-run-script-"));
    mkdirSync(path.join(directory, "work"));
    symlinkSync(path.join(repository, "node_modules"), path.join(directory, "work", "node_modules"));
    const sandbox = await openSandbox({ directory: path.join(directory, "sandbox") });
    const states = new Map<string, Deployment>();
    try {
        for (const { name, folder } of projectsOf("staging")) {
            states.set(name, await upOne(folder, directory, sandbox));
        }
        return states;
    } finally {
        await sandbox.close();
        rmSync(directory, { recursive: true, force: true });
    }
}

async function upInline(): Promise<ReadonlyMap<string, Deployment>> {
    const environment = await testEnvironment("staging");
    const states = new Map<string, Deployment>();
    try {
        await environment.up();
        for (const { name } of projectsOf("staging")) {
            states.set(name, await environment.stack(name).state());
        }
        return states;
    } finally {
        await environment.discard();
    }
}

describe("staging by plain `pulumi up` in each project's folder", () => {
    let byRunScript: ReadonlyMap<string, Deployment>;
    let inline: ReadonlyMap<string, Deployment>;
    before(async () => {
        byRunScript = await upByRunScript();
        inline = await upInline();
    });

    for (const { name } of projectsOf("staging")) {
        it(`gives ${name} the same state as inline`, () => {
            const [one, other] = [byRunScript.get(name), inline.get(name)];
            assert.ok(one !== undefined && other !== undefined);
            assert.ok(comparable(one).length > 40);
            assert.deepEqual(comparable(one), comparable(other));
        });
    }
});
