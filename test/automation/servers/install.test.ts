import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Machine } from "../../../automation/servers/machine";
import { ensureMoto } from "../../../automation/servers/moto-install";
import { ensurePostgres, findPostgres } from "../../../automation/servers/postgres-install";
import { fakeSystem, type FakeMachine, type FakeSystem } from "../../engine/fake-system";

const POSTGRES = ["postgres", "initdb", "pg_dump"];
const inFolder = (folder: string): readonly string[] => POSTGRES.map((name) => `${folder}/${name}`);

describe("PostgreSQL's server", () => {
    it("is the newest that is packaged, though another one is on PATH", () => {
        const files = [...inFolder("/usr/lib/postgresql/15/bin"), ...inFolder("/usr/lib/postgresql/17/bin")];
        const system = fakeSystem({ files, path: { initdb: "/usr/bin/initdb" } });
        assert.equal(findPostgres({ system }), "/usr/lib/postgresql/17/bin");
    });

    it("is Homebrew's on a Mac", () => {
        const system = fakeSystem({ files: inFolder("/opt/homebrew/opt/postgresql@17/bin") });
        assert.equal(findPostgres({ system }), "/opt/homebrew/opt/postgresql@17/bin");
    });

    it("is the one on PATH where none is packaged, if it is whole", () => {
        const path = { initdb: "/opt/pg/bin/initdb" };
        assert.equal(findPostgres({ system: fakeSystem({ path, files: inFolder("/opt/pg/bin") }) }), "/opt/pg/bin");
        assert.equal(findPostgres({ system: fakeSystem({ path, files: ["/opt/pg/bin/initdb"] }) }), undefined);
    });

    it("isn't one that is too old, nor a client alone", () => {
        const files = [...inFolder("/usr/lib/postgresql/13/bin"), "/usr/lib/postgresql/17/bin/pg_dump"];
        assert.equal(findPostgres({ system: fakeSystem({ files }) }), undefined);
    });

    it("is installed where this user is root", async () => {
        const system = fakeSystem({
            path: { "apt-get": "/usr/bin/apt-get" },
            answer({ args }, files) {
                if (args[0] === "install") {
                    inFolder("/usr/lib/postgresql/15/bin").forEach((file) => files.add(file));
                }
                return {};
            },
        });
        const said: string[] = [];
        const found = await ensurePostgres({ system, root: "/repo", log: (line) => said.push(line), isRoot: true });
        assert.equal(found, "/usr/lib/postgresql/15/bin");
        assert.deepEqual(
            said.filter((line) => !line.endsWith("so far")),
            ["reading the list of packages", "installing postgresql"],
        );
    });

    it("that can't be had is asked for", async () => {
        const system = fakeSystem({ path: { "apt-get": "/usr/bin/apt-get" } });
        await assert.rejects(
            ensurePostgres({ system, root: "/repo", log: () => undefined, isRoot: false }),
            /^ServerFault: PostgreSQL can't be had: only root can install postgresql here, .* Install its server and client, 14 or newer/,
        );
    });
});

describe("moto", () => {
    let root = "";
    beforeEach(() => {
        root = mkdtempSync(path.join(tmpdir(), "plinth-moto-"));
    });
    afterEach(() => rmSync(root, { recursive: true }));

    /** The lock is a real folder; all else is the fake machine's. */
    function machineWith(answer: NonNullable<FakeMachine["answer"]>): Machine & { readonly system: FakeSystem } {
        const system = fakeSystem({ path: { "apt-get": "/usr/bin/apt-get" }, answer });
        return { system, root, log: () => undefined, isRoot: true };
    }

    const makesPython: NonNullable<FakeMachine["answer"]> = ({ args }, files) => {
        if (args[1] === "venv") {
            files.add(path.join(args[2] ?? "", "bin", "python"));
        }
        return {};
    };

    it("is set up once, in one step, and found from then on", async () => {
        const machine = machineWith(makesPython);
        const python = await ensureMoto(machine);
        assert.ok(machine.system.files.has(python));
        const [made, filled, ...others] = machine.system.runs.map(({ args }) => args.join(" "));
        assert.match(made ?? "", /^-m venv .*\.new$/);
        assert.match(filled ?? "", /pip install --quiet --no-deps --requirement .*moto-requirements\.txt$/);
        assert.deepEqual(others, []);
        assert.equal(await ensureMoto(machine), python);
        assert.equal(machine.system.runs.length, 2);
    });

    it("has Debian's python3-venv installed where it is missing", async () => {
        let installed = false;
        const machine = machineWith((run, files) => {
            installed ||= run.args.includes("python3-venv");
            return installed || run.args[1] !== "venv"
                ? makesPython(run, files)
                : { code: 1, stderr: "no ensurepip\n" };
        });
        await ensureMoto(machine);
        assert.ok(installed);
    });

    it("that can't be set up says why, and leaves nothing", async () => {
        const machine = machineWith((run, files) =>
            run.args[1] === "pip" ? { code: 1, stderr: "no such package\n" } : makesPython(run, files),
        );
        await assert.rejects(
            ensureMoto(machine),
            /moto, .* can't be set up: .*: no such package\. It needs Python 3\.10/,
        );
        assert.deepEqual([...machine.system.files], []);
    });
});
