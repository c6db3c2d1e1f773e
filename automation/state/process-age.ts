import fs from "node:fs";
import { processStart } from "../../engine/lock";

/** The kernel counts a process's start in hundredths of a second, on all architectures that Node runs on: USER_HZ in proc(5). */
const TICKS_PER_SECOND = 100;

/**
 * When the process with this id started, epoch ms, a second or two off; undefined when there is none, "unknown" where the
 * system doesn't tell.
 */
export function startedAt(pid: number): number | "unknown" | undefined {
    const start = processStart(pid);
    if (start === undefined) {
        return undefined;
    }
    const ms = process.platform === "linux" ? linuxStart(start) : Date.parse(start);
    return ms === undefined || Number.isNaN(ms) ? "unknown" : ms;
}

/** @param start `<boot id>/<ticks since boot>` */
function linuxStart(start: string): number | undefined {
    const ticks = Number(start.split("/")[1]);
    const boot = /^btime (\d+)$/m.exec(readStat())?.[1];
    return boot === undefined ? undefined : (Number(boot) + ticks / TICKS_PER_SECOND) * 1000;
}

function readStat(): string {
    try {
        return fs.readFileSync("/proc/stat", "utf8");
    } catch {
        return "";
    }
}
