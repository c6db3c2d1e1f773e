import type { Item, Write } from "../table";

/** A write in the words of the protocol: attributes are `#name`, values `:name`. */
export interface Statement extends Pick<Write, "label" | "kind" | "key"> {
    /** `#in_use = #in_use - :one`; none for a delete. */
    readonly set?: readonly string[];
    /** All of them have to hold. */
    readonly conditions: readonly string[];
    readonly values?: Item;
}

/** The write as DynamoDB takes it: it refuses names and values that no expression uses. */
export function written({ label, kind, key, set = [], conditions, values = {} }: Statement): Write {
    const update = set.length === 0 ? "" : `SET ${set.join(", ")}`;
    return pruned({ label, kind, key, update, condition: conditions.join(" AND "), names: {}, values });
}

/** The same write with the names and values that its expressions use, and no others. */
export function pruned(write: Write): Write {
    const text = `${write.update} ${write.condition}`;
    const names = [...new Set(text.match(/#\w+/g))].map((name) => [name, name.slice(1)] as const);
    const used = new Set(text.match(/:\w+/g));
    return {
        ...write,
        names: Object.fromEntries(names),
        values: Object.fromEntries(Object.entries(write.values).filter(([name]) => used.has(name))),
    };
}
