import fs from "node:fs";
import path from "node:path";
import { isSameFingerprint } from "../run/fingerprint";
import type { Settled, SettledStacks, StackName } from "../run/target";

/** Kept in a folder, a folder per project and a file per stack in it. */
export function settledIn(folder: string): SettledStacks {
    const fileOf = ({ project, environment }: StackName): string => path.join(folder, project, `${environment}.json`);
    return {
        isSettled: (stack, { program, fingerprint }) => {
            const known = read(fileOf(stack));
            return known?.program === program && isSameFingerprint(known.fingerprint, fingerprint);
        },
        settle: (stack, settled) => {
            fs.mkdirSync(path.dirname(fileOf(stack)), { recursive: true });
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
