import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseCommandLine } from "../../automation/command-line";

const ROOT = path.resolve(__dirname, "../..");
const LOCK = {
    packages: {
        "": { version: "0.1.0" },
        "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
        "node_modules/mac-only": { version: "2.0.0", integrity: "sha512-m", optional: true },
    },
};

describe("set-up of node_modules", () => {
    let folder = "";
    let installs = 0;

    beforeEach(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "plinth-modules-"));
        installs = 0;
        writeJson("package-lock.json", LOCK);
    });
    afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

    function writeJson(file: string, value: unknown): void {
        fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
        fs.writeFileSync(path.join(folder, file), JSON.stringify(value));
    }

    async function ensure(install: () => number | null = npm): Promise<void> {
        const { ensureModules } = await import("../../engine/bootstrap.mjs");
        await ensureModules(folder, install);
    }

    function npm(): number {
        installs += 1;
        const { [""]: _root, "node_modules/mac-only": _optional, ...packages } = readLock().packages;
        writeJson("node_modules/.package-lock.json", { packages });
        return 0;
    }

    function readLock(): typeof LOCK {
        return JSON.parse(fs.readFileSync(path.join(folder, "package-lock.json"), "utf8")) as typeof LOCK;
    }

    it("runs `npm ci` where there is none, and never again", async () => {
        await ensure();
        await ensure();
        assert.equal(installs, 1);
    });

    it("leaves alone what somebody has installed by hand, without the packages of other systems", async () => {
        npm();
        installs = 0;
        await ensure();
        assert.equal(installs, 0);
    });

    it("runs `npm ci` again when the lock file asks for another version", async () => {
        await ensure();
        writeJson("package-lock.json", {
            packages: { ...LOCK.packages, "node_modules/a": { version: "1.0.1", integrity: "sha512-b" } },
        });
        await ensure();
        assert.equal(installs, 2);
    });

    it("runs `npm ci` again when the same version has other content", async () => {
        await ensure();
        writeJson("package-lock.json", {
            packages: { ...LOCK.packages, "node_modules/a": { version: "1.0.0", integrity: "sha512-other" } },
        });
        await ensure();
        assert.equal(installs, 2);
    });

    it("says where to look when `npm ci` fails, and tries again the next time", async () => {
        await assert.rejects(
            ensure(() => 7),
            /`npm ci` ended with 7 in .*: see its output above, then run the command again/,
        );
        await ensure();
        assert.equal(installs, 1);
    });

    it("doesn't go on when `npm ci` succeeds without installing", async () => {
        await assert.rejects(
            ensure(() => 0),
            /node_modules is still not what package-lock.json asks for/,
        );
    });
});

describe("bootstrap and launcher", function () {
    this.timeout(30_000);
    let folder = "";

    beforeEach(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "plinth-start-"));
        for (const file of ["engine/bootstrap.mjs", "engine/lock.js", "engine/typescript.cjs", "bin/plinth.mjs"]) {
            fs.cpSync(path.join(ROOT, file), path.join(folder, file));
        }
        write("package.json", JSON.stringify({ version: "1.2.3" }));
    });
    afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

    function write(file: string, text: string): void {
        fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
        fs.writeFileSync(path.join(folder, file), text);
    }

    function node(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
        return spawnSync(process.execPath, [path.join(folder, args[0] ?? ""), ...args.slice(1)], {
            cwd: os.tmpdir(),
            encoding: "utf8",
        });
    }

    function installLoader(): void {
        write("package-lock.json", JSON.stringify({ packages: {} }));
        write("node_modules/.package-lock.json", JSON.stringify({ packages: {} }));
        fs.symlinkSync(path.join(ROOT, "node_modules/sucrase"), path.join(folder, "node_modules/sucrase"));
    }

    const program = `
        const seen: unknown = { args: process.argv.slice(2), main: require.main === module, flag: process.execArgv[0] };
        console.log(JSON.stringify(seen));
        process.exitCode = 5;`;

    for (const [what, file] of [
        ["bootstrap", "engine/bootstrap.mjs"],
        ["launcher", "bin/plinth.mjs"],
    ] as const) {
        it(`${what}: runs TypeScript from any folder as node would run JavaScript, with arguments and exit code`, () => {
            installLoader();
            write("automation/main.ts", program);
            const main = what === "bootstrap" ? ["automation/main.ts"] : [];
            const { status, stdout, stderr } = node(file, ...main, "up", "staging", "--sandbox");
            assert.equal(status, 5, stderr);
            const seen = { args: ["up", "staging", "--sandbox"], main: true, flag: "--require" };
            assert.deepEqual(JSON.parse(stdout), seen);
        });
    }

    it("bootstrap: tells its usage when it is given no program", () => {
        const { status, stderr } = node("engine/bootstrap.mjs");
        assert.equal(status, 2);
        assert.match(stderr, /usage: node engine\/bootstrap\.mjs <file\.ts>/);
    });

    // There is neither a node_modules folder nor a lock file: anything but plain Node would fail.
    for (const args of [["--help"], ["-h"], ["help"], []]) {
        it(`launcher: prints the help without set-up for \`plinth ${args.join(" ")}\``, () => {
            write("bin/help.txt", "Usage: plinth\n");
            const { status, stdout, stderr } = node("bin/plinth.mjs", ...args);
            assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: "Usage: plinth\n", stderr: "" });
        });
    }

    it("launcher: has the help that the command itself would print", () => {
        const parsed = parseCommandLine(["--help"], "0.0.0");
        assert.ok(parsed.kind === "text");
        assert.equal(
            fs.readFileSync(path.join(ROOT, "bin/help.txt"), "utf8"),
            parsed.stdout,
            "bin/help.txt is out of date: run `npm run help`",
        );
    });

    it("launcher: prints the version of package.json without set-up", () => {
        const { status, stdout } = node("bin/plinth.mjs", "--version");
        assert.deepEqual({ status, stdout }, { status: 0, stdout: "1.2.3\n" });
    });
});
