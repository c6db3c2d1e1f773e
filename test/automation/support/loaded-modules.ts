import { main } from "../../../automation/main";

/** Runs commands that need no SDK, and tells on standard error what they ended with and which SDK files they loaded. */
async function tell(): Promise<void> {
    const codes: number[] = [];
    for (const args of [["--help"], ["--version"], ["up"], ["preview", "nowhere"], ["up", "staging", "nothing"]]) {
        codes.push(await main(args));
    }
    const loaded = Object.keys(require.cache).filter((file) => /@pulumi|grpc-js/.test(file));
    process.stderr.write(`\n${JSON.stringify({ codes, loaded })}\n`);
}

void tell();
