import assert from "node:assert/strict";
import {
    listSettings,
    restoreSettings,
    runSettings,
    verifySettings,
    type Environment,
} from "../../../../runtime/backup-runner/command-line/environment";
import { DATABASE_SECRET, ENCRYPTION_SECRET } from "../support/fake-world";

const COMMON: Environment = {
    BACKUP_BUCKET: "restartix-backups-primary-staging",
    BACKUP_ENVIRONMENT: "staging",
    BACKUP_ENCRYPTION_SECRET_ARN: ENCRYPTION_SECRET,
    DATABASE_NAME: "core",
};
const RUN: Environment = {
    ...COMMON,
    DATABASE_SECRET_ARN: DATABASE_SECRET,
    DATABASE_HOST: "db.internal",
    DATABASE_PORT: "5432",
};
const READ = {
    bucket: "restartix-backups-primary-staging",
    environment: "staging",
    database: "core",
    keys: { secret: ENCRYPTION_SECRET },
};

describe("the environment of a run", () => {
    it("is read whole", () => {
        assert.deepEqual(runSettings(RUN), {
            ...{ bucket: READ.bucket, environment: "staging" },
            ...{ encryptionSecret: ENCRYPTION_SECRET, databaseSecret: DATABASE_SECRET },
            ...{ ssl: { mode: "require" }, place: { host: "db.internal", port: 5432, database: "core" } },
        });
        const verified = { ...RUN, DATABASE_SSLMODE: "verify-full", DATABASE_CA_FILE: "/ca.pem", PG_BIN: "/pg/bin" };
        const { ssl, programs } = runSettings(verified);
        assert.deepEqual({ ssl, programs }, { ssl: { mode: "verify-full", caFile: "/ca.pem" }, programs: "/pg/bin" });
    });

    it("needs no place of the database where none of it is set: its secret may hold an address", () => {
        const { DATABASE_HOST: _host, DATABASE_PORT: _port, DATABASE_NAME: _name, ...rest } = RUN;
        assert.equal(runSettings(rest).place, undefined);
        assert.equal(runSettings({ ...rest, DATABASE_HOST: "" }).place, undefined);
    });

    it("has all that is wrong told at once, each with its name, value and what is allowed", () => {
        const wrong = {
            BACKUP_BUCKET: "Not_A_Bucket",
            BACKUP_ENVIRONMENT: "a b",
            BACKUP_ENCRYPTION_SECRET_ARN: "encryption",
            DATABASE_HOST: "db.internal",
            DATABASE_PORT: "65536",
            DATABASE_SSLMODE: "prefer",
        };
        assert.throws(() => runSettings(wrong), {
            message:
                `The environment can't be used: BACKUP_BUCKET must be a bucket's name, and is "Not_A_Bucket"; ` +
                `BACKUP_ENVIRONMENT must match [A-Za-z0-9._-]{1,63}, and is "a b"; ` +
                `BACKUP_ENCRYPTION_SECRET_ARN must be the ARN of a secret, and is a text of 10 characters that is none; ` +
                `a task definition names it under \`environment\`, not under \`secrets\`; ` +
                `DATABASE_SECRET_ARN must be the ARN of a secret, and is not set; ` +
                `DATABASE_SSLMODE must be one of disable, require, verify-full, and is "prefer"; ` +
                `DATABASE_PORT must be a port, such as 5432, and is "65536"; ` +
                `DATABASE_NAME must be 1 to 63 bytes of UTF-8 without a zero byte, and is not set. See \`--help\`.`,
        });
        assert.throws(
            () => runSettings({ ...RUN, DATABASE_SSLMODE: "verify-full" }),
            /DATABASE_CA_FILE must be a file/,
        );
    });
});

