/**
 * The backup's own secret: JSON with the keys by their ids, and which one new backups are made with.
 *
 * ```json
 * { "current": "2026-11", "keys": { "2026-11": "<base64 of 32 bytes>", "2025-11": "<base64 of 32 bytes>" } }
 * ```
 *
 * To rotate, a key with a new id is added and made the current one. The old ones stay as long as a backup made with them.
 */
import type { KeyObject } from "node:crypto";
import { createSecretKey } from "node:crypto";
import { EnvelopeError } from "./fault";
import { isRecord } from "../record";
import { KEY_ID } from "./format";

const KEY_BYTES = 32;
const SHAPE = '{ "current": "<id>", "keys": { "<id>": "<base64 of 32 bytes>" } }';

/** Keys are held as key objects, which neither `JSON.stringify` nor `util.inspect` shows. */
export interface BackupKeys {
    /** The id of the key for new backups. */
    readonly current: string;
    /** By id. */
    readonly keys: ReadonlyMap<string, KeyObject>;
}

/** The secret can't be used. Names ids only: no value of it is shown. */
export class BackupKeysError extends Error {
    constructor(readonly faults: readonly string[]) {
        super(
            `The secret with the backup's keys can't be used: ${faults.join("; ")}. ` +
                `Set it to JSON of the form ${SHAPE}; an earlier version of the secret may hold what is missing.`,
        );
        this.name = "BackupKeysError";
    }
}

/** What is no valid id may be a key that stands in the wrong place. */
function place(id: string, position: number): string {
    return KEY_ID.test(id) ? `keys.${id}` : `entry ${position + 1} of keys`;
}

function keyFault(value: unknown): string | undefined {
    if (typeof value !== "string") {
        return `must be the base64 of ${KEY_BYTES} bytes`;
    }
    const bytes = Buffer.from(value, "base64");
    if (bytes.toString("base64") !== value) {
        return `must be the base64 of ${KEY_BYTES} bytes, with + and / and padded with =, and is no such base64`;
    }
    return bytes.length === KEY_BYTES
        ? undefined
        : `must be the base64 of ${KEY_BYTES} bytes, and decodes to ${bytes.length}`;
}

interface Entry {
    readonly id: string;
    readonly place: string;
    readonly value: unknown;
}

function entryFaults(entries: readonly Entry[]): readonly string[] {
    const firstWith = new Map<unknown, Entry>();
    return entries.flatMap((entry) => {
        const faults: string[] = [];
        if (!KEY_ID.test(entry.id)) {
            faults.push(`${entry.place} has an id that doesn't match ${KEY_ID.source.slice(1, -1)}`);
        }
        const fault = keyFault(entry.value);
        const same = firstWith.get(entry.value);
        if (fault !== undefined) {
            faults.push(`${entry.place} ${fault}`);
        } else if (same !== undefined) {
            faults.push(`${entry.place} has the same key as ${same.place}: a new id needs a new key`);
        } else {
            firstWith.set(entry.value, entry);
        }
        return faults;
    });
}

function currentFault(current: unknown, ids: readonly string[]): readonly string[] {
    if (typeof current !== "string" || !KEY_ID.test(current)) {
        return ["current must be the id of one of the keys"];
    }
    return ids.includes(current) ? [] : [`current is ${current}, which is not in keys`];
}

function unknownFaults(names: readonly string[]): readonly string[] {
    return names
        .filter((name) => name !== "current" && name !== "keys")
        .map((name) => `${KEY_ID.test(name) ? name : "an entry"} stands beside current and keys`);
}

function parseSecret(text: string): Readonly<Record<string, unknown>> {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        // The parser's own message quotes the text.
        throw new BackupKeysError(["it is not JSON"]);
    }
    if (!isRecord(value)) {
        throw new BackupKeysError(["it is not a JSON object"]);
    }
    return value;
}

/**
 * @param text the secret's value.
 * @throws BackupKeysError with all faults at once.
 */
export function parseBackupKeys(text: string): BackupKeys {
    const secret = parseSecret(text);
    const keys = secret["keys"];
    const pairs = isRecord(keys) ? Object.entries(keys) : [];
    const entries = pairs.map(([id, value], position) => ({ id, value, place: place(id, position) }));
    const faults = [
        ...unknownFaults(Object.keys(secret)),
        ...currentFault(
            secret["current"],
            entries.map(({ id }) => id),
        ),
        ...(entries.length === 0 ? ["keys must be an object with at least one key"] : entryFaults(entries)),
    ];
    if (faults.length > 0) {
        throw new BackupKeysError(faults);
    }
    const secretKey = (value: unknown): KeyObject => createSecretKey(Buffer.from(String(value), "base64"));
    return {
        current: String(secret["current"]),
        keys: new Map(entries.map(({ id, value }) => [id, secretKey(value)])),
    };
}

/** @throws EnvelopeError where the secret has no key of that id. */
export function keyOf({ keys }: BackupKeys, id: string): KeyObject {
    const key = keys.get(id);
    if (key === undefined) {
        throw new EnvelopeError(
            "unknown-key",
            `The backup was made with the key ${id}, which is not in the secret; there are ${[...keys.keys()].join(", ")}`,
            "Put that key back into the secret, from an earlier version of it. If there was never one of that id, the " +
                "backup was altered: compare its SHA-256 with the manifest's",
        );
    }
    return key;
}
