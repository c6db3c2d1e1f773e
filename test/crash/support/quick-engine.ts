/** The engine behind a script that changes what it is asked. */
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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

/** @param replace URNs of resources that an `up` replaces although nothing of theirs changed */
export async function quickEngine(replace: readonly string[] = []): Promise<EngineLocation> {
    const engine = await testEngine();
    const script = path.join(mkdtempSync(path.join(tmpdir(), "plinth-engine-")), "pulumi");
    writeFileSync(script, scriptFor(engine.path, replace));
    chmodSync(script, 0o755);
    return { ...engine, path: script };
}
