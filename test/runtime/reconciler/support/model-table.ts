/** DynamoDB's conditional writes and transactions in this process, one call after the other, with whatever goes wrong. */
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
}

export class ModelTable {
    private readonly items = new Map<string, Item>();
    private readonly done = new Set<string>();
    /** Keys in the order of a scan, also of items that are gone since; undefined when one has come. */
    private order: readonly Place[] | undefined;

    get(key: string): Item | undefined {
        return this.items.get(key);
    }

    all(): readonly Item[] {
        return [...this.items.values()];
    }

    put(item: Item): void {
        this.set(String(item[KEY]), item);
    }

    private set(key: string, item: Item): void {
        if (!this.items.has(key)) {
            this.order = undefined;
        }
        this.items.set(key, item);
    }

    delete(key: string): void {
        this.items.delete(key);
    }

    /** DynamoDB does so after ten minutes. */
    forgetTokens(): void {
        this.done.clear();
    }

    /** The table as one process sees it. */
    seenBy(surroundings: Surroundings): Table {
        const call = <T>(work: () => T): Promise<T> => carriedOut(work, surroundings);
        return {
            get: (key) => call(() => this.get(key)),
            write: (write) => call(() => this.carryOut([write], undefined, surroundings)),
            transact: (writes, token) => call(() => this.carryOut(writes, token, surroundings)),
            scan: (request) => call(() => this.page(request)),
        };
    }

    private carryOut(writes: readonly Write[], token: string | undefined, { condition, changed }: Surroundings): void {
        if (token !== undefined && this.done.has(token)) {
            return;
        }
        if (writes.length > 100 || new Set(writes.map(({ key }) => key)).size < writes.length) {
            throw new Error("ValidationException: too many items, or one item twice, in a transaction");
        }
        const failed = writes.map((write) => {
            assertUsed(write);
            const text = condition === undefined ? write.condition : condition(write);
            return text !== undefined && !holds(parsed(text), this.items.get(write.key), write);
        });
        if (failed.includes(true)) {
            throw new ConditionFailed(failed);
        }
        const before = writes.map(({ key }) => this.items.get(key));
        writes.forEach((write) => this.apply(write));
        writes.forEach((write, index) => changed?.(write, before[index]));
        if (token !== undefined) {
            this.done.add(token);
        }
    }

    private apply(write: Write): void {
        if (write.kind === "delete") {
            this.items.delete(write.key);
            return;
        }
        const before = this.items.get(write.key) ?? { [KEY]: write.key };
        this.set(write.key, updated(write.update, before, write));
    }

    /** Parts and their order follow from a hash of the key, as in DynamoDB. */
    private page({ segment, segments, limit, after }: ScanRequest): Page {
        const places = (this.order ??= [...this.items.keys()].map(placeOf).sort(inOrder));
        const items: Item[] = [];
        let last = "";
        for (let at = after === undefined ? 0 : firstAfter(places, placeOf(after)); at < places.length; at += 1) {
            const { key, hash } = places[at] ?? placeOf("");
            const item = hash % segments === segment ? this.items.get(key) : undefined;
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

async function carriedOut<T>(work: () => T, { turn, fate }: Surroundings): Promise<T> {
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
