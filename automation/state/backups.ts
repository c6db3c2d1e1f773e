import { deploymentOf, parseStateFile, type StackIdentity } from "./deployment";
import { stateFaults, type StateFault } from "./integrity";
import type { Backup } from "./states";

/** A backup that was looked into. */
export interface JudgedBackup {
    readonly name: string;
    /** When it was made, epoch ms. */
    readonly at: number;
    readonly text: string;
    /** Empty: it can be restored. */
    readonly faults: readonly StateFault[];
    /** Undefined when it can't be read. */
    readonly resources: number | undefined;
}

/** Whether a backup is whole and of this stack. */
export function judged(backup: Backup, stack: StackIdentity): JudgedBackup {
    const { name, at } = backup;
    const text = backup.read();
    const faults = stateFaults(text, stack);
    const resources = faults.length > 0 ? undefined : (deploymentOf(parseStateFile(text)).resources ?? []).length;
    return { name, at, text, faults, resources };
}

/** The newest backup that is whole; the others aren't looked into. */
export function newestWhole(backups: readonly Backup[], stack: StackIdentity): JudgedBackup | undefined {
    for (const backup of backups) {
        const found = judged(backup, stack);
        if (found.faults.length === 0) {
            return found;
        }
    }
    return undefined;
}
