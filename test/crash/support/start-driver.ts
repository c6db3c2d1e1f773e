/** Starts a {@link DriverTask} in a process of its own. */
import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { TYPESCRIPT } from "../../support/typescript";
import type { DriverReport, DriverTask } from "./driver";

export interface Driven {
    /** Undefined when a signal ended it. */
    readonly code: number | undefined;
    readonly signal: string | undefined;
    /** Undefined when it was cut off. */
    readonly report: DriverReport | undefined;
    readonly printed: string;
}

const DRIVER = path.join(__dirname, "driver.ts");

export async function driven(task: DriverTask): Promise<Driven> {
    const child = fork(DRIVER, [JSON.stringify(task)], {
        execArgv: ["--require", TYPESCRIPT],
        stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    let printed = "";
    let report: DriverReport | undefined;
    const keep = (chunk: Buffer): void => void (printed += chunk.toString());
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.on("message", (message) => (report = message as DriverReport));
    const [code, signal] = (await once(child, "close")) as [number | null, string | null];
    return { code: code ?? undefined, signal: signal ?? undefined, report, printed };
}
