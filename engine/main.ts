import { ensureEngine } from "./index";

/** Sets the engine up and prints where it is: progress to stderr, the path alone to stdout. */
async function main(): Promise<void> {
    const engine = await ensureEngine({ log: (line) => void process.stderr.write(`plinth: ${line}\n`) });
    process.stderr.write(`plinth: Pulumi ${engine.version} (${engine.source})\n`);
    process.stdout.write(`${engine.path}\n`);
}

main().catch((error: unknown) => {
    process.stderr.write(`plinth: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
