import assert from "node:assert/strict";
import type { Environment } from "../../../../runtime/backup-runner/command-line/environment";
import { HELP } from "../../../../runtime/backup-runner/command-line/help";
import { program } from "../../../../runtime/backup-runner/command-line/program";
import { RunnerError } from "../../../../runtime/backup-runner/fault";
import { manifestKey, objectKey } from "../../../../runtime/backup-runner/names";
import type { LogLine } from "../../../../runtime/backup-runner/world";
import { KEY, OTHER_KEY } from "../envelope/support";
import { DUMP } from "../support/backups";
import { denied } from "../support/fake-store";
import { DATABASE_SECRET, ENCRYPTION_SECRET, FakePrograms, FakeWorld, NEVER } from "../support/fake-world";

const ENVIRONMENT: Environment = {
    BACKUP_BUCKET: "restartix-backups-primary-staging",
    BACKUP_ENVIRONMENT: "staging",
    BACKUP_ENCRYPTION_SECRET_ARN: ENCRYPTION_SECRET,
    DATABASE_SECRET_ARN: DATABASE_SECRET,
    DATABASE_HOST: "db.internal",
    DATABASE_PORT: "5432",
    DATABASE_NAME: "core",
    RESTORE_DATABASE_URL: "postgres://me:sesame@h/restored",
    SCRATCH_DATABASE_URL: "postgres://postgres@127.0.0.1:5432/postgres",
};

interface Ended {
    readonly code: number;
    readonly printed: string;
    readonly last: LogLine | undefined;
    readonly lines: readonly LogLine[];
}

async function run(args: string, fake = new FakeWorld(), environment = ENVIRONMENT, signal = NEVER): Promise<Ended> {
    let printed = "";
    fake.lines.length = 0;
    const code = await program({
        ...{ args: args.split(" "), environment, signal },
        print: (text) => (printed += text),
        world: () => fake.world(),
        log: (line) => fake.lines.push(line),
    });
    return { code, printed, last: fake.lines.at(-1), lines: [...fake.lines] };
}

async function backedUp(): Promise<FakeWorld> {
    const fake = new FakeWorld();
    fake.programs = new FakePrograms({ output: () => [DUMP] });
    assert.equal((await run("run", fake)).code, 0);
    fake.programs = new FakePrograms();
    return fake;
}

