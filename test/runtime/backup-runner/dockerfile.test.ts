import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseCommand } from "../../../runtime/backup-runner/command-line/arguments";
import { HELP } from "../../../runtime/backup-runner/command-line/help";
import { bundleBackupRunner } from "../../../runtime/bundle";

const FILE = path.resolve(__dirname, "../../../runtime/backup-runner/Dockerfile");

interface Instruction {
    readonly name: string;
    readonly text: string;
}

/** Instructions without comments, those that go on over several lines in one. */
function instructions(): readonly Instruction[] {
    const text = readFileSync(FILE, "utf8")
        .replace(/^#.*\n/gm, "")
        .replace(/\s*\\\n\s*/g, " ");
    return text
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => ({ name: line.split(" ")[0] ?? "", text: line.slice(line.indexOf(" ") + 1) }));
}

function only(name: string): string {
    const [found, ...more] = instructions().filter((it) => it.name === name);
    assert.ok(found !== undefined && more.length === 0, `one ${name}`);
    return found.text;
}

describe("the image of the backup runner", () => {
    it("is pinned by who builds it, in both of its parts", () => {
        assert.equal(only("FROM"), "${NODE_IMAGE}");
        const args = instructions().filter(({ name }) => name === "ARG");
        assert.deepEqual(
            args.map(({ text }) => text),
            ["NODE_IMAGE", "POSTGRES_MAJOR", "CA_BUNDLE_SHA256="],
        );
        assert.match(
            instructions().find(({ name }) => name === "RUN")?.text ?? "",
            /^apk add --no-cache "postgresql\$\{POSTGRES_MAJOR:\?\}-client" && pg_dump --version/,
        );
    });

    it("has one file of ours, which its entry point runs, and no shell before it", () => {
        const [, from, to] = /^--chmod=0444 (.+) (\S+)$/.exec(only("COPY")) ?? [];
        assert.equal(from, "backup.cjs rds-global-bundle.pe[m]");
        assert.deepEqual(JSON.parse(only("ENTRYPOINT")), ["node", `${to}backup.cjs`]);
        assert.deepEqual(parseCommand(JSON.parse(only("CMD")) as string[]), { verb: "run" });
        assert.deepEqual(
            instructions().filter(({ name }) => name === "ADD"),
            [],
        );
    });

    it("has RDS's authorities where they were put beside it, if they are what the builder has looked at", () => {
        const step = instructions().findLast(({ name }) => name === "RUN")?.text ?? "";
        assert.match(step, /\/etc\/ssl\/certs\/rds-global-bundle\.pem/);
        const bundle = "-----BEGIN CERTIFICATE-----";
        const digest = createHash("sha256").update(bundle).digest("hex");
        const cases = [
            { there: true, sum: digest, status: 0, has: true },
            { there: true, sum: "0".repeat(64), status: 1, has: false },
            { there: true, sum: "", status: 1, has: false },
            { there: false, sum: digest, status: 1, has: false },
            { there: false, sum: "", status: 0, has: false },
        ];
        for (const { there, sum, status, has } of cases) {
            const root = mkdtempSync(path.join(tmpdir(), "plinth-image-"));
            ["opt/plinth", "etc/ssl/certs"].forEach((folder) =>
                mkdirSync(path.join(root, folder), { recursive: true }),
            );
            if (there) {
                writeFileSync(path.join(root, "opt/plinth/rds-global-bundle.pem"), bundle);
            }
            const script = step.replace(/ (\/(opt|etc)\/)/g, ` ${root}$1`);
            const ended = spawnSync("sh", ["-c", script], { env: { ...process.env, CA_BUNDLE_SHA256: sum } });
            const isThere = existsSync(path.join(root, "etc/ssl/certs/rds-global-bundle.pem"));
            rmSync(root, { recursive: true, force: true });
            assert.deepEqual(
                [ended.status, isThere],
                [status, has],
                `${JSON.stringify({ there, sum })} ${ended.stderr.toString()}`,
            );
        }
    });

    it("runs as a user who isn't root and owns nothing, after all that needs root", () => {
        assert.match(only("USER"), /^[1-9]\d*:[1-9]\d*$/);
        const names = instructions().map(({ name }) => name);
        assert.ok(names.indexOf("USER") > Math.max(names.lastIndexOf("RUN"), names.lastIndexOf("COPY")));
    });

    it("needs nothing but that file: the program starts from it alone, by a user without any rights", () => {
        const folder = mkdtempSync(path.join(tmpdir(), "plinth-image-"));
        const program = path.join(folder, "backup.cjs");
        writeFileSync(program, bundleBackupRunner().code, { mode: 0o444 });
        chmodSync(folder, 0o755);
        // Only root can become somebody else.
        const user = process.getuid?.() === 0 ? { uid: 65_532, gid: 65_532 } : {};
        const run = (...args: readonly string[]): ReturnType<typeof spawnSync> =>
            spawnSync(process.execPath, [program, ...args], { cwd: "/", env: {}, encoding: "utf8", ...user });
        const help = run("--help");
        const bare = run();
        rmSync(folder, { recursive: true, force: true });
        assert.deepEqual([help.status, help.stdout], [0, HELP], String(help.stderr));
        assert.equal(bare.status, 2);
        assert.match(
            String(bare.stdout),
            /"event":"backup-failed".*BACKUP_BUCKET must be a bucket's name, and is not set/,
        );
    });
});
