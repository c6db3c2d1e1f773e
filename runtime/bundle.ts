/** What runs in the cloud, each program as one file that needs nothing but Node: for a stack's asset, or an image. */
import { createHash } from "node:crypto";
import path from "node:path";
import { buildSync } from "esbuild";

export interface Bundle {
    /** A CommonJS file. */
    readonly code: string;
    /** Of `code`, hex: it changes with what the program does, not with comments, tests or where it was built. */
    readonly sha256: string;
}

/** The newest one there is, which the bundles are written for: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
export const LAMBDA_RUNTIME = "nodejs24.x";

const ROOT = path.resolve(__dirname, "..");

/** The reconciler's Lambda, to be named `index.js`: its handler is `index.handler`. */
export function bundleReconciler(): Bundle {
    return bundle("runtime/reconciler/index.ts");
}

/** The Lambda that writes buckets' settings, to be named `index.js`: its handler is `index.handler`. */
export function bundleBucketSettings(): Bundle {
    return bundle("runtime/bucket-settings/index.ts");
}

/** The backup runner, to be named `backup.js` or `backup.cjs`. */
export function bundleBackupRunner(): Bundle {
    return bundle("runtime/backup-runner/main.ts");
}

/**
 * The same sources and packages give the same bytes on every machine: names are shortened, so that no path of a module
 * is left in them, and nothing outside of the repository is asked.
 *
 * @throws what is wrong with the sources, with file and line
 */
function bundle(entry: string): Bundle {
    const { outputFiles } = buildSync({
        absWorkingDir: ROOT,
        entryPoints: [entry],
        bundle: true,
        write: false,
        logLevel: "silent",
        platform: "node",
        format: "cjs",
        target: `node${Number.parseInt(LAMBDA_RUNTIME.slice("nodejs".length), 10)}`,
        // ES modules first: of these, what nobody uses is left out.
        mainFields: ["module", "main"],
        minify: true,
        legalComments: "none",
        // pg asks for it only when NODE_PG_FORCE_NATIVE is set.
        external: ["pg-native"],
        // Not the file that happens to stand in a folder above.
        tsconfigRaw: { compilerOptions: { strict: true, useDefineForClassFields: true } },
    });
    const [{ text: code } = { text: "" }] = outputFiles;
    return { code, sha256: createHash("sha256").update(code).digest("hex") };
}
