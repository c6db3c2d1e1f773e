import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { STATES } from "../../../runtime/backup-runner/catalogue/entry";
import { HELP } from "../../../runtime/backup-runner/command-line/help";
import { EXIT_CODES } from "../../../runtime/backup-runner/fault";

const page = readFileSync(path.resolve(__dirname, "../../../docs/restore.md"), "utf8");

/** The cells of all rows of the page's tables. */
const rows = page
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split("|").map((cell) => cell.trim()));

describe("docs/restore.md", () => {
    it("has every exit code with its name, as the help has", () => {
        for (const [ending, code] of Object.entries(EXIT_CODES)) {
            assert.ok(
                rows.some(([, number, name]) => number === String(code) && name === `\`${ending}\``),
                ending,
            );
            assert.match(HELP, new RegExp(`^  ${code}  `, "m"));
        }
    });

    it("has every state of a backup, and what to do about it", () => {
        for (const state of Object.keys(STATES)) {
            const [, , meaning, next] = rows.find(([, name]) => name === `\`${state}\``) ?? [];
            assert.ok(meaning, state);
            assert.ok(state === "good" || next, state);
        }
    });

    it("uses no variable or option that the help doesn't have", () => {
        const ours = page.match(/\b(BACKUP|DATABASE|RESTORE|SCRATCH|VERIFY|PG)_[A-Z_]+\b/g) ?? [];
        assert.ok(ours.length > 10);
        assert.deepEqual(
            ours.filter((name) => !HELP.includes(name)),
            [],
        );
        const options = [...page.matchAll(/backup\.cjs [a-z]+ ?(.*)/g)].flatMap(
            ([, rest = ""]) => rest.match(/--[a-z-]+/g) ?? [],
        );
        assert.ok(options.length > 1);
        assert.deepEqual(
            options.filter((option) => !HELP.includes(option)),
            [],
        );
    });
});
