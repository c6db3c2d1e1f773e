import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { TYPESCRIPT } from "../support/typescript";
import { sandboxKeys } from "../../sandbox/key";

const run = promisify(execFile);
const PRINT_KEY = `
    const { sandboxKeys } = require(process.argv[1]);
    process.stdout.write(sandboxKeys(process.argv[2]).worlds.toString("hex"));
`;

describe("the sandbox's key", () => {
    let parent = "";
    let directory = "";

    beforeEach(() => {
        parent = mkdtempSync(join(tmpdir(), "plinth-key-"));
        directory = join(parent, "sandbox");
    });

    afterEach(() => {
        rmSync(parent, { recursive: true, force: true });
    });

    it("is drawn once and is the same from then on", () => {
        const first = sandboxKeys(directory);
        const second = sandboxKeys(directory);
        assert.deepEqual(second.worlds, first.worlds);
        assert.equal(readFileSync(second.passphraseFile, "utf8"), readFileSync(first.passphraseFile, "utf8"));
        assert.notDeepEqual(sandboxKeys(join(parent, "other")).worlds, first.worlds);
    });

    it("is one where two processes draw it at the same time", async () => {
        const module = join(__dirname, "../../sandbox/key.ts");
        const processes = Array.from({ length: 3 }, () =>
            run(process.execPath, ["--require", TYPESCRIPT, "-e", PRINT_KEY, module, directory]),
        );
        const keys = (await Promise.all(processes)).map(({ stdout }) => stdout);
        assert.match(keys[0] ?? "", /^[0-9a-f]{64}$/);
        assert.equal(new Set(keys).size, 1);
    });

    it("leaves nothing but itself and the passphrase, which is not the key", () => {
        const { worlds, passphraseFile } = sandboxKeys(directory);
        assert.deepEqual(readdirSync(directory).sort(), ["key", "passphrase"]);
        const master = readFileSync(join(directory, "key"), "utf8").trim();
        assert.notEqual(readFileSync(passphraseFile, "utf8"), master);
        assert.notEqual(worlds.toString("hex"), master);
        assert.notEqual(worlds.toString("hex"), readFileSync(passphraseFile, "utf8"));
    });

    it("is readable by its owner alone", function () {
        if (process.platform === "win32") {
            this.skip();
        }
        sandboxKeys(directory);
        assert.equal(statSync(directory).mode & 0o777, 0o700);
        assert.equal(statSync(join(directory, "key")).mode & 0o777, 0o600);
        assert.equal(statSync(join(directory, "passphrase")).mode & 0o777, 0o600);
    });

    it("that is damaged is left alone, and the message says which file it is and what to do", () => {
        sandboxKeys(directory);
        for (const damaged of ["", "abc", "g".repeat(64), "a".repeat(63)]) {
            writeFileSync(join(directory, "key"), damaged);
            assert.throws(
                () => sandboxKeys(directory),
                (error: Error) => {
                    assert.ok(error.message.startsWith(join(directory, "key")), error.message);
                    assert.match(error.message, /32 bytes in hex\. Put the right one back, or remove the folder/);
                    return true;
                },
            );
            assert.equal(readFileSync(join(directory, "key"), "utf8"), damaged);
        }
    });
});
