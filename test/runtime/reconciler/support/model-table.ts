/**
 * DynamoDB's conditional writes and transactions in this process, one call after the other, with whatever goes wrong. Who
 * gets an item, or writes it, finds a transaction done or not begun; a scan may find a part of it:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-isolation
 */
import { KEY } from "../../../../runtime/reconciler/protocol/items";
import {
    ConditionFailed,
    Throttled,
    Unanswered,
    type Item,
    type Page,
    type ScanRequest,
    type Table,
    type Write,
} from "../../../../runtime/reconciler/table";
import { holds, parseCondition, updated, type Condition } from "./expressions";
import { UnderWay, type Torn } from "./under-way";

/** What becomes of one call. */
export type Fate = "answered" | "throttled" | "lost on the way" | "lost on the way back";

export interface Surroundings {
    /** Waits for its turn: what others do comes in between. Called before a call is carried out, and after. */
    readonly turn: () => Promise<void>;
    readonly fate: () => Fate;
    /** Another condition in its place, undefined for none. @default - it stays */
    readonly condition?: (write: Write) => string | undefined;
    /** Told after each call that has changed something, of each of its writes and the item as it was before. */
    readonly changed?: (write: Write, before: Item | undefined) => void;
    /** Asked for each transaction. @default - scans see them whole as well */
    readonly torn?: () => Torn | undefined;
}

export class ModelTable {
    private readonly items = new Map<string, Item>();
    /** What scans find in the place of an item, undefined for none. */
    private readonly scanned = new Map<string, Item | undefined>();
    private readonly underWay = new Map<string, UnderWay>();
    private readonly done = new Set<string>();
    /** Keys in the order of a scan, also of items that are gone since; undefined when one has come. */
    private order: readonly Place[] | undefined;

    get(key: string): Item | undefined {
        return this.items.get(key);
    }

    all(): readonly Item[] {
        return [...this.items.values()];
    }

    /** By hand: whoever writes a part of a transaction that is under way waits for its end. */
    put(item: Item): void {
        const key = String(item[KEY]);
        this.settle((one) => one.holds(key));
        this.set(key, item);
    }

    private set(key: string, item: Item): void {
        if (!this.items.has(key)) {
            this.order = undefined;
        }
        this.items.set(key, item);
    }

    delete(key: string): void {
        this.settle((one) => one.holds(key));
        this.items.delete(key);
    }

    /** Brings transactions to their end. @param which of those under way; all unless told */
    settle(which: (one: UnderWay) => boolean = () => true): void {
        [...this.underWay.values()].filter(which).forEach((one) => one.finish());
    }

    /** DynamoDB does so after ten minutes. */
    forgetTokens(): void {
        this.done.clear();
    }

    /** The table as one process sees it. */
    seenBy(surroundings: Surroundings): Table {
        const call = <T>(work: () => T | Promise<T>): Promise<T> =>
            carriedOut(() => {
                this.settle((one) => one.isDue());
                return work();
            }, surroundings);
        return {
            get: (key) => call(() => this.get(key)),
            write: (write) =>
                call(() => {
                    this.assertPossible([write], surroundings);
                    this.carryOut([write], surroundings);
                }),
            transact: (writes, token) => call(() => this.transact(writes, token, surroundings)),
            scan: (request) => call(() => this.page(request)),
        };
    }

    /** Ends when everybody sees all of it. */
    private transact(writes: readonly Write[], token: string, surroundings: Surroundings): void | Promise<void> {
        if (this.underWay.has(token)) {
            throw new Unanswered("TransactionInProgressException");
        }
        if (this.done.has(token)) {
            return;
        }
        if (writes.length > 100 || new Set(writes.map(({ key }) => key)).size < writes.length) {
            throw new Error("ValidationException: too many items, or one item twice, in a transaction");
        }
        this.assertPossible(writes, surroundings);
        const torn = surroundings.torn?.();
        const carryOut = (): void => {
            this.carryOut(writes, surroundings);
            this.done.add(token);
        };
        if (torn === undefined) {
            carryOut();
            return;
        }
        const one = new UnderWay(writes, torn, {
            carryOut,
            scansFind: (key, item) => this.scansFind(key, item),
            scansFindWhatIs: (key) => void this.scanned.delete(key),
            ended: () => void this.underWay.delete(token),
            itemAt: (key) => this.items.get(key),
            itemAfter: (write) => this.itemAfter(write),
        });
        this.underWay.set(token, one);
        return one.goOn();
    }

