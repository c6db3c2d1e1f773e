import { runBackup } from "../backup/run";
import { backupsOf, goodBackup } from "../catalogue/catalogue";
import type { Entry } from "../catalogue/entry";
import { entriesText, entryJson } from "../catalogue/show";
import { connectionName } from "../database/connection";
import type { BackupKeys } from "../envelope/keys";
import { parseBackupKeys } from "../envelope/keys";
import { RunnerError } from "../fault";
import { findTool } from "../programs/tools";
import { restoreBackup } from "../restore/restore";
import { verifyBackup } from "../verify/verify";
import type { World } from "../world";
import type { Command } from "./arguments";
import {
    listSettings,
    restoreSettings,
    runSettings,
    verifySettings,
    type Environment,
    type ReadSettings,
} from "./environment";

/** What a command has around it. */
export interface Surroundings {
    readonly environment: Environment;
    readonly world: (bucket: string) => World;
    readonly signal: AbortSignal;
    /** Receives what is no log. */
    readonly print: (text: string) => void;
}

type CommandOf<V extends Command["verb"]> = Extract<Command, { readonly verb: V }>;

async function keysOf({ keys }: ReadSettings, world: World, signal: AbortSignal): Promise<BackupKeys> {
    const what = "The secret with the backup's keys";
    return parseBackupKeys("text" in keys ? keys.text : await world.readSecret(keys.secret, what, signal));
}

export async function run({ environment, world: worldOf, signal }: Surroundings): Promise<void> {
    const settings = runSettings(environment);
    const world = worldOf(settings.bucket);
    const { clock, log, peakMemory } = world;
    const began = clock.now();
    const manifest = await runBackup(settings, world, signal);
    const { backupId, database, object, plain, tables } = manifest;
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    log({
        ...{ level: "info", event: "backup-completed", backupId, database },
        ...{ key: object.key, versionId: object.versionId, bytes: object.bytes, plainBytes: plain.bytes },
        ...{ tables: tables.length, rows, keyId: manifest.envelope.keyId },
        ...{ seconds: (clock.now() - began) / 1000, peakMemoryBytes: peakMemory() },
    });
}

export async function list({ database, json }: CommandOf<"list">, around: Surroundings): Promise<void> {
    const { environment, signal, print } = around;
    const settings = listSettings(environment, database);
    const world = around.world(settings.bucket);
    const keys = await keysOf(settings, world, signal);
    const entries: Entry[] = [];
    for await (const entry of backupsOf({ ...settings, keys }, world, signal)) {
        entries.push(entry);
    }
    print(json ? `${JSON.stringify(entries.map(entryJson), undefined, 2)}\n` : entriesText(entries));
}

export async function restore(command: CommandOf<"restore">, around: Surroundings): Promise<void> {
    const { environment, signal } = around;
    const settings = restoreSettings(environment, command.database, command.to);
    const world = around.world(settings.bucket);
    const { clock, log, peakMemory } = world;
    const keys = await keysOf(settings, world, signal);
    const tool = await findTool(world.start, "pg_restore", { folder: settings.programs }, signal);
    const { backup } = await goodBackup(command.backup, { ...settings, keys }, world, signal);
    const { backupId, manifest } = backup;
    const began = clock.now();
    const target = connectionName(settings.target);
    log({ level: "info", event: "restore-started", backupId, target, startedAt: manifest.startedAt });
    await restoreBackup({ backup, keys, tool, target: settings.target, leftOut: command.leftOut }, world, signal);
    log({
        ...{ level: "info", event: "restore-completed", backupId, target },
        ...{ bytes: manifest.object.bytes, plainBytes: manifest.plain.bytes, tables: manifest.tables.length },
        ...{ seconds: (clock.now() - began) / 1000, peakMemoryBytes: peakMemory() },
    });
}

export async function verify(command: CommandOf<"verify">, around: Surroundings): Promise<void> {
    const { environment, signal } = around;
    const settings = verifySettings(environment, command.database);
    const world = around.world(settings.bucket);
    const keys = await keysOf(settings, world, signal);
    const tool = await findTool(world.start, "pg_restore", { folder: settings.programs }, signal);
    const { backup, passedOver } = await goodBackup(command.backup, { ...settings, keys }, world, signal);
    const isLatest = command.backup === "latest";
    const found = await verifyBackup({ ...settings, backup, isLatest, keys, tool }, world, signal);
    const verified = { ...found, ...(passedOver.length === 0 ? {} : { passedOver }) };
    const failed = verified.assertions.filter(({ holds }) => !holds);
    if (failed.length > 0) {
        throw new RunnerError(
            "assertion",
            `Backup ${verified.backupId} isn't as it has to be: ${failed.map(({ name, detail }) => `${name}: ${detail}`).join("; ")}`,
            "docs/restore.md says what each of them means",
            { details: { ...verified } },
        );
    }
    world.log({ level: "info", event: "verify-completed", ...verified, peakMemoryBytes: world.peakMemory() });
}
