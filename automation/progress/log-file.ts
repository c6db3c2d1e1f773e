import fs from "node:fs";
import path from "node:path";
import type { ProgressEvent } from "./events";
import { lineFor } from "./lines";
import type { Reporter, Task } from "./reporter";

/** Runs whose logs are kept. */
const KEPT_LOGS = 50;

/** A reporter that writes the whole of a run into a file of its own, unchanged resources and full messages included. */
export interface LogFile extends Reporter {
    readonly file: string;
}

/**
 * Opens the log of a run. It holds no secret, since it is fed from translated events only; still, it's for its owner.
 *
 * @param title part of the file's name: `up-staging`
 */
export function openLogFile(directory: string, title: string, startedMs: number): LogFile {
    fs.mkdirSync(directory, { recursive: true });
    dropOldLogs(directory);
    const stamp = new Date(startedMs).toISOString().replace(/[:.]/g, "-");
    const file = path.join(directory, `${stamp}-${title}-${process.pid}.log`);
    const handle = fs.openSync(file, "w", 0o600);
    let open = true;
    // Written at once, so that the log tells the last thing before a crash.
    const write = (line: string): void => void (open && fs.writeSync(handle, `${new Date().toISOString()}  ${line}\n`));
    return {
        file,
        begin: (task) => write(`${task.project}  ${task.verb} of ${task.environment} begins`),
        update: (task, event, state) => {
            const line = wholeLine(task, event) ?? lineFor(task, event, state, { verbose: true });
            if (line !== undefined) {
                write(line);
            }
        },
        end: (task) => write(`${task.project}  ${task.verb} of ${task.environment} ends`),
        note: write,
        close: () => {
            if (open) {
                open = false;
                fs.closeSync(handle);
            }
        },
    };
}

/** Messages in full, with the URN of what they are about. */
function wholeLine(task: Task, event: ProgressEvent): string | undefined {
    if (event.kind === "diagnostic") {
        const { severity, urn = "", text } = event.diagnostic;
        return `${task.project}  ${severity}: ${urn} ${text}`;
    }
    if (event.kind === "policy") {
        const { policyName, resourceUrn = "", message, enforcementLevel } = event.remark;
        return `${task.project}  policy ${policyName} (${enforcementLevel}): ${resourceUrn} ${message}`;
    }
    return undefined;
}

function dropOldLogs(directory: string): void {
    const logs = fs
        .readdirSync(directory)
        .filter((name) => name.endsWith(".log"))
        .sort();
    for (const name of logs.slice(0, Math.max(0, logs.length - KEPT_LOGS + 1))) {
        fs.rmSync(path.join(directory, name), { force: true });
    }
}
