/**
 * Items as DynamoDB writes them in JSON: each attribute is an object of one key, its type.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
import { isDeepStrictEqual } from "node:util";

export type AttributeValue = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, AttributeValue>>;

const isText = (value: unknown): boolean => typeof value === "string";
const isFlag = (value: unknown): boolean => typeof value === "boolean";

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What may stand under each type. */
const FORMS: Readonly<Record<string, (value: unknown) => boolean>> = {
    S: isText,
    N: isText,
    B: isText,
    BOOL: isFlag,
    NULL: isFlag,
    SS: (value) => Array.isArray(value) && value.every(isText),
    NS: (value) => Array.isArray(value) && value.every(isText),
    BS: (value) => Array.isArray(value) && value.every(isText),
    L: (value) => Array.isArray(value) && value.every(isAttributeValue),
    M: (value) => isFields(value) && Object.values(value).every(isAttributeValue),
};

function isAttributeValue(value: unknown): value is AttributeValue {
    const [entry, ...more] = isFields(value) ? Object.entries(value) : [];
    return entry !== undefined && more.length === 0 && FORMS[entry[0]]?.(entry[1]) === true;
}

/** @returns what is wrong with it where it is no item */
export function parseItem(text: string): { readonly item: Item } | { readonly fault: string } {
    let parsed: unknown;
    try {
        parsed = JSON.parse(text);
    } catch (error) {
        return { fault: `is no JSON: ${error instanceof Error ? error.message : String(error)}` };
    }
    if (!isFields(parsed)) {
        return { fault: 'must be an object of attributes, such as {"id": {"S": "one"}}' };
    }
    const wrong = Object.keys(parsed).find((name) => !isAttributeValue(parsed[name]));
    return wrong === undefined
        ? { item: parsed as Item }
        : {
              fault:
                  `has an attribute '${wrong}' that is no value with its type: ` +
                  `expected {"S": "…"} or another of ${Object.keys(FORMS).join(", ")}`,
          };
}

/** An item whose form the provider has checked already. */
export function itemOf(text: string): Item {
    const parsed = parseItem(text);
    return "item" in parsed ? parsed.item : {};
}

/** As the provider writes what it reads: attributes by name, without spaces. */
export function itemText(item: Item): string {
    const sorted = Object.entries(item).sort(([left], [right]) => (left < right ? -1 : 1));
    return JSON.stringify(Object.fromEntries(sorted));
}

export function isSameItem(left: Item, right: Item): boolean {
    return isDeepStrictEqual(left, right);
}

/** The type of a value: `S`, `N`, … */
export function typeOf(value: AttributeValue): string {
    return Object.keys(value)[0] ?? "";
}

/** A key's value as a text; the empty text for what can't be a key. */
export function keyText(value: AttributeValue | undefined): string {
    const text = value?.["S"] ?? value?.["N"] ?? value?.["B"];
    return typeof text === "string" ? text : "";
}

function listed(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : [];
}

/** Numbers anywhere in a value that are none. */
export function badNumbers(value: AttributeValue): readonly string[] {
    const { L: list, M: map, N: number, NS: numbers } = value;
    const inside = [...listed(list), ...(isFields(map) ? Object.values(map) : [])];
    const own = [number, ...listed(numbers)].filter((text) => typeof text === "string");
    return [
        ...own.filter((text) => !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)),
        ...inside.filter(isAttributeValue).flatMap(badNumbers),
    ];
}
