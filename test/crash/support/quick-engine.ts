/** The engine behind a script that changes what it is asked. */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { EngineLocation } from "../../../automation/run/target";
import { testEngine } from "../../support/engine";

/** The script becomes the engine, so that the process is the same one. */
function scriptFor(engine: string, replace: readonly string[]): string {
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
        `exec '${engine}' "$@"`,
        "",
    ].join("\n");
}

/**
 * @param directory where the script is written
 * @param replace URNs of resources that an `up` replaces although nothing of theirs changed
 */
export async function quickEngine(directory: string, replace: readonly string[] = []): Promise<EngineLocation> {
    const engine = await testEngine();
    const folder = path.join(directory, replace.length === 0 ? "engine" : "engine-that-replaces");
    const script = path.join(folder, "pulumi");
    mkdirSync(folder, { recursive: true });
    // A script that a process still reads is never written into.
    if (!existsSync(script)) {
        writeFileSync(script, scriptFor(engine.path, replace));
        chmodSync(script, 0o755);
    }
    return { ...engine, path: script };
}
