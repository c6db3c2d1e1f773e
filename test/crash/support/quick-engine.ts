/** The engine behind a script that changes what it is asked. */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { EngineLocation } from "../../../automation/run/target";
import { testEngine } from "../../support/engine";

/** The script becomes the engine, so that the process is the same one. */
function scriptFor(engine: string, { replace = [], checkpoints = true }: QuickEngine): string {
    return [
        "#!/bin/sh",
        "# These tests are about other things than the policy pack, each start of which takes seconds.",
        'before=""',
        "for argument do",
        "    shift",
        '    case "$before$argument" in',
        "        --policy-pack*) ;;",
        '        *) set -- "$@" "$argument" ;;',
        "    esac",
        '    case "$argument" in --policy-pack*) before="$argument" ;; *) before="" ;; esac',
        "done",
        'case "$1" in',
        `    up | preview) set -- "$@" ${replace.map((urn) => `--replace '${urn}'`).join(" ")} ;;`,
        "esac",
        ...(checkpoints ? [] : ["export PULUMI_EXPERIMENTAL=true PULUMI_SKIP_CHECKPOINTS=true"]),
        `exec '${engine}' "$@"`,
        "",
    ].join("\n");
}

export interface QuickEngine {
    /** URNs of resources that an `up` replaces although nothing of theirs changed. @default - none */
    readonly replace?: readonly string[];
    /**
     * Whether the state is written after each step, and not at the end alone. That takes half of a run's time, and only a
     * run that may be cut off needs it.
     * @default true
     */
    readonly checkpoints?: boolean;
}

/** @param directory where the script is written */
export async function quickEngine(directory: string, asked: QuickEngine = {}): Promise<EngineLocation> {
    const engine = await testEngine();
    const script = path.join(directory, folderOf(asked), "pulumi");
    mkdirSync(path.dirname(script), { recursive: true });
    // A script that a process still reads is never written into.
    if (!existsSync(script)) {
        writeFileSync(script, scriptFor(engine.path, asked));
        chmodSync(script, 0o755);
    }
    return { ...engine, path: script };
}

function folderOf({ replace = [], checkpoints = true }: QuickEngine): string {
    return ["engine", ...(replace.length === 0 ? [] : ["that-replaces"]), ...(checkpoints ? [] : ["at-once"])].join(
        "-",
    );
}
