/** Worlds as files: an encrypted snapshot each, replaced as a whole, and a journal of the changes since. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Change, HistoryEntry } from "./records";
import { DamagedWorldError } from "./damaged";
import { replaceFile } from "./durable";
import { decode, encode } from "./encoding";
import { Journal, readJournal } from "./journal";
import { seal, unseal } from "./sealing";
import type { WorldContents } from "./world";
import { World } from "./world";
import type { WorldStore } from "./worlds";

const SNAPSHOT = ".world";
const JOURNAL = ".journal";

function fileName(scope: string): string {
    return encodeURIComponent(scope);
}

export class FileStore implements WorldStore {
    private readonly journals = new Map<string, Journal>();
    private readonly loaded = new Map<string, World>();
    private readonly written = new Map<string, number>();

    /** @param directory is made if need be; one process at a time may use it. */
    constructor(
        private readonly directory: string,
        private readonly key: Buffer,
    ) {
        mkdirSync(directory, { recursive: true, mode: 0o700 });
    }

    load(scope: string): World {
        const contents = this.snapshot(scope);
        const world = new World(scope, contents);
        const file = this.path(scope, JOURNAL);
        const { entries, end } = readJournal(file, scope, this.key);
        for (const { changes, entry } of entries) {
            // A crash between snapshot and truncation leaves entries that the snapshot holds already.
            if (entry.sequence <= world.sequence) {
                continue;
            }
            if (entry.sequence > world.sequence + 1) {
                throw new DamagedWorldError(file, scope, `change ${world.sequence + 1} is missing before its journal`);
            }
            world.commit(changes, entry);
        }
        this.journals.set(scope, new Journal(file, scope, this.key, end));
        this.loaded.set(scope, world);
        this.written.set(scope, contents?.sequence ?? 0);
        return world;
    }

    scopes(): readonly string[] {
        const names = readdirSync(this.directory)
            .filter((name) => name.endsWith(SNAPSHOT) || name.endsWith(JOURNAL))
            .map((name) => decodeURIComponent(name.slice(0, name.lastIndexOf("."))));
        return [...new Set(names)].sort();
    }

    async append(world: World, changes: readonly Change[], entry: HistoryEntry): Promise<void> {
        const journal = this.journals.get(world.scope);
        if (!journal) {
            throw new Error(`the world ${world.scope} was not loaded from this store`);
        }
        await journal.append({ changes, entry });
    }

    async close(): Promise<void> {
        const journals = [...this.journals];
        this.journals.clear();
        await Promise.all(journals.map(([, journal]) => journal.settled()));
        const failures: unknown[] = [];
        for (const [scope, journal] of journals) {
            try {
                this.writeDown(scope, journal);
            } catch (error) {
                failures.push(error);
            } finally {
                journal.close();
            }
        }
        this.loaded.clear();
        if (failures.length > 0) {
            throw failures[0];
        }
    }

    private writeDown(scope: string, journal: Journal): void {
        const world = this.loaded.get(scope);
        // After a failed write the world in memory holds what was never promised; the journal holds the rest.
        if (world && !journal.failed && world.sequence > (this.written.get(scope) ?? 0)) {
            replaceFile(this.path(scope, SNAPSHOT), seal(this.key, `${scope} snapshot`, encode(world.contents())));
            journal.truncate();
        }
    }

    private snapshot(scope: string): WorldContents | undefined {
        const file = this.path(scope, SNAPSHOT);
        if (!existsSync(file)) {
            return undefined;
        }
        const plain = unseal(this.key, `${scope} snapshot`, readFileSync(file));
        if (!plain) {
            throw new DamagedWorldError(file, scope, "it does not decrypt with the sandbox's key");
        }
        return decode<WorldContents>(plain);
    }

    private path(scope: string, ending: string): string {
        return join(this.directory, `${fileName(scope)}${ending}`);
    }
}