describe("a secret's value that ECS has put where its ARN belongs", () => {
    const names = ["BACKUP_ENCRYPTION_SECRET_ARN", "DATABASE_SECRET_ARN"] as const;
    /** Nothing of it may be shown, and it has no part that occurs by chance. */
    const canary = "Zq7-canary-Xk4";
    const values = [
        canary,
        JSON.stringify({ username: "backup", password: canary }),
        JSON.stringify({ current: "2026-11", keys: { "2026-11": canary } }),
        `postgres://backup:${canary}@db.internal/core`,
        `arn:aws:secretsmanager:${canary}`,
        `${ENCRYPTION_SECRET}\n${canary}`,
        `arn:aws:secretsmanager:eu-central-1:111122223333:secret:encryption-AbCdEf ${canary}`,
    ];

    it("is never shown, and its length tells what happened", () => {
        for (const [name, value] of names.flatMap((name) => values.map((value) => [name, value] as const))) {
            const works = [
                () => runSettings({ ...RUN, [name]: value }),
                () => runSettings({ [name]: value }),
                ...(name === "BACKUP_ENCRYPTION_SECRET_ARN"
                    ? [() => listSettings({ ...COMMON, [name]: value }, undefined)]
                    : []),
            ];
            for (const work of works) {
                assert.throws(work, (error: Error) => {
                    assert.ok(!error.message.includes(canary), error.message);
                    assert.match(
                        error.message,
                        new RegExp(`${name} must be .* is a text of ${value.length} characters`),
                    );
                    return true;
                });
            }
        }
    });
});

describe("the environment of list, restore and verify", () => {
    it("needs nothing of the database but its name", () => {
        assert.deepEqual(listSettings(COMMON, undefined), READ);
        const { DATABASE_NAME: _name, ...rest } = COMMON;
        assert.deepEqual(listSettings(rest, "core"), READ);
        assert.throws(() => listSettings(rest, undefined), /DATABASE_NAME must be/);
        assert.throws(() => listSettings(rest, "x".repeat(64)), /--database must be 1 to 63 bytes/);
    });

    it("takes the keys themselves where Secrets Manager is out of reach", () => {
        const { BACKUP_ENCRYPTION_SECRET_ARN: _arn, ...rest } = COMMON;
        assert.deepEqual(listSettings({ ...rest, BACKUP_KEYS: "{}" }, undefined).keys, { text: "{}" });
        assert.throws(() => listSettings(rest, undefined), /BACKUP_ENCRYPTION_SECRET_ARN must be/);
    });

    it("takes a target with its password from the environment, or without it from the arguments", () => {
        const url = "postgres://me:sesame@h/restored";
        const { target } = restoreSettings({ ...COMMON, RESTORE_DATABASE_URL: url }, undefined, undefined);
        assert.equal(target.password, "sesame");
        const given = restoreSettings({ ...COMMON, PGPASSWORD: "sesame" }, undefined, "postgres://me@h/restored");
        assert.deepEqual(given.target, target);
        assert.throws(() => restoreSettings(COMMON, undefined, url), /--to must have no password/);
        assert.throws(() => restoreSettings(COMMON, undefined, undefined), /RESTORE_DATABASE_URL must be postgres:/);
        assert.throws(
            () => restoreSettings({}, undefined, "nonsense"),
            (error: Error) => {
                assert.match(error.message, /BACKUP_BUCKET must .*; --to can't be used: it must be postgres:/);
                return true;
            },
        );
    });

    it("has limits of a day and two hours, and a canary where there is one", () => {
        const scratch = { ...COMMON, SCRATCH_DATABASE_URL: "postgres://postgres@127.0.0.1:5432/postgres" };
        const plain = verifySettings(scratch, undefined);
        assert.deepEqual(
            [plain.maxAgeSeconds, plain.canary, plain.scratch.ssl.mode],
            [26 * 3600, undefined, "disable"],
        );
        const set = verifySettings(
            { ...scratch, VERIFY_MAX_AGE_HOURS: "1.5", VERIFY_CANARY: "public.users.at" },
            undefined,
        );
        assert.deepEqual([set.maxAgeSeconds, set.canary], [5400, { schema: "public", table: "users", column: "at" }]);
        assert.throws(
            () => verifySettings({ ...COMMON, VERIFY_MAX_AGE_HOURS: "0", VERIFY_CANARY: "users" }, undefined),
            /SCRATCH_DATABASE_URL must .*VERIFY_MAX_AGE_HOURS must .* is "0"; VERIFY_CANARY must be schema.table.column/,
        );
    });
});
