/** What buckets should count, by one reading of the table during which slots are given back. Pure. */
import type { Bucket } from "./protocol/items";

interface Standing {
    /** Leases that were met. */
    met: number;
    /** Of these, those that were removed since. */
    removed: number;
    /** What the bucket counted when it was met, together with what had been removed; undefined while that moved. */
    counted?: number | undefined;
    /** Whether it was met, and has slots. */
    isBucket: boolean;
    isMoving: boolean;
    /** When it last began or ceased to move. */
    movedAt: number;
}

export class Standings {
    private readonly standings = new Map<string, Standing>();
    private moment = 0;

    /** Of a page that is asked for now. */
    now(): number {
        return this.moment;
    }

    meetLease(bucket: string): void {
        this.of(bucket).met += 1;
    }

    /** @param asked when its page was asked for: what was removed since then may be counted or not */
    meetBucket({ key, inUse }: Bucket, asked: number): void {
        const standing = this.of(key);
        standing.isBucket = true;
        const isClear = !standing.isMoving && standing.movedAt <= asked;
        standing.counted = isClear ? inUse + standing.removed : undefined;
    }

    /** Leases of this bucket are going to be removed; where that fails, nobody knows whether they were. */
    begin(bucket: string): void {
        Object.assign(this.of(bucket), { isMoving: true, movedAt: (this.moment += 1) });
    }

    end(bucket: string, removed: number): void {
        const standing = this.of(bucket);
        standing.removed += removed;
        Object.assign(standing, { isMoving: false, movedAt: (this.moment += 1) });
    }

    /** Buckets of slots that didn't count just their leases when they were met, or may not have. */
    inDoubt(): readonly string[] {
        return [...this.standings].flatMap(([key, { isBucket, counted, met }]) =>
            isBucket && counted !== met ? [key] : [],
        );
    }

    /** Leases that the bucket should count now. */
    expectedOf(bucket: string): number {
        const { met, removed } = this.of(bucket);
        return met - removed;
    }

    private of(bucket: string): Standing {
        const known = this.standings.get(bucket) ?? {
            met: 0,
            removed: 0,
            isBucket: false,
            isMoving: false,
            movedAt: 0,
        };
        this.standings.set(bucket, known);
        return known;
    }
}
