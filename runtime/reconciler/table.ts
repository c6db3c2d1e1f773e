/** The table of vendor buckets, as the protocol needs it: a port, so that a model can stand in for DynamoDB. */

/** An item's attributes; DynamoDB's strings and numbers, which is all that the protocol uses. */
export type Item = Readonly<Record<string, string | number>>;

/** One conditional write of one item. */
export interface Write {
    /** Which expression of the protocol it is, for logs and tests: `acquire bucket`. */
    readonly label: string;
    /** `update` makes the item where there is none. */
    readonly kind: "update" | "delete";
    /** Value of the partition key `vendor_dimension`. */
    readonly key: string;
    /** `SET …`; empty for a delete. */
    readonly update: string;
    readonly condition: string;
    /** `#name` to attribute. */
    readonly names: Readonly<Record<string, string>>;
    /** `:name` to value. */
    readonly values: Item;
}

/** A part of the table. */
export interface ScanRequest {
    /** This one of `segments`, from 0. */
    readonly segment: number;
    readonly segments: number;
    /** Items that a page is made of. */
    readonly limit: number;
    /** Where the page begins. @default - at the beginning */
    readonly after?: string;
}

export interface Page {
    readonly items: readonly Item[];
    /** Where the next page begins; undefined after the last one. */
    readonly next?: string;
}

/**
 * What is asked of DynamoDB. Reads are strongly consistent.
 *
 * Every method throws {@link Throttled} and {@link Unanswered}; writes throw {@link ConditionFailed}.
 */
export interface Table {
    get(key: string): Promise<Item | undefined>;
    write(write: Write): Promise<void>;
    /**
     * All of the writes or none, at most 100.
     *
     * @param token the same one again is the same transaction, within ten minutes: it is not carried out twice
     */
    transact(writes: readonly Write[], token: string): Promise<void>;
    scan(request: ScanRequest): Promise<Page>;
}

/** A condition didn't hold, and nothing was done. */
export class ConditionFailed extends Error {
    override readonly name = "ConditionFailed";

    /** @param failed whether the condition of each write failed, in their order */
    constructor(readonly failed: readonly boolean[]) {
        super("a condition of the write doesn't hold");
    }
}

/** Nothing was done, and the same call may go through later: too many requests, or two transactions on one item. */
export class Throttled extends Error {
    override readonly name = "Throttled";
}

/** Nobody knows whether it was done. */
export class Unanswered extends Error {
    override readonly name = "Unanswered";
}
