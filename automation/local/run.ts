import fs from "node:fs";
import { withLock } from "../../engine/lock";
import { CommandFault } from "../command-fault";
import type { LocalInvocation, LocalVerb } from "../command-line";
import { EXIT_CODES } from "../exit-codes";
import { styleFor } from "../progress/style";
import type { Context } from "../run/context";
import { machineFaultOf } from "../run/machine-faults";
import { summaryText } from "../run/summary-json";
import { envFileIn } from "./env-file";
import { recall, type Memory } from "./memory";
import { isAlive } from "./moto";
import { outcomeDocument, outcomeLines, type LocalOutcome } from "./report";

/**
 * Does what the user asked for in an emulator; answers the exit code.
 *
 * @throws CommandFault saying why it can't be done
 */
export async function runLocal(invocation: LocalInvocation, context: Context): Promise<number> {
    const { verb, json } = invocation;
    const { stdout, stderr, paths } = context;
    const note = (line: string): void => void stderr.write(`${line}\n`);
    const { code } = EXIT_CODES.ok;
    try {
        const lock = { directory: paths.localLock, task: `plinth ${verb}`, log: note };
        const outcome = await withLock(lock, () => VERBS[verb](invocation, context, note));
        const lines = outcomeLines(invocation, outcome, styleFor(stdout.isTTY === true));
        stdout.write(json ? summaryText(outcomeDocument(invocation, code, outcome)) : `${lines.join("\n")}\n`);
        return code;
    } catch (error) {
        const fault = machineFaultOf(error, paths) ?? error;
        if (json && fault instanceof CommandFault) {
            stdout.write(summaryText(outcomeDocument(invocation, fault.exitCode, { changes: [] }, fault)));
        }
        throw fault;
    }
}

type Work = (invocation: LocalInvocation, context: Context, note: (line: string) => void) => Promise<LocalOutcome>;

/** Each loads the SDKs that it needs. */
const VERBS: Readonly<Record<LocalVerb, Work>> = {
    "local up": async (...given) => (await import("./up.js")).bringUp(...given),
    "local seed": async (_invocation, { paths }) => {
        const memory = requireUp(paths.local);
        const { withEmulator } = await import("./emulator.js");
        const { seedTables } = await import("./seeding.js");
        const changes = await withEmulator(memory, (client) => seedTables(client, memory.tables));
        return { ...placeOf(memory, paths.local), changes };
    },
    "local reconcile": async (_invocation, { paths }) => {
        const memory = requireUp(paths.local);
        const { reconcileOnce } = await import("./reconciler.js");
        const report = await reconcileOnce({ ...memory, folder: paths.local });
        return { ...placeOf(memory, paths.local), changes: [], report };
    },
    "local down": async (_invocation, { paths }, note) => (await import("./down.js")).takeDown(paths.local, note),
};

function placeOf({ endpoint }: Memory, folder: string): Pick<LocalOutcome, "endpoint" | "envFile"> {
    const envFile = envFileIn(folder);
    return { endpoint, ...(fs.existsSync(envFile) ? { envFile } : {}) };
}

/** @throws CommandFault (failed) where there is no environment, or no more */
function requireUp(folder: string): Memory {
    const memory = recall(folder);
    const { moto } = memory ?? {};
    if (memory === undefined || (moto !== undefined && !isAlive(moto))) {
        const why = moto === undefined ? "" : `: moto, process ${moto.pid}, has ended, and with it all that it kept`;
        throw new CommandFault("failed", `There is no environment on this machine${why}.`, [
            "Make it with `plinth local up`.",
        ]);
    }
    return memory;
}
