// What may follow in a command line: the shells' scripts ask `plinth __complete <words…>` each time Tab is pressed, so
// nothing but Node itself is loaded.
import fs from "node:fs";
import path from "node:path";

/**
 * @typedef {import("./completion.d.mts").Candidate} Candidate
 * @typedef {import("./completion.d.mts").Command} Command
 * @typedef {import("./completion.d.mts").Description} Description
 * @typedef {import("./completion.d.mts").Place} Place
 * @typedef {{ command: Command, options: string[], operands: string[], awaitsValue: boolean, onlyOperands: boolean }} Given
 */

/**
 * @param {Command} root
 * @param {readonly string[]} words before the one that is being typed
 * @returns {Given}
 */
function read(root, words) {
    /** @type {Given} */
    const given = { command: root, options: [], operands: [], awaitsValue: false, onlyOperands: false };
    for (const word of words) {
        if (given.awaitsValue) {
            given.awaitsValue = false;
        } else if (word === "--" && !given.onlyOperands) {
            given.onlyOperands = true;
        } else if (word.startsWith("-") && !given.onlyOperands) {
            const option = given.command.options.find(({ names }) => names.includes(word));
            given.awaitsValue = option?.takesValue ?? false;
            given.options.push(word);
        } else {
            const inner = given.operands.length === 0 && given.command.commands.find(({ name }) => name === word);
            if (inner) {
                given.command = inner;
            } else {
                given.operands.push(word);
            }
        }
    }
    return given;
}

/**
 * What can be typed instead of the last word, which may be empty.
 * @param {Description} description
 * @param {readonly string[]} words what stands after `plinth`
 * @param {() => readonly Place[]} places
 * @returns {readonly Candidate[]}
 */
export function candidates({ command: root }, words, places) {
    const current = words.at(-1) ?? "";
    const given = read(root, words.slice(0, -1));
    if (given.awaitsValue) {
        return [];
    }
    const isOption = current.startsWith("-") && !given.onlyOperands;
    const all = isOption ? optionsOf(given) : [...commandsOf(given), ...operandsOf(given, root, places)];
    return all.filter(({ value }) => value.startsWith(current));
}

/**
 * @param {Given} given
 * @returns {readonly Candidate[]}
 */
function optionsOf({ command, options }) {
    return command.options
        .filter(({ names, repeatable }) => repeatable || !names.some((name) => options.includes(name)))
        .flatMap(({ names, summary }) => names.map((value) => ({ value, summary })));
}

/**
 * @param {Given} given
 * @returns {readonly Candidate[]}
 */
function commandsOf({ command, operands }) {
    return operands.length > 0 ? [] : command.commands.map(({ name, summary }) => ({ value: name, summary }));
}

/**
 * @param {Given} given
 * @param {Command} root
 * @param {() => readonly Place[]} places
 * @returns {readonly Candidate[]}
 */
function operandsOf({ command, operands }, root, places) {
    const last = command.arguments.at(-1);
    const argument = command.arguments[operands.length] ?? (last?.variadic ? last : undefined);
    switch (argument?.name) {
        case undefined:
            return [];
        case "environment":
            return environmentsOf(places());
        case "project":
            return places()
                .filter(
                    ({ name, environments }) => environments.includes(operands[0] ?? "") && !operands.includes(name),
                )
                .map(({ name, folder }) => ({
                    value: name,
                    summary: folder === "." ? "the project at the root" : `the project in ${folder}`,
                }));
        case "command":
            return root.commands.map(({ name, summary }) => ({ value: name, summary }));
        default:
            return (argument?.choices ?? []).map((value) => ({ value, summary: "" }));
    }
}

/**
 * @param {readonly Place[]} places
 * @returns {readonly Candidate[]}
 */
function environmentsOf(places) {
    const all = [...new Set(places.flatMap(({ environments }) => environments))].sort();
    return all.map((value) => {
        const names = places.filter(({ environments }) => environments.includes(value)).map(({ name }) => name);
        return { value, summary: `has ${names.join(", ")}` };
    });
}

/**
 * The projects with the environments that they have.
 * @param {string} root of the repository
 * @param {Description} description
 * @returns {readonly Place[]}
 */
export function placesIn(root, { projects, environmentFile }) {
    const pattern = new RegExp(environmentFile);
    return projects.map(({ name, folder }) => {
        const files = fs.readdirSync(path.join(root, folder));
        return { name, folder, environments: files.flatMap((file) => pattern.exec(file)?.[1] ?? []) };
    });
}

/**
 * The answer to a shell: a candidate a line, with a tab before what it is.
 * @param {string} root of the repository
 * @param {readonly string[]} words what stands after `plinth`
 */
export function answer(root, words) {
    const file = path.join(root, "bin", "completion", "commands.json");
    const description = /** @type {Description} */ (JSON.parse(fs.readFileSync(file, "utf8")));
    return candidates(description, words, () => placesIn(root, description))
        .map(({ value, summary }) => `${value}\t${summary}\n`)
        .join("");
}
