import fs from "node:fs";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { replaceFile } from "../../sandbox/worlds/durable";
import { checkpointFile } from "./checkpoint";
import type { StackIdentity } from "./deployment";
import { locksOf } from "./stack-lock";
import type { Backup, StackStates } from "./states";

/**
 * The states of a file backend, read and written without the engine: it may be the state that the engine can't read.
 *
 * @param root the backend's folder, which holds `.pulumi`
 * @param now for the names of what is set aside
 */
export function fileStates(root: string, now: () => Date = () => new Date()): StackStates {
    return {
        where: async (stack) => stateFileIn(root, stack),
        read: async (stack) => {
            const file = stateFileIn(root, stack);
            return fs.existsSync(file) ? contentOf(file) : undefined;
        },
        write: async (stack, text) => {
            const file = stateFileIn(root, stack);
            fs.mkdirSync(path.dirname(file), { recursive: true });
            replaceFile(file, packed(file, text));
            // Tells the old content's digest. The engine doesn't look at that, and can do without the file.
            fs.rmSync(`${file}${SIDECAR}`, { force: true });
        },
        setAside: async (stack, text) => {
            const file = stateFileIn(root, stack);
            const aside = `${file}.damaged-${now().toISOString().replaceAll(/[:.]/g, "-")}`;
            replaceFile(aside, packed(file, text));
            return aside;
        },
        backups: async (stack) => backupsIn(root, stack),
        locks: async ({ project, environment }) => locksOf(root, project, environment),
    };
}

/** Where the backend keeps attributes of a file: content type, digest. */
const SIDECAR = ".attrs";

/** An engine may keep states compressed; of two files it takes the newer one. */
function stateFileIn(root: string, { project, environment }: StackIdentity): string {
    const plain = checkpointFile(root, project, environment);
    const compressed = `${plain}.gz`;
    const isNewer = (): boolean => fs.statSync(plain).mtimeMs > fs.statSync(compressed).mtimeMs;
    return fs.existsSync(compressed) && !(fs.existsSync(plain) && isNewer()) ? compressed : plain;
}

function contentOf(file: string): string {
    const bytes = fs.readFileSync(file);
    try {
        return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
    } catch {
        // Damaged already as an archive: no JSON, whatever else it is.
        return bytes.toString("latin1");
    }
}

function packed(file: string, text: string): Buffer {
    return file.endsWith(".gz") ? gzipSync(text) : Buffer.from(text);
}

/**
 * The copies that the engine makes of a state: one after each update, which it keeps for ever, and the one before its
 * last write, which is younger than those after an update that was cut off.
 */
function backupsIn(root: string, stack: StackIdentity): readonly Backup[] {
    const { project, environment } = stack;
    const folder = path.join(root, ".pulumi", "backups", project, environment);
    const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
    const copies = names.flatMap((name) => {
        const ns = BACKUP.exec(name)?.[1];
        return ns === undefined ? [] : [backupOf(path.join(folder, name), Number(BigInt(ns) / 1_000_000n))];
    });
    const previous = `${checkpointFile(root, project, environment)}.bak`;
    const last = fs.existsSync(previous) ? [backupOf(previous, writtenAt(previous))] : [];
    return [...copies, ...last].sort((one, other) => other.at - one.at);
}

const BACKUP = /\.(\d+)\.json(\.gz)?$/;

function backupOf(file: string, at: number): Backup {
    return { name: path.basename(file), at, read: () => contentOf(file) };
}

/** When the engine wrote the content; the file itself was copied at the next write. */
function writtenAt(file: string): number {
    const time = /"time": ?"([^"]+)"/.exec(contentOf(file))?.[1];
    const ms = Date.parse(time ?? "");
    return Number.isNaN(ms) ? fs.statSync(file).mtimeMs : ms;
}

/**
 * Removes attributes that the engine was killed over while it wrote them: it can't read a file whose attributes it can't
 * read, and does without those that are missing. Answers which.
 *
 * @param root the backend's folder; no engine may be at work on the stack
 */
export function removeDamagedSidecars(root: string, { project, environment }: StackIdentity): readonly string[] {
    const bookkeeping = path.join(root, ".pulumi");
    const locks = path.join(bookkeeping, "locks", "organization", project, environment);
    const state = checkpointFile(root, project, environment);
    const candidates = [
        path.join(bookkeeping, `meta.yaml${SIDECAR}`),
        `${state}${SIDECAR}`,
        `${state}.bak${SIDECAR}`,
        ...(fs.existsSync(locks) ? fs.readdirSync(locks).map((name) => path.join(locks, name)) : []),
    ];
    const damaged = candidates.filter((file) => file.endsWith(SIDECAR) && fs.existsSync(file) && !isJson(file));
    damaged.forEach((file) => fs.rmSync(file, { force: true }));
    return damaged;
}

function isJson(file: string): boolean {
    try {
        JSON.parse(fs.readFileSync(file, "utf8"));
        return true;
    } catch {
        return false;
    }
}
