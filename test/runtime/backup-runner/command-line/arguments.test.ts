import assert from "node:assert/strict";
import { parseCommand } from "../../../../runtime/backup-runner/command-line/arguments";
import { HELP } from "../../../../runtime/backup-runner/command-line/help";

const NOTHING_OUT = { owners: false, privileges: false };

describe("the command line", () => {
    it("means a backup when it says nothing", () => {
        assert.deepEqual(parseCommand([]), { verb: "run" });
        assert.deepEqual(parseCommand(["run"]), { verb: "run" });
    });

    it("has the documented commands and options", () => {
        assert.deepEqual(parseCommand(["list", "--json"]), { verb: "list", json: true });
        assert.deepEqual(parseCommand(["list", "--database", "core"]), { verb: "list", database: "core", json: false });
        assert.deepEqual(parseCommand(["verify"]), { verb: "verify", backup: "latest" });
        assert.deepEqual(parseCommand(["verify", "--backup=b1"]), { verb: "verify", backup: "b1" });
        assert.deepEqual(parseCommand(["restore", "--backup", "latest", "--to", "postgres://h/d"]), {
            ...{ verb: "restore", backup: "latest", to: "postgres://h/d", leftOut: NOTHING_OUT },
        });
        assert.deepEqual(parseCommand(["restore", "--backup", "b1", "--no-owner", "--no-privileges"]), {
            ...{ verb: "restore", backup: "b1", leftOut: { owners: true, privileges: true } },
        });
    });

    it("shows help wherever it is asked for", () => {
        for (const args of [["--help"], ["-h"], ["restore", "--help"], ["nonsense", "-h"]]) {
            assert.deepEqual(parseCommand(args), { verb: "help" });
        }
        for (const word of [
            "run",
            "list",
            "restore",
            "verify",
            "BACKUP_BUCKET",
            "PG_BIN",
            "--no-owner",
            "VERIFY_CANARY",
        ]) {
            assert.ok(HELP.includes(word), word);
        }
        assert.ok(Math.max(...HELP.split("\n").map((line) => line.length)) <= 120);
    });

    it("has all its faults told at once", () => {
        assert.throws(() => parseCommand(["restore", "now", "--json"]), {
            message:
                'The arguments can\'t be used: "now" is one word too many; restore has no option --json; ' +
                "--backup must be a backup's id, or latest. See `--help`.",
        });
        assert.throws(() => parseCommand(["dump"]), /there is no command "dump"; there are run, list, restore, verify/);
        assert.throws(() => parseCommand(["--fast"]), /Unknown option '--fast'/);
        assert.throws(() => parseCommand(["verify", "--backup", "../x"]), /--backup must match .*, or be latest/);
    });
});
