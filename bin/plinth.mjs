#!/usr/bin/env node
// Starts the `plinth` command. Help, version and completion come from plain files: loading what runs them would take
// longer.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fs.realpathSync(fileURLToPath(import.meta.url))));
const args = process.argv.slice(2);
const help = path.join(root, "bin", "help.txt");

/** @param {string[]} words */
const isOnly = (...words) => args.length === 1 && words.includes(args[0] ?? "");

/** The file of `completion <shell>`, as long as that's all that is asked. */
function completionScript() {
    const [verb, shell = "", ...more] = args;
    const file = path.join(root, "bin", "completion", `plinth.${shell}`);
    return verb === "completion" && more.length === 0 && /^[a-z]+$/.test(shell) && fs.existsSync(file)
        ? file
        : undefined;
}

const plainFile = args.length === 0 || isOnly("--help", "-h", "help") ? help : completionScript();

if (plainFile !== undefined) {
    process.stdout.write(fs.readFileSync(plainFile));
} else if (args[0] === "__complete") {
    const { answer } = await import("./completion.mjs");
    process.stdout.write(answer(root, args.slice(1)));
} else if (isOnly("--version", "-V")) {
    const { version } = /** @type {{ version: string }} */ (
        JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"))
    );
    process.stdout.write(`${version}\n`);
} else {
    const { run } = await import("../engine/bootstrap.mjs");
    await run(path.join("automation", "main.ts"), args);
}
