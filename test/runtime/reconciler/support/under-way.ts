/** A transaction that can no longer fail, and that scans see one write after the other. */
import type { Item, Write } from "../../../../runtime/reconciler/table";

/** How a transaction comes to be seen. */
export interface Torn {
    /** By what its steps are sorted: its writes in turn as scans see them, and then the moment in which all others do. */
    readonly order: readonly number[];
    /** Waits for the next step: what others do comes in between. */
    readonly turn: () => Promise<void>;
    /** Epoch ms. */
    readonly now: () => number;
}

/** What a transaction does to its table. */
export interface Changes {
    /** For everybody but scans. */
    readonly carryOut: () => void;
    /** What a scan finds in the place of an item, from now on. */
    readonly scansFind: (key: string, item: Item | undefined) => void;
    /** A scan finds what there is, from now on. */
    readonly scansFindWhatIs: (key: string) => void;
    readonly ended: () => void;
    readonly itemAt: (key: string) => Item | undefined;
    readonly itemAfter: (write: Write) => Item | undefined;
}

/**
 * DynamoDB sets out to end what has got stuck when so much time has passed, ms:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export const WHOLE_AFTER_MS = 5_000;

export class UnderWay {
    private readonly steps: (() => void)[];
    /** Of what scans see, or everybody does: both have to see it before others may write it. */
    private readonly seen = new Set<string>();
    private readonly due: number;
    private isDone = false;

    constructor(
        private readonly writes: readonly Write[],
        private readonly torn: Torn,
        private readonly changes: Changes,
    ) {
        this.due = torn.now() + WHOLE_AFTER_MS;
        const steps = [...writes.map((write) => () => this.show(write)), () => this.carryOut()];
        const sorted = steps.map((step, index) => ({ step, by: torn.order[index % torn.order.length] ?? 0 }));
        this.steps = sorted.sort((one, other) => one.by - other.by).map(({ step }) => step);
    }

    /** Nobody else may write this item yet. */
    holds(key: string): boolean {
        return this.writes.some((write) => write.key === key) && !(this.isDone && this.seen.has(key));
    }

    isDue(): boolean {
        return this.torn.now() >= this.due;
    }

    async goOn(): Promise<void> {
        while (this.steps.length > 0) {
            await this.torn.turn();
            // It may have been brought to its end meanwhile.
            if (this.steps.length > 0) {
                this.next();
            }
        }
    }

    finish(): void {
        while (this.steps.length > 0) {
            this.next();
        }
    }

    private next(): void {
        this.steps.shift()?.();
        if (this.steps.length === 0) {
            this.changes.ended();
        }
    }

    private show(write: Write): void {
        this.seen.add(write.key);
        if (this.isDone) {
            this.changes.scansFindWhatIs(write.key);
        } else {
            this.changes.scansFind(write.key, this.changes.itemAfter(write));
        }
    }

    private carryOut(): void {
        for (const { key } of this.writes) {
            if (this.seen.has(key)) {
                this.changes.scansFindWhatIs(key);
            } else {
                this.changes.scansFind(key, this.changes.itemAt(key));
            }
        }
        this.isDone = true;
        this.changes.carryOut();
    }
}
