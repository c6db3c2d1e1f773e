#!/usr/bin/env node
// Starts the `plinth` command. Help and version come from plain files: loading what runs them would take longer.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fs.realpathSync(fileURLToPath(import.meta.url))));
const args = process.argv.slice(2);
const help = path.join(root, "bin", "help.txt");

/** @param {string[]} words */
const isOnly = (...words) => args.length === 1 && words.includes(args[0] ?? "");

if (args.length === 0 || isOnly("--help", "-h", "help")) {
    process.stdout.write(fs.readFileSync(help));
} else if (isOnly("--version", "-V")) {
    const { version } = /** @type {{ version: string }} */ (
        JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"))
    );
    process.stdout.write(`${version}\n`);
} else {
    const { run } = await import("../engine/bootstrap.mjs");
    await run(path.join("automation", "main.ts"), args);
}
