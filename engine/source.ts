import path from "node:path";
import type { System } from "./system";
import { formatVersion, isAtLeast, parseVersion, type Requirements, type Version } from "./version";

/** A Pulumi engine that was run once and answered with its version. */
export interface Engine {
    /** Full path of the `pulumi` executable. */
    readonly path: string;
    /** Its version, without a leading `v`: `3.220.0`. */
    readonly version: string;
    /** Where it came from. */
    readonly source: EngineSource;
}

/** The places an engine comes from, in the order they are tried. */
export type EngineSource = "path" | "kept" | "installer" | "build";

/** Either an engine, or why this source has none: one line that starts with the source. */
export type Attempt = Engine | { readonly refusal: string };

/** What each source gets. */
export interface SourceContext {
    readonly system: System;
    readonly requirements: Requirements;
    /** Where the repository is. */
    readonly root: string;
    /** Receives progress, one line each. */
    readonly log: (line: string) => void;
}

/** A few seconds more than the slowest start of an 80 MB program from a cold disk. */
const VERSION_LIMIT_SECONDS = 30;

/** Where the repository's own engine is kept. */
export function engineFolder({ root, requirements }: SourceContext): string {
    return path.join(root, ".plinth", "engine", requirements.engine);
}

/** The executable inside an installation folder, laid out as the official installer does. */
export function executableIn(folder: string, system: System): string {
    return path.join(folder, "bin", `pulumi${system.executableSuffix}`);
}

/** Runs `pulumi version`: answers the version when it is one to work with, else why not. */
export async function checkEngine(file: string, context: SourceContext): Promise<string | { readonly fault: string }> {
    const minimum = context.requirements.engine;
    const result = await context.system.run(file, ["version"], {
        env: { PULUMI_SKIP_UPDATE_CHECK: "true" },
        limitSeconds: VERSION_LIMIT_SECONDS,
    });
    const version = parseVersion(result.stdout.trim());
    if (result.code !== 0 || version === undefined) {
        return { fault: `\`pulumi version\` failed: ${describeFailure(result)}` };
    }
    return fits(version, minimum) ? formatVersion(version) : { fault: unfit(version, minimum) };
}

/** One line that says why a command failed: the problem, or the last line it wrote. */
export function describeFailure(result: { code?: number; stdout: string; stderr: string; problem?: string }): string {
    const lines = `${result.stdout}\n${result.stderr}`.split("\n").map((line) => line.trim());
    const last = lines.filter((line) => line !== "").at(-1) ?? "no output";
    return result.problem ?? `exit code ${result.code}, ${last}`;
}

function fits(version: Version, minimum: string): boolean {
    const least = parseVersion(minimum);
    return least !== undefined && version.major === least.major && isAtLeast(version, least);
}

function unfit(version: Version, minimum: string): string {
    const major = minimum.split(".")[0];
    return `it is version ${formatVersion(version)}; ${minimum} or a newer ${major}.x is needed`;
}
