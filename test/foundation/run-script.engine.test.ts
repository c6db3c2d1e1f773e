import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import type { Deployment } from "@pulumi/pulumi/automation";
import foundationProgram from "../../index";
import { openSandbox } from "../../sandbox";
import { sandboxVariables } from "../../automation/run/environment";
import { testEngine, testStack } from "../support/engine";
import { serveRunScript } from "../support/language-host";
import { committedConfig, repository } from "../support/project-files";

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
function runtimeOfProject(): { readonly nodeArguments: readonly string[]; readonly main: string } {
    const project = parse(readFileSync(path.join(repository, "Pulumi.yaml"), "utf8")) as {
        readonly main: string;
        readonly runtime: { readonly options: { readonly nodeargs: string } };
    };
    return { nodeArguments: project.runtime.options.nodeargs.split(" "), main: project.main };
}

async function upByRunScript(): Promise<Deployment> {
    const directory = mkdtempSync(path.join(tmpdir(), "plinth-run-script-"));
    const work = path.join(directory, "work");
    mkdirSync(work);
    mkdirSync(path.join(directory, "state"));
    for (const file of ["Pulumi.yaml", "Pulumi.staging.yaml"]) {
        copyFileSync(path.join(repository, file), path.join(work, file));
    }
    // A link, so that what the program imports is found from where it really stands.
    symlinkSync(path.join(repository, "index.ts"), path.join(work, "index.ts"));
    symlinkSync(path.join(repository, "node_modules"), path.join(work, "node_modules"));
    const sandbox = await openSandbox({ directory: path.join(directory, "sandbox") });
    const providers = await sandbox.attach();
    const host = await serveRunScript({ directory: work, ...runtimeOfProject() });
    const { path: command } = await testEngine();
    const env = sandboxVariables(process.env, {
        state: path.join(directory, "state"),
        home: path.join(directory, "home"),
        passphraseFile: sandbox.passphraseFile,
        providers: providers.env,
    });
    try {
        const pulumi = (...args: readonly string[]): Promise<{ stdout: string }> =>
            run(command, [...args, "--stack", "staging"], { cwd: work, env, maxBuffer: MAX_OUTPUT_BYTES });
        await run(command, ["stack", "init", "staging", "--non-interactive"], { cwd: work, env });
        await pulumi("up", "--yes", "--skip-preview", "--non-interactive", "--client", host.address);
        const exported = await pulumi("stack", "export");
        return JSON.parse(exported.stdout) as Deployment;
    } finally {
        host.close();
        await providers.close();
        await sandbox.close();
        rmSync(directory, { recursive: true, force: true });
    }
}

async function upInline(): Promise<Deployment> {
    const stack = await testStack({
        program: foundationProgram,
        project: "foundation",
        stack: "staging",
        config: committedConfig("staging"),
    });
    try {
        await stack.up();
        return await stack.state();
    } finally {
        await stack.discard();
    }
}

describe("the foundation by plain `pulumi up`", () => {
    it("gives the same state as inline", async () => {
        const byRunScript = comparable(await upByRunScript());
        assert.ok(byRunScript.length > 40, `${byRunScript.length} resources`);
        assert.deepEqual(byRunScript, comparable(await upInline()));
    });
});
