import fs from "node:fs";
import path from "node:path";

/** Shells that the command completes in. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** One of the shells that the command completes in. */
export type Shell = (typeof SHELLS)[number];

/** The script that has a shell ask `plinth` for what may follow. */
export function completionScript(shell: Shell): string {
    return fs.readFileSync(path.join(__dirname, "..", "..", "bin", "completion", `plinth.${shell}`), "utf8");
}
