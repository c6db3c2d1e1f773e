import fs from "node:fs";
import path from "node:path";
import { isSameFingerprint, type Fingerprint } from "./fingerprint";
import type { StackName } from "./target";

/** A stack as its program left it. */
interface Settled {
    /** Digest of the program's sources. */
    readonly program: string;
    readonly fingerprint: Fingerprint;
}

/**
 * Which stacks are as their program, their configuration and nobody else left them. A preview shows what changes in
 * clouds; what an update writes into the state besides (protection, aliases, dependencies) it doesn't show. So an update
 * may only be left out where the very same program has written this very state.
 */
export interface SettledStacks {
    isSettled(stack: StackName, settled: Settled): boolean;
    settle(stack: StackName, settled: Settled): void;
}

/** Kept in a folder, a file per stack. */
export function settledIn(folder: string): SettledStacks {
    const fileOf = ({ project, environment }: StackName): string => path.join(folder, `${project}-${environment}.json`);
    return {
        isSettled: (stack, { program, fingerprint }) => {
            const known = read(fileOf(stack));
            return known?.program === program && isSameFingerprint(known.fingerprint, fingerprint);
        },
        settle: (stack, settled) => {
            fs.mkdirSync(folder, { recursive: true });
            fs.writeFileSync(fileOf(stack), `${JSON.stringify(settled)}\n`);
        },
    };
}

/** A file that was cut off is as good as none. */
function read(file: string): Settled | undefined {
    try {
        return JSON.parse(fs.readFileSync(file, "utf8")) as Settled;
    } catch {
        return undefined;
    }
}