describe("the program", () => {
    it("ends a backup with the line that the alarm looks for", async () => {
        const fake = new FakeWorld();
        fake.programs = new FakePrograms({ output: () => [DUMP] });
        const { code, last, lines } = await run("run", fake);
        assert.equal(code, 0);
        const { level, event, tables, rows, plainBytes } = last ?? { level: "error", event: "" };
        assert.deepEqual(
            { level, event, tables, rows, plainBytes },
            { level: "info", event: "backup-completed", tables: 1, rows: 3, plainBytes: DUMP.length },
        );
        assert.equal(lines[0]?.event, "backup-started");
    });

    it("lists, restores and verifies what it has backed up", async () => {
        const fake = await backedUp();
        assert.match((await run("list", fake)).printed, /^backup .*\n.*  good  /);
        const [entry] = JSON.parse((await run("list --json", fake)).printed) as { state: string; rows: number }[];
        assert.deepEqual([entry?.state, entry?.rows], ["good", 3]);
        const restored = await run("restore --backup latest --no-owner", fake);
        assert.deepEqual([restored.code, restored.last?.event], [0, "restore-completed"]);
        const verified = await run("verify", fake);
        assert.deepEqual([verified.code, verified.last?.event], [0, "verify-completed"]);
        assert.deepEqual(
            ["recoverySeconds", "recoveryPointAgeSeconds", "backupId", "bytes", "assertions"].filter(
                (name) => verified.last?.[name] === undefined,
            ),
            [],
        );
    });

    it("verifies a backup that is asked for whatever its age, and the latest if it is young enough", async () => {
        const fake = await backedUp();
        fake.now += 27 * 3_600_000;
        const latest = await run("verify", fake);
        assert.equal(latest.code, 4);
        assert.match(
            String(latest.last?.["message"]),
            /backup-age: the newest good backup shows the database of 27.0 h/,
        );
        const named = await run(`verify --backup ${String(latest.last?.["backupId"])}`, fake);
        assert.deepEqual([named.code, named.last?.event], [0, "verify-completed"]);
        assert.ok(Number(named.last?.["recoveryPointAgeSeconds"]) > 27 * 3_600);
    });

    it("says which newer backups it passes over for the latest, and why", async () => {
        const fake = await backedUp();
        const quiet = await run("restore --backup latest", fake);
        assert.deepEqual(
            quiet.lines.filter(({ level }) => level === "warn"),
            [],
        );
        fake.store.put(manifestKey("core", "2026-11-22T030000Z-0000"), "{}");
        fake.store.put(objectKey("core", "2026-11-23T030000Z-0000"), "half");
        const told =
            "2026-11-22T030000Z-0000, which is forged: No version of its manifest was made by the backup runner";
        const restored = await run("restore --backup latest", fake);
        const [warning, ...more] = restored.lines.filter(({ level }) => level === "warn");
        assert.deepEqual([restored.code, warning?.event, more], [0, "backups-passed-over", []]);
        assert.match(String(warning?.["message"]), new RegExp(`^Newer than 2026-11-21.*, and passed over: ${told}`));
        assert.ok(!String(warning?.["message"]).includes("2026-11-23"));
        const verified = await run("verify", fake);
        assert.match(String(verified.last?.["passedOver"]), new RegExp(`^${told}`));
        assert.equal((await run("verify --backup 2026-11-22T030000Z-0000", fake)).code, 3);
    });

    it("fails a verification by an assertion, with all that was measured", async () => {
        const fake = await backedUp();
        fake.database.tables = [];
        const { code, last } = await run("verify", fake);
        assert.deepEqual([code, last?.event, last?.["ending"]], [4, "verify-failed", "assertion"]);
        assert.match(String(last?.["message"]), /row-counts: \["public","users"\] has no table instead of 3/);
        assert.equal(typeof last?.["recoverySeconds"], "number");
    });

    it("tells every failure in one line, with an exit code that says what was done", async () => {
        const full = await backedUp();
        const refusing = new FakeWorld();
        refusing.programs = new FakePrograms({ output: () => [DUMP] });
        refusing.store.failing("create", () => new Error("two\n  lines"));
        const keyless = await backedUp();
        keyless.secrets.set(ENCRYPTION_SECRET, "not a secret");
        full.database.objects = ["relation users"];
        const cases = [
            {
                args: "restore --backup latest",
                fake: full,
                code: 3,
                event: "restore-failed",
                says: /target is not empty/,
            },
            { args: "run", fake: refusing, code: 1, event: "backup-failed", says: /two \| lines/ },
            {
                args: "verify",
                fake: keyless,
                code: 3,
                event: "verify-failed",
                says: /secret with the backup's keys can't be used/,
            },
            { args: "list", fake: new FakeWorld(), code: 1, event: "list-failed", says: /S3 is gone/ },
            { args: "frob", fake: new FakeWorld(), code: 2, event: "usage-failed", says: /there is no command "frob"/ },
        ];
        for (const { args, fake, code, event, says } of cases) {
            if (args === "list") {
                fake.store.versions = () => {
                    throw new Error("S3 is gone");
                };
            }
            const ended = await run(args, fake);
            assert.deepEqual([ended.code, ended.last?.level, ended.last?.event], [code, "error", event], args);
            assert.match(String(ended.last?.["message"]), says);
            assert.ok(!String(ended.last?.["message"]).includes("\n"));
        }
    });

    it("has looked at all of the environment before it begins", async () => {
        const { code, last } = await run("run", new FakeWorld(), { BACKUP_ENVIRONMENT: "staging" });
        assert.deepEqual([code, last?.event, last?.["ending"]], [2, "backup-failed", "usage"]);
        assert.match(String(last?.["message"]), /BACKUP_BUCKET must .*DATABASE_SECRET_ARN must/);
    });

    it("tells a signal as what ended it", async () => {
        const controller = new AbortController();
        const fake = new FakeWorld();
        fake.programs = new FakePrograms({ output: () => [DUMP] });
        fake.store.failing("completeUpload", () => {
            controller.abort(new RunnerError("interrupted", "SIGTERM has ended it", "Run it again"));
            return denied("ends");
        });
        const { code, last } = await run("run", fake, ENVIRONMENT, controller.signal);
        assert.deepEqual(
            [code, last?.["ending"], last?.["message"]],
            [5, "interrupted", "SIGTERM has ended it. Run it again."],
        );
    });

    it("restores with keys from a safe when Secrets Manager is out of reach", async () => {
        const fake = await backedUp();
        fake.secrets.clear();
        const { BACKUP_ENCRYPTION_SECRET_ARN: _arn, ...rest } = ENVIRONMENT;
        const keys = (key: string): Environment => ({
            ...rest,
            BACKUP_KEYS: JSON.stringify({ current: "2026-11", keys: { "2026-11": key } }),
        });
        assert.equal((await run("restore --backup latest", fake, keys(KEY))).code, 0);
        const wrong = await run("restore --backup latest", fake, keys(OTHER_KEY));
        assert.equal(wrong.code, 3);
        assert.match(String(wrong.last?.["message"]), /no good backup/);
    });

    it("shows its help", async () => {
        assert.deepEqual(await run("--help"), { code: 0, printed: HELP, last: undefined, lines: [] });
    });
});
