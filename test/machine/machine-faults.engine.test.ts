import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { TYPESCRIPT } from "../support/typescript";
import {
    checkoutIn,
    faultsOfState,
    foundationIn,
    heldBy,
    plinth,
    stateFile,
    temporaryFolder,
    UP,
    type CommandEnd,
    type CommandOptions,
} from "./support";

/** Options of Node that load one of `programs/` before all else. */
function preloading(program: string): Readonly<Record<string, string>> {
    return { NODE_OPTIONS: `--require ${TYPESCRIPT} --require ${path.join(__dirname, "programs", program)}` };
}

/** A disk in memory, in a namespace of its own: what an unprivileged user may mount on most systems. */
const NAMESPACE = ["--user", "--map-root-user", "--mount"];
const canMount = spawnSync("unshare", [...NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;
/** Copies the folder onto a disk of 64 MB, leaves 1 MB of it free, runs, and copies what is there then back. */
const ON_A_FULL_DISK = `
    exec unshare ${NAMESPACE.join(" ")} sh -c '
        cp -a "$PLINTH_DIRECTORY" "$PLINTH_DIRECTORY.before" && mkdir "$PLINTH_DIRECTORY.after" || exit 99
        mount -t tmpfs -o size=64m none "$PLINTH_DIRECTORY" || exit 99
        cp -a "$PLINTH_DIRECTORY.before/." "$PLINTH_DIRECTORY/" || exit 99
        free=$(df -Pk "$PLINTH_DIRECTORY" | tail -n 1 | tr -s " " | cut -d " " -f 4)
        head -c $(((free - 1024) * 1024)) /dev/zero > "$PLINTH_DIRECTORY/fill"
        "$@"
        code=$?
        cp -a "$PLINTH_DIRECTORY/sandbox" "$PLINTH_DIRECTORY.after/"
        exit $code
    ' sh "$@"`;

describe("a machine that lacks something", function () {
    this.timeout(600_000);
    let folder = "";
    let directory = "";
    let held: Readonly<Record<string, string>> = {};

    before(async () => {
        folder = temporaryFolder();
        await foundationIn(path.join(folder, "base"));
    });
    beforeEach(() => {
        directory = path.join(fs.mkdtempSync(path.join(folder, "run-")), "plinth");
        fs.cpSync(path.join(folder, "base"), directory, { recursive: true });
        held = heldBy(directory);
    });
    after(() => fs.rmSync(folder, { recursive: true, force: true }));

    /** Runs `up` and asserts that it ends with the code and the words, and changes nothing. */
    async function refused(code: number, words: RegExp, options: Partial<CommandOptions> = {}): Promise<CommandEnd> {
        const end = await plinth([...UP, "--quiet"], { directory, ...options });
        assert.equal(end.code, code, `${end.out}\n${end.err}`);
        assert.match(end.err, words);
        assert.doesNotMatch(end.err, /plinth itself failed/);
        assert.deepEqual(heldBy(directory), held);
        return end;
    }

    async function worksAgain(): Promise<void> {
        const { code, out, err } = await plinth([...UP, "--quiet"], { directory });
        assert.equal(code, 0, `${out}\n${err}`);
        assert.deepEqual(faultsOfState(directory), []);
    }

    describe("such as room on its disk", () => {
        const NEARLY_FULL =
            /^error: The disk of .* is nearly full, .* are free.*\n {2}Make room.*\n {2}What may go: .*logs/m;

        function room(bytes: number): Readonly<Record<string, string>> {
            const file = `${directory}.room`;
            fs.writeFileSync(file, `${bytes}`);
            return { ...preloading("told-room.ts"), PLINTH_TEST_ROOM: file };
        }

        it("doesn't begin, and says what may be deleted", async () => {
            await refused(9, NEARLY_FULL, { env: room(1_000_000) });
            await worksAgain();
        });

        it("doesn't begin on a disk that is really full", async () => {
            // Where no disk may be mounted, its room is only told: nothing is left out there.
            await refused(9, NEARLY_FULL, canMount ? { shell: ON_A_FULL_DISK } : { env: room(0) });
            if (canMount) {
                assert.deepEqual(heldBy(`${directory}.after`), held);
            }
            await worksAgain();
        });

        it("stops in time when the disk fills up in the middle of an update; the next run goes on", async () => {
            fs.rmSync(directory, { recursive: true });
            const env = room(100_000_000);
            const watch = setInterval(() => {
                const file = stateFile(directory);
                if (fs.existsSync(file) && fs.readFileSync(file, "utf8").includes('"type": "aws:')) {
                    // In one step: half of it would be another number.
                    fs.writeFileSync(`${directory}.room.new`, "1000000");
                    fs.renameSync(`${directory}.room.new`, `${directory}.room`);
                    clearInterval(watch);
                }
            }, 5);
            const { code, out, err } = await plinth([...UP, "--quiet"], { directory, env });
            clearInterval(watch);
            assert.equal(code, 9, `${out}\n${err}`);
            assert.match(
                err,
                /^error: The disk of .* is nearly full, 1 MB are free: the run was stopped while there was/m,
            );
            assert.match(out, /foundation \(staging\) {2}up interrupted {2}[1-9]\d* created/);
            assert.deepEqual(faultsOfState(directory), []);
            await worksAgain();
        });

        it("says so when a file may not grow", async () => {
            await refused(
                9,
                /^error: The disk of .* takes no file of this size, or a limit is set on it \(`ulimit -f`\)/m,
                {
                    shell: 'ulimit -f 0 && exec "$@"',
                },
            );
            await worksAgain();
        });
    });

    it("such as a free port says who may hold it", async () => {
        const server = net.createServer();
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const address = server.address();
        assert.ok(address !== null && typeof address === "object");
        const env = { ...preloading("taken-port.ts"), PLINTH_TEST_TAKEN_PORT: `${address.port}` };
        try {
            await refused(9, /^error: No port could be had on this machine: .*EADDRINUSE.*\n {2}.*`ss -ltnp`/m, {
                env,
            });
        } finally {
            server.close();
        }
        await worksAgain();
    });

    it("such as a folder to write to names it, and how to choose another", async () => {
        const file = path.join(folder, "a-file");
        fs.writeFileSync(file, "");
        const end = await plinth([...UP, "--quiet"], { directory: path.join(file, "plinth") });
        assert.equal(end.code, 9, end.err);
        assert.match(end.err, /^error: .*a-file.* can't be written: .*\n {2}.*PLINTH_DIRECTORY/m);
    });

    describe("such as an engine", () => {
        let root = "";
        let bin = "";

        before(() => {
            root = checkoutIn(path.join(folder, "repository"));
            bin = path.join(folder, "bin");
            fs.mkdirSync(bin);
            fs.symlinkSync(process.execPath, path.join(bin, "node"));
        });

        const withoutEngine = (): Partial<CommandOptions> => ({
            root,
            env: { ...preloading("no-network.ts"), PATH: bin },
        });

        it("says where one was looked for, and what to install", async () => {
            const { err } = await refused(
                3,
                /^error: No Pulumi engine 3\.\d+\.\d+ or newer could be had:$/m,
                withoutEngine(),
            );
            for (const line of ["PATH: no `pulumi` on it", "no `go` on PATH", "can't be reached (ENETUNREACH)"]) {
                assert.ok(err.includes(line), err);
            }
            assert.match(err, /Install one of these, then run the command again:\n {2}- the Pulumi CLI/);
        });

        it("says so when the one on PATH is too old", async () => {
            fs.writeFileSync(path.join(bin, "pulumi"), "#!/bin/sh\necho v3.100.0\n", { mode: 0o755 });
            await refused(
                3,
                /- PATH: .*pulumi: it is version 3\.100\.0; 3\.\d+\.\d+ or a newer 3\.x is needed/,
                withoutEngine(),
            );
        });
    });

    describe("or whose files aren't what they were", () => {
        it("refuses a wrong passphrase and says where the right one goes", async () => {
            const file = path.join(directory, "sandbox", "passphrase");
            const right = fs.readFileSync(file);
            fs.writeFileSync(file, "another");
            await refused(2, /^error: The passphrase is not the one .*\n {2}.*PULUMI_CONFIG_PASSPHRASE_FILE/m);
            fs.writeFileSync(file, right);
            await worksAgain();
        });

        it("refuses a world that can't be read, names its file and the way back, and takes a copy of it", async () => {
            const worlds = path.join(directory, "sandbox", "worlds");
            const name = fs.readdirSync(worlds).find((one) => /^aws.*\.world$/.test(one));
            assert.ok(name !== undefined);
            const file = path.join(worlds, name);
            const whole = fs.readFileSync(file);
            const flipped = Buffer.from(whole);
            flipped[1000] = (flipped[1000] ?? 0) ^ 1;
            for (const verb of ["up", "destroy"]) {
                fs.writeFileSync(file, flipped);
                const damaged = heldBy(directory);
                const end = await plinth([verb, ...UP.slice(1), "--quiet"], { directory });
                assert.equal(end.code, 8, `${end.out}\n${end.err}`);
                assert.match(
                    end.err,
                    /^error: The sandbox's world aws\/\d{12} cannot be read: .*\n {2}Put back a copy/m,
                );
                assert.ok(end.err.includes(name));
                assert.deepEqual(heldBy(directory), damaged);
            }
            fs.writeFileSync(file, whole);
            await worksAgain();
        });

        it("refuses a sandbox whose key is no key", async () => {
            const file = path.join(directory, "sandbox", "key");
            const right = fs.readFileSync(file);
            fs.writeFileSync(file, "not a key");
            await refused(8, /^error: \S+key does not hold a key of 32 bytes in hex\.\n {2}Put back a copy/m);
            fs.writeFileSync(file, right);
            await worksAgain();
        });
    });
});
