/** The engines that this process has started, seen from outside of the command. */
import { execFileSync, spawnSync } from "node:child_process";

/** Process ids of the engines at work; at a call of a provider there is one, which waits for the answer. */
function enginesAtWork(): readonly number[] {
    const { stdout } = spawnSync("pgrep", ["-P", String(process.pid), "pulumi"], { encoding: "utf8" });
    const engines = stdout.split("\n").filter(Boolean).map(Number);
    if (engines.length === 0) {
        throw new Error("no engine is at work, so that nothing would be stopped or killed");
    }
    return engines;
}

/** Does something while no engine moves, as when the machine stops between two instructions. */
export function whileStopped(work: () => void): void {
    const engines = enginesAtWork();
    engines.forEach((pid) => process.kill(pid, "SIGSTOP"));
    try {
        engines.forEach(untilStopped);
        work();
    } finally {
        engines.forEach((pid) => process.kill(pid, "SIGCONT"));
    }
}

/** The signal is only on its way when `kill` answers. */
function untilStopped(pid: number): void {
    const state = (): string => execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
    for (let seen = state(); !seen.startsWith("T"); seen = state()) {
        if (seen.startsWith("Z")) {
            throw new Error(`engine ${pid} has ended, so that nothing is stopped`);
        }
    }
}

/** Who is killed: the machine's power is cut, or one process is chosen by somebody or by the system. */
export type Victim = "both" | "engine" | "command";

/** `kill -9` of the engines, of this process, or of both. */
export function kill(victim: Victim): void {
    if (victim !== "command") {
        enginesAtWork().forEach((pid) => process.kill(pid, "SIGKILL"));
    }
    if (victim !== "engine") {
        process.kill(process.pid, "SIGKILL");
    }
}
