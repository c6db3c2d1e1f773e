/**
 * A world: all that exists in one scope of a cloud (an AWS account, a Cloudflare zone, a Kubernetes cluster).
 * Changes are made in transactions: either all of one, or nothing.
 */
import type { Change, HistoryEntry, RecordAddress, WorldRecord } from "./records";
import { addressKey } from "./records";

type Index = Map<string, Map<string, WorldRecord>>;

/** The contents as they are stored; a world is rebuilt from it and from the changes made since. */
export interface WorldContents {
    readonly sequence: number;
    readonly records: readonly WorldRecord[];
    readonly counters: Readonly<Record<string, number>>;
    readonly history: readonly HistoryEntry[];
}

/** A world's history is for people and tests; the oldest lines go first. */
const HISTORY_LIMIT = 20_000;

export class World {
    private readonly index: Index = new Map();
    private readonly counters = new Map<string, number>();
    private readonly entries: HistoryEntry[] = [];
    private lastSequence = 0;

    constructor(
        readonly scope: string,
        contents?: WorldContents,
    ) {
        for (const record of contents?.records ?? []) {
            this.apply({ kind: "put", record });
        }
        for (const [name, value] of Object.entries(contents?.counters ?? {})) {
            this.counters.set(name, value);
        }
        this.entries.push(...(contents?.history ?? []));
        this.lastSequence = contents?.sequence ?? 0;
    }

    get sequence(): number {
        return this.lastSequence;
    }

    get(address: RecordAddress): WorldRecord | undefined {
        return this.index.get(address.type)?.get(addressKey(address));
    }

    list(type: string): readonly WorldRecord[] {
        return [...(this.index.get(type)?.values() ?? [])];
    }

    types(): Iterable<string> {
        return this.index.keys();
    }

    /** Every record, in the order of type, region and id, so that two worlds can be compared. */
    all(): readonly WorldRecord[] {
        const sortKey = (record: WorldRecord): string => `${record.type}\n${addressKey(record)}`;
        return [...this.index.values()]
            .flatMap((records) => [...records.values()])
            .sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1));
    }

    count(name: string): number {
        return this.counters.get(name) ?? 0;
    }

    history(): readonly HistoryEntry[] {
        return this.entries;
    }

    contents(): WorldContents {
        return {
            sequence: this.lastSequence,
            records: this.all(),
            counters: Object.fromEntries([...this.counters].sort(([left], [right]) => (left < right ? -1 : 1))),
            history: this.entries,
        };
    }

    /** Takes over the changes of a finished transaction. */
    commit(changes: readonly Change[], entry: HistoryEntry): void {
        for (const change of changes) {
            this.apply(change);
        }
        this.entries.push(entry);
        if (this.entries.length > HISTORY_LIMIT) {
            this.entries.splice(0, this.entries.length - HISTORY_LIMIT);
        }
        this.lastSequence = entry.sequence;
    }

    private apply(change: Change): void {
        switch (change.kind) {
            case "put": {
                const records = this.index.get(change.record.type) ?? new Map<string, WorldRecord>();
                records.set(addressKey(change.record), change.record);
                this.index.set(change.record.type, records);
                break;
            }
            case "remove":
                this.index.get(change.address.type)?.delete(addressKey(change.address));
                break;
            case "count":
                this.counters.set(change.name, change.value);
                break;
        }
    }
}
