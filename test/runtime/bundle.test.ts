import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
    appendFileSync,
    cpSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bundleBackupRunner, bundleReconciler, type Bundle } from "../../runtime/bundle";

const ROOT = path.resolve(__dirname, "../..");

describe("a bundle", () => {
    const { code, sha256 } = bundleReconciler();
    const backupRunner = bundleBackupRunner();
    let folder: string;

    beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "plinth-bundle-"))));
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    /** What runs in the cloud and what it takes to bundle it, in another folder. */
    function copyOfTree(): string {
        const copy = path.join(folder, "another place", "of another name");
        mkdirSync(copy, { recursive: true });
        for (const part of ["runtime", "engine", "package.json"]) {
            cpSync(path.join(ROOT, part), path.join(copy, part), { recursive: true });
        }
        symlinkSync(path.join(ROOT, "node_modules"), path.join(copy, "node_modules"));
        return copy;
    }

    function bundledBy(tree: string, cwd: string, which = "bundleReconciler"): Bundle {
        const script = `process.stdout.write(JSON.stringify(require(process.argv[1]).${which}()))`;
        const hook = path.join(tree, "engine", "typescript.cjs");
        const args = ["--require", hook, "--eval", script, path.join(tree, "runtime", "bundle.ts")];
        const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
        assert.equal(status, 0, stderr);
        return JSON.parse(stdout) as Bundle;
    }

    it("is the same twice, from another working directory and from another folder", () => {
        assert.equal(bundleReconciler().sha256, sha256);
        assert.equal(bundledBy(ROOT, folder).sha256, sha256);
        const moved = bundledBy(copyOfTree(), "/");
        assert.equal(moved.sha256, sha256);
        assert.equal(moved.code, code);
        assert.equal(bundledBy(ROOT, folder, "bundleBackupRunner").sha256, backupRunner.sha256);
    });

    it("tells nothing of the machine: no path of it and of no module", () => {
        for (const word of [ROOT, "node_modules"]) {
            assert.ok(!code.includes(word) && !backupRunner.code.includes(word), word);
        }
    });

    it("changes with the code, and neither with a comment nor with what isn't part of it", () => {
        const copy = copyOfTree();
        const file = path.join(copy, "runtime", "reconciler", "retry.ts");
        appendFileSync(file, "\n/** Says more about it. */\n// And more.\n");
        mkdirSync(path.join(copy, "test", "runtime"), { recursive: true });
        writeFileSync(path.join(copy, "test", "runtime", "bundle.test.ts"), "it is another test;\n");
        appendFileSync(
            path.join(copy, "runtime", "backup-runner", "envelope", "format.ts"),
            "export const more = 1;\n",
        );
        assert.equal(bundledBy(copy, copy).sha256, sha256);
        const source = readFileSync(file, "utf8");
        writeFileSync(file, source.replace("const TRIES = 8;", "const TRIES = 9;"));
        assert.notEqual(readFileSync(file, "utf8"), source);
        assert.notEqual(bundledBy(copy, copy).sha256, sha256);
    });

    it("takes no setting from a folder above it", () => {
        const copy = copyOfTree();
        writeFileSync(path.join(copy, "..", "tsconfig.json"), '{"compilerOptions": {"target": "es5"}}');
        writeFileSync(path.join(copy, "tsconfig.json"), '{"compilerOptions": {"useDefineForClassFields": false}}');
        assert.equal(bundledBy(copy, copy).sha256, sha256);
    });

    it("is all that the backup runner needs but PostgreSQL's client, in a folder with nothing else in it", () => {
        writeFileSync(path.join(folder, "backup.cjs"), backupRunner.code);
        const env = { PATH: process.env["PATH"], NODE_OPTIONS: "--no-warnings" };
        const args = ["backup.cjs", "--help"];
        const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: "utf8" });
        assert.deepEqual([status, stderr], [0, ""]);
        assert.match(stdout, /^usage: backup \[run\]/m);
    });

    it("is all that the reconciler's handler needs, in a folder with nothing else in it", () => {
        writeFileSync(path.join(folder, "index.js"), code);
        // As Lambda does with `index.handler`; without a table's name it refuses before it calls anybody.
        const script = `require("./index.js").handler({ dryrun: true }, { awsRequestId: "1", getRemainingTimeInMillis: () => 1000 })
            .catch(({ name, message }) => console.log(name + ": " + message))`;
        const env = { PATH: process.env["PATH"], AWS_REGION: "eu-central-1", NODE_OPTIONS: "--no-warnings" };
        const { stdout, stderr } = spawnSync(process.execPath, ["--eval", script], {
            cwd: folder,
            env,
            encoding: "utf8",
        });
        assert.equal(stderr, "");
        assert.match(stdout, /^SettingsFault: Nothing was reconciled: what was asked for has 2 faults\./);
        assert.match(stdout, /TABLE_NAME: not set; allowed: the name/);
        assert.match(stdout, /event\.dryrun: true given; allowed: no key but dryRun/);
    });
});
