/** What of an item is to be written. Pure. */
import type { Attribute, Attributes } from "./plan";

/** How an attribute differs. */
export interface AttributeChange {
    readonly name: string;
    readonly was?: Attribute;
    readonly is?: Attribute;
}

/**
 * An item belongs to two: the program's attributes are those that it names, and those that it named last time; all others
 * are the application's and stay, as they do on AWS.
 *
 * @param wanted what the program names, without the key
 * @param found the item as it is; undefined for none
 * @param before names of what the program named last time
 */
export function itemChanges(
    wanted: Attributes,
    found: Readonly<Record<string, unknown>> | undefined,
    before: readonly string[],
): readonly AttributeChange[] {
    const there = (found ?? {}) as Attributes;
    const set = Object.entries(wanted)
        .filter(([name, value]) => !isSame(value, there[name]))
        .map(([name, is]) => ({ name, ...wasOf(there[name]), is }));
    const removed = before
        .filter((name) => wanted[name] === undefined && there[name] !== undefined)
        .map((name) => ({ name, ...wasOf(there[name]) }));
    return [...set, ...removed];
}

function wasOf(was: Attribute | undefined): Pick<AttributeChange, "was"> {
    return was === undefined ? {} : { was };
}

/** Emulators write a number otherwise than it was given. */
function isSame(wanted: Attribute, found: Attribute | undefined): boolean {
    if (found === undefined) {
        return false;
    }
    if ("N" in wanted && "N" in found) {
        return Number(wanted.N) === Number(found.N);
    }
    return JSON.stringify(wanted) === JSON.stringify(found);
}

/** The changes as DynamoDB takes them. */
export interface UpdateExpressions {
    readonly UpdateExpression?: string;
    readonly ExpressionAttributeNames?: Record<string, string>;
    readonly ExpressionAttributeValues?: Record<string, Attribute>;
}

/** No expressions for no changes: that makes an item of its key alone. */
export function updateOf(changes: readonly AttributeChange[]): UpdateExpressions {
    const numbered = changes.map((change, index) => ({ ...change, index }));
    const set = numbered.flatMap(({ index, is }) => (is === undefined ? [] : [`#a${index} = :v${index}`]));
    const removed = numbered.flatMap(({ index, is }) => (is === undefined ? [`#a${index}`] : []));
    const clauses = [
        ...(set.length === 0 ? [] : [`SET ${set.join(", ")}`]),
        ...(removed.length === 0 ? [] : [`REMOVE ${removed.join(", ")}`]),
    ];
    const values = numbered.flatMap(({ index, is }) => (is === undefined ? [] : [[`:v${index}`, is] as const]));
    return {
        ...(clauses.length === 0
            ? {}
            : {
                  UpdateExpression: clauses.join(" "),
                  ExpressionAttributeNames: Object.fromEntries(numbered.map(({ name, index }) => [`#a${index}`, name])),
              }),
        ...(values.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(values) }),
    };
}
