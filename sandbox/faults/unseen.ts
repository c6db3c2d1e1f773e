/** What exists and is not to be seen yet: clouds answer from copies that lag behind. */
import type { Value } from "../values";
import { isList, isObject } from "../values";

interface Hidden<Reason> {
    readonly reason: Reason;
    readonly names: readonly string[];
    left: number;
}

export class Unseen<Reason> {
    private readonly hidden: Hidden<Reason>[] = [];

    /** @param names under which it may be looked for: id, ARN, name */
    hide(reason: Reason, names: readonly string[], times: number): void {
        this.hidden.push({ reason, names: names.filter((name) => name !== ""), left: times });
    }

    /** Misses one look at what a value names. */
    look(values: readonly (Value | undefined)[]): { readonly by: Reason; readonly name: string } | undefined {
        for (const hidden of this.hidden) {
            const name = hidden.names.find((each) => values.some((value) => mentions(value, each)));
            if (hidden.left > 0 && name !== undefined) {
                hidden.left -= 1;
                return { by: hidden.reason, name };
            }
        }
        return undefined;
    }
}

/** An ARN may stand within a longer text, as in a policy document; other names are too short for that. */
function mentions(value: Value | undefined, name: string): boolean {
    if (typeof value === "string") {
        return value === name || (name.startsWith("arn:") && value.includes(name));
    }
    if (isList(value)) {
        return value.some((item) => mentions(item, name));
    }
    return isObject(value) && Object.values(value).some((item) => mentions(item, name));
}
