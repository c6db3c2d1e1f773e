import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { CommandFault } from "../../command-fault";
import { withoutCredentials } from "../../run/environment";
import type { RecordAnswer, RecordRequest, Registration } from "./registration";

const TYPESCRIPT = path.resolve(__dirname, "../../../engine/typescript.cjs");

/**
 * What the program of vendor-buckets registers with this config, under another environment's name. It makes nothing and
 * asks nobody.
 *
 * @throws CommandFault (failed) with what the program says
 */
export async function recorded(request: RecordRequest): Promise<readonly Registration[]> {
    const child = fork(path.join(__dirname, "main.ts"), [], {
        execArgv: ["--require", TYPESCRIPT],
        env: withoutCredentials(process.env),
        stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    let told: RecordAnswer | undefined;
    child.once("message", (message) => (told = message as RecordAnswer));
    child.send(request);
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    if (told === undefined) {
        throw new CommandFault("failed", `The program of vendor-buckets ended with ${code ?? signal ?? "nothing"}.`);
    }
    if ("error" in told) {
        throw new CommandFault("failed", `The program of vendor-buckets can't be run: ${told.error}`);
    }
    return told.registrations;
}
