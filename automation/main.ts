import fs from "node:fs";
import path from "node:path";
import { CommandFault, faultLines } from "./command-fault";
import { parseCommandLine } from "./command-line";
import { EXIT_CODES } from "./exit-codes";
import { pathsOf } from "./paths";

/** The `plinth` command; answers the exit code. Help, version and usage errors load no SDK. */
export async function main(args: readonly string[]): Promise<number> {
    const root = path.dirname(__dirname);
    const parsed = parseCommandLine(args, versionOf(root));
    if (parsed.kind === "text") {
        process.stdout.write(parsed.stdout);
        process.stderr.write(parsed.stderr);
        return parsed.exitCode;
    }
    try {
        const { realContext } = await import("./run/context.js");
        const context = realContext(pathsOf(root, process.env["PLINTH_DIRECTORY"]));
        if (parsed.kind === "local") {
            const { runLocal } = await import("./local/run.js");
            return await runLocal(parsed.invocation, context);
        }
        if (parsed.kind === "drill") {
            const { runDrill } = await import("./drill/run.js");
            return await runDrill(parsed.invocation, context);
        }
        const { run } = await import("./run/run.js");
        return await run(parsed.invocation, context);
    } catch (error) {
        return report(error);
    }
}

function report(error: unknown): number {
    if (error instanceof CommandFault) {
        process.stderr.write(`${faultLines(error).join("\n")}\n`);
        return error.exitCode;
    }
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`plinth itself failed, please report this:\n${words}\n`);
    return EXIT_CODES.internal.code;
}

function versionOf(root: string): string {
    const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
    return version;
}

if (require.main === module) {
    // A reader that has seen enough (`| head`) is no fault, and no reason to leave a run half done.
    process.stdout.on("error", () => undefined);
    process.stderr.on("error", () => undefined);
    // The SDK leaves handlers and channels behind that would keep a process alive after a failed run.
    main(process.argv.slice(2)).then(
        (code) => process.exit(code),
        (error: unknown) => process.exit(report(error)),
    );
}