    /** @throws Throttled where a transaction is under way, ConditionFailed where a condition doesn't hold */
    private assertPossible(writes: readonly Write[], { condition }: Surroundings): void {
        if ([...this.underWay.values()].some((one) => writes.some(({ key }) => one.holds(key)))) {
            throw new Throttled("TransactionConflictException");
        }
        const failed = writes.map((write) => {
            assertUsed(write);
            const text = condition === undefined ? write.condition : condition(write);
            return text !== undefined && !holds(parsed(text), this.items.get(write.key), write);
        });
        if (failed.includes(true)) {
            throw new ConditionFailed(failed);
        }
    }

    private carryOut(writes: readonly Write[], { changed }: Surroundings): void {
        const before = writes.map(({ key }) => this.items.get(key));
        for (const write of writes) {
            const after = this.itemAfter(write);
            if (after === undefined) {
                this.items.delete(write.key);
            } else {
                this.set(write.key, after);
            }
        }
        writes.forEach((write, index) => changed?.(write, before[index]));
    }

    private itemAfter(write: Write): Item | undefined {
        const before = this.items.get(write.key) ?? { [KEY]: write.key };
        return write.kind === "delete" ? undefined : updated(write.update, before, write);
    }

    private scansFind(key: string, item: Item | undefined): void {
        this.scanned.set(key, item);
        // It may be one that isn't there for anybody else.
        this.order = undefined;
    }

    /** Parts and their order follow from a hash of the key, as in DynamoDB. */
    private page({ segment, segments, limit, after }: ScanRequest): Page {
        const places = (this.order ??= [...new Set([...this.items.keys(), ...this.scanned.keys()])]
            .map(placeOf)
            .sort(inOrder));
        const items: Item[] = [];
        let last = "";
        for (let at = after === undefined ? 0 : firstAfter(places, placeOf(after)); at < places.length; at += 1) {
            const { key, hash } = places[at] ?? placeOf("");
            const item = hash % segments === segment ? this.foundAt(key) : undefined;
            if (item !== undefined && items.length === limit) {
                return { items, next: last };
            }
            if (item !== undefined) {
                items.push(item);
                last = key;
            }
        }
        return { items };
    }

    private foundAt(key: string): Item | undefined {
        return this.scanned.has(key) ? this.scanned.get(key) : this.items.get(key);
    }
}

interface Place {
    readonly key: string;
    readonly hash: number;
}

function placeOf(key: string): Place {
    return { key, hash: hashOf(key) };
}

function inOrder(one: Place, other: Place): number {
    return one.hash - other.hash || (one.key < other.key ? -1 : one.key > other.key ? 1 : 0);
}

function firstAfter(places: readonly Place[], place: Place): number {
    let [low, high] = [0, places.length];
    while (low < high) {
        const middle = Math.floor((low + high) / 2);
        const isAfter = inOrder(places[middle] ?? place, place) > 0;
        [low, high] = isAfter ? [low, middle] : [middle + 1, high];
    }
    return low;
}

async function carriedOut<T>(work: () => T | Promise<T>, { turn, fate }: Surroundings): Promise<T> {
    await turn();
    const destiny = fate();
    if (destiny === "throttled") {
        throw new Throttled("ProvisionedThroughputExceededException");
    }
    if (destiny === "lost on the way") {
        throw new Unanswered("socket hang up");
    }
    const result = attempt(work);
    await turn();
    if (destiny === "lost on the way back") {
        throw new Unanswered("socket hang up");
    }
    return result();
}

/** What it answers or throws, for later. */
function attempt<T>(work: () => T): () => T {
    try {
        const value = work();
        return () => value;
    } catch (error) {
        return () => {
            throw error;
        };
    }
}

const conditions = new Map<string, Condition>();

function parsed(text: string): Condition {
    const known = conditions.get(text) ?? parseCondition(text);
    conditions.set(text, known);
    return known;
}

/** DynamoDB refuses names and values that nothing uses. */
function assertUsed({ label, update, condition, names, values }: Write): void {
    const text = `${update} ${condition} `;
    for (const name of [...Object.keys(names), ...Object.keys(values)]) {
        if (!new RegExp(`${name}\\b`).test(text)) {
            throw new Error(`ValidationException: ${label}: ${name} is unused in expressions`);
        }
    }
}

function hashOf(key: string): number {
    let hash = 0;
    for (let index = 0; index < key.length; index += 1) {
        hash = (Math.imul(hash, 31) + key.charCodeAt(index)) >>> 0;
    }
    return hash;
}
