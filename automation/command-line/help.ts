import { EXIT_CODES, type ExitName } from "../exit-codes";
import type { Example } from "./verbs";

/** Columns that the help fills; most terminals have that many. */
export const HELP_WIDTH = 100;

const EXAMPLES: readonly Example[] = [
    ["plinth up staging --sandbox", "the whole environment, on this machine"],
    ["plinth preview production foundation", "one project, on the real clouds"],
    ["plinth drift production", "what was changed behind the program's back"],
];

/** What ends the help of the whole. */
export function programEpilogue(): string {
    return [
        "",
        "Projects run in dependency order, independent ones side by side; with none named, all that have",
        "the environment. --sandbox needs no account, no credentials and no network.",
        "",
        ...exampleLines(EXAMPLES),
        "",
        "Exit codes:",
        ...wrapped(Object.entries(EXIT_CODES).map(([name, { code }]) => `${code} ${name}`)),
        "",
        "`plinth help up` tells all of a command; the reference is docs/command.md.",
    ].join("\n");
}

/** What ends the help of a verb. */
export function verbEpilogue(examples: readonly Example[], exits: readonly ExitName[]): string {
    return ["", ...exampleLines(examples), "", "Exit codes:", ...exitLines(exits)].join("\n");
}

function exampleLines(examples: readonly Example[]): readonly string[] {
    const width = Math.max(...examples.map(([call]) => call.length));
    return ["Examples:", ...examples.map(([call, what]) => `  ${call.padEnd(width)}  ${what}`)];
}

function exitLines(names: readonly ExitName[]): readonly string[] {
    return names
        .map((name) => EXIT_CODES[name])
        .sort((a, b) => a.code - b.code)
        .map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`);
}

/** Items in as few lines as they fit into. */
function wrapped(items: readonly string[]): readonly string[] {
    const lines: string[] = [];
    let line = "";
    for (const item of items) {
        const longer = line === "" ? `  ${item}` : `${line}, ${item}`;
        if (longer.length < HELP_WIDTH) {
            line = longer;
        } else {
            lines.push(`${line},`);
            line = `  ${item}`;
        }
    }
    return [...lines, line];
}
