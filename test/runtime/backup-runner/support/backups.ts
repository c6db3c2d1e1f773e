/** Backups in a bucket in memory, made by the runner itself. */
import assert from "node:assert/strict";
import type { RunSettings } from "../../../../runtime/backup-runner/backup/run";
import { runBackup } from "../../../../runtime/backup-runner/backup/run";
import { goodBackup } from "../../../../runtime/backup-runner/catalogue/catalogue";
import type { GoodEntry } from "../../../../runtime/backup-runner/catalogue/entry";
import type { Connection } from "../../../../runtime/backup-runner/database/connection";
import { RunnerError, type Ending } from "../../../../runtime/backup-runner/fault";
import type { Manifest } from "../../../../runtime/backup-runner/manifest/manifest";
import { KEYS } from "../envelope/support";
import {
    DATABASE_SECRET,
    ENCRYPTION_SECRET,
    FakePrograms,
    NEVER,
    type FakeProgram,
    type FakeWorld,
} from "./fake-world";

export const SETTINGS: RunSettings = {
    environment: "staging",
    encryptionSecret: ENCRYPTION_SECRET,
    databaseSecret: DATABASE_SECRET,
    place: { host: "db.internal", port: 5432, database: "core" },
    ssl: { mode: "require" },
};

export const CATALOGUE = { environment: "staging", database: "core", keys: KEYS };

export const TARGET: Connection = {
    ...{ host: "127.0.0.1", port: 5433, database: "restored", user: "postgres" },
    ssl: { mode: "disable" },
};

/** What a dump looks like from here. */
export const DUMP = Buffer.from("PGDMP and then rows, ".repeat(20_000));

export async function backUp(fake: FakeWorld, program: FakeProgram = {}, signal = NEVER): Promise<Manifest> {
    fake.programs = new FakePrograms({ output: () => [DUMP.subarray(0, 1_000), DUMP.subarray(1_000)], ...program });
    return runBackup(SETTINGS, fake.world(), signal);
}

export async function theBackup(fake: FakeWorld, wanted = "latest"): Promise<GoodEntry> {
    return (await goodBackup(wanted, CATALOGUE, fake.world(), NEVER)).backup;
}

/** That something fails, how, and with a message that says it. */
export async function failsWith(work: Promise<unknown>, ending: Ending, ...said: readonly RegExp[]): Promise<void> {
    const error: unknown = await work.then(
        () => assert.fail("it has succeeded"),
        (reason: unknown) => reason,
    );
    assert.ok(error instanceof RunnerError, String(error));
    assert.equal(error.ending, ending, error.message);
    for (const expression of said) {
        assert.match(error.message, expression);
    }
}
