import path from "node:path";
import { fromBuild } from "./build-source";
import { fromInstaller } from "./installer-source";
import { fromKept } from "./kept-source";
import { withLock } from "./lock";
import { fromPath } from "./path-source";
import type { Attempt, Engine, SourceContext } from "./source";
import { realSystem, type System } from "./system";
import { readRequirements, type Requirements } from "./version";

export type { Engine, EngineSource } from "./source";

/** Options of {@link ensureEngine}. */
export interface EnsureEngineOptions {
    /** Receives progress and, before anything is downloaded or built, why no engine was at hand: one line each. */
    readonly log: (line: string) => void;
    /** Where the repository is. @default - the one this file is in */
    readonly root?: string;
    /** The machine. @default - the one this runs on */
    readonly system?: System;
}

/**
 * The Pulumi engine to work with: the user's on PATH when it is new enough, else what `.plinth/engine/` keeps, else the
 * official installer's, else one built from `engine/go.mod`. The last two put it under `.plinth/engine/`; nothing
 * global is changed. Two set-ups at once make one engine.
 *
 * @throws Error with every source's reason and what to install, when none of the four can be had
 */
export async function ensureEngine(options: EnsureEngineOptions): Promise<Engine> {
    const { log, root = path.dirname(__dirname), system = realSystem } = options;
    const requirements = readRequirements(system.readText(path.join(root, "engine", "go.mod")));
    const context: SourceContext = { system, requirements, root, log };
    const atHand = await firstOf([fromPath, fromKept], context);
    if ("path" in atHand) {
        return atHand;
    }
    // Told only now: with an engine at hand nobody needs to hear where none was.
    atHand.refusals.forEach(log);
    const directory = path.join(root, ".plinth", "locks", "engine");
    return withLock({ directory, task: "setting up the Pulumi engine", log }, () => make(context, atHand.refusals));
}

async function make(context: SourceContext, refusals: readonly string[]): Promise<Engine> {
    // Another process may have made it while this one waited for the lock.
    const kept = await fromKept(context);
    if ("path" in kept) {
        return kept;
    }
    const made = await firstOf([fromInstaller, fromBuild], context, context.log);
    if ("path" in made) {
        context.log(`the engine is set up: Pulumi ${made.version} in ${path.relative(context.root, made.path)}`);
        return made;
    }
    throw new Error(noEngine([...refusals, ...made.refusals], context.requirements));
}

type Source = (context: SourceContext) => Promise<Attempt>;

async function firstOf(
    sources: readonly Source[],
    context: SourceContext,
    tell: (refusal: string) => void = () => undefined,
): Promise<Engine | { readonly refusals: readonly string[] }> {
    const refusals: string[] = [];
    for (const source of sources) {
        const attempt = await source(context);
        if ("path" in attempt) {
            return attempt;
        }
        tell(attempt.refusal);
        refusals.push(attempt.refusal);
    }
    return { refusals };
}

function noEngine(refusals: readonly string[], { engine, go }: Requirements): string {
    return [
        `No Pulumi engine ${engine} or newer could be had:`,
        ...refusals.map((refusal) => `  - ${refusal}`),
        "Install one of these, then run the command again:",
        `  - the Pulumi CLI ${engine} or newer: https://www.pulumi.com/docs/install/`,
        `  - Go ${go} or newer, to build the engine from engine/go.mod: https://go.dev/dl/`,
    ].join("\n");
}
