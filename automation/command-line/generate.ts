/**
 * Writes what is printed without loading the parser: `bin/help.txt` and `bin/completion/commands.json`. Run it after a
 * change to a verb, an option or the list of projects: `npm run help`.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { format } from "prettier";
import { ENVIRONMENT_FILE, PROJECTS } from "../projects";
import { completedCommand, type CompletionData } from "./completion";
import { describeProgram } from "./program";

/** The text of `bin/completion/commands.json`. */
export async function completionText(): Promise<string> {
    const data: CompletionData = {
        command: completedCommand(program()),
        projects: PROJECTS.map(({ name, folder }) => ({ name, folder })),
        environmentFile: ENVIRONMENT_FILE.source,
    };
    return format(JSON.stringify(data), { parser: "json", printWidth: 120, tabWidth: 4 });
}

/** The text of `bin/help.txt`. */
export function helpText(): string {
    let text = "";
    program((part) => (text += part)).outputHelp();
    return text;
}

function program(writeOut: (part: string) => void = () => undefined): Command {
    const ignore = (): void => undefined;
    return describeProgram("", { found: ignore, foundLocal: ignore, foundDrill: ignore, writeOut, writeErr: ignore });
}

async function generate(): Promise<void> {
    const bin = path.join(__dirname, "..", "..", "bin");
    writeFileSync(path.join(bin, "help.txt"), helpText());
    writeFileSync(path.join(bin, "completion", "commands.json"), await completionText());
}

if (require.main === module) {
    void generate();
}
