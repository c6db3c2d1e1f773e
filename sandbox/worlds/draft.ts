/** A transaction on a world: reads see its own writes, and nothing reaches the world before it is committed. */
import type { Change, RecordAddress, WorldRecord } from "./records";
import { addressKey } from "./records";
import type { World } from "./world";

/** A record as the draft leaves it; without a record, it was removed. */
interface Written {
    readonly address: RecordAddress;
    readonly record?: WorldRecord;
}

export class Draft {
    private readonly written = new Map<string, Map<string, Written>>();
    private readonly counted = new Map<string, number>();

    constructor(private readonly world: World) {}

    get(address: RecordAddress): WorldRecord | undefined {
        const written = this.written.get(address.type)?.get(addressKey(address));
        return written ? written.record : this.world.get(address);
    }

    list(type: string): readonly WorldRecord[] {
        const written = this.written.get(type);
        if (!written) {
            return this.world.list(type);
        }
        const known = this.world.list(type);
        const current = known.map((record) => {
            const change = written.get(addressKey(record));
            return change ? change.record : record;
        });
        const added = [...written.values()].filter(({ address }) => !this.world.get(address));
        return [...current, ...added.map(({ record }) => record)].filter((record) => record !== undefined);
    }

    /** Every record, in no particular order. */
    all(): readonly WorldRecord[] {
        const types = new Set([...this.world.types(), ...this.written.keys()]);
        return [...types].flatMap((type) => this.list(type));
    }

    put(record: WorldRecord): void {
        this.overlay(record.type).set(addressKey(record), { address: record, record });
    }

    remove(address: RecordAddress): void {
        this.overlay(address.type).set(addressKey(address), { address });
    }

    /** Counts up and returns the new value; used where the cloud gives out something for the n-th time. */
    next(name: string): number {
        const value = (this.counted.get(name) ?? this.world.count(name)) + 1;
        this.counted.set(name, value);
        return value;
    }

    changes(): readonly Change[] {
        const changes: Change[] = [];
        for (const [type, records] of this.written) {
            for (const { record, address } of records.values()) {
                if (record) {
                    changes.push({ kind: "put", record });
                } else if (this.world.get(address)) {
                    const { region, id } = address;
                    changes.push({ kind: "remove", address: { type, region, id } });
                }
            }
        }
        for (const [name, value] of this.counted) {
            changes.push({ kind: "count", name, value });
        }
        return changes;
    }

    private overlay(type: string): Map<string, Written> {
        const overlay = this.written.get(type) ?? new Map<string, Written>();
        this.written.set(type, overlay);
        return overlay;
    }
}
