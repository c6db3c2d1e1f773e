/** Where a text stops being JSON, which `JSON.parse` tells only for some of the faults. */
export interface JsonFault {
    /** From 1. */
    readonly line: number;
    /** From 1. */
    readonly column: number;
    /** Whether the text is right as far as it goes. */
    readonly isCutOff: boolean;
}

/** One value's or sign's worth of JSON: https://www.rfc-editor.org/rfc/rfc8259 */
const TOKEN =
    /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

type Expected = "value" | "value or end" | "key" | "key or end" | "colon" | "comma or end" | "nothing";

/** The first place where the text is no JSON; undefined when all of it is. */
export function jsonFault(text: string): JsonFault | undefined {
    const open: string[] = [];
    let expected: Expected = "value";
    TOKEN.lastIndex = 0;
    for (;;) {
        const at = TOKEN.lastIndex;
        const match = TOKEN.exec(text);
        if (match === null) {
            const rest = text.slice(at).search(/[^ \t\n\r]/);
            const isDone = expected === "nothing" && rest === -1;
            return isDone ? undefined : placeIn(text, rest === -1 ? text.length : at + rest);
        }
        const next = after(match[1], match[2] !== undefined, expected, open);
        if (next === undefined) {
            return placeIn(text, TOKEN.lastIndex - match[0].trimStart().length);
        }
        expected = next;
    }
}

/** What may follow the sign that opens something. */
const OPENINGS: ReadonlyMap<string | undefined, Expected> = new Map([
    ["{", "key or end"],
    ["[", "value or end"],
]);
/** What a sign closes, and what may be expected where it stands. */
const CLOSINGS: ReadonlyMap<string | undefined, { readonly opening: string; readonly instead: readonly Expected[] }> =
    new Map([
        ["}", { opening: "{", instead: ["key or end", "comma or end"] }],
        ["]", { opening: "[", instead: ["value or end", "comma or end"] }],
    ]);

/** What may follow a token; undefined when it shouldn't be where it is. */
function after(sign: string | undefined, isText: boolean, expected: Expected, open: string[]): Expected | undefined {
    if (sign === ",") {
        return expected === "comma or end" ? (open.at(-1) === "{" ? "key" : "value") : undefined;
    }
    if (sign === ":") {
        return expected === "colon" ? "value" : undefined;
    }
    const closing = CLOSINGS.get(sign);
    if (closing !== undefined) {
        return closing.instead.includes(expected) && open.pop() === closing.opening ? outside(open) : undefined;
    }
    if (isText && (expected === "key" || expected === "key or end")) {
        return "colon";
    }
    return expected === "value" || expected === "value or end" ? inside(sign, open) : undefined;
}

function inside(sign: string | undefined, open: string[]): Expected {
    const opened = OPENINGS.get(sign);
    if (sign === undefined || opened === undefined) {
        return outside(open);
    }
    open.push(sign);
    return opened;
}

function outside(open: readonly string[]): Expected {
    return open.length === 0 ? "nothing" : "comma or end";
}

function placeIn(text: string, index: number): JsonFault {
    const before = text.slice(0, index).split("\n");
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, isCutOff: isEnd(text, index) };
}

/** A text that ends within a word, a number or a string ends too early as well. */
function isEnd(text: string, index: number): boolean {
    const rest = text.slice(index).trimEnd();
    return rest === "" || /^"(?:[^"\\]|\\.)*\\?$/s.test(rest) || /^[-+.\w]+$/.test(rest);
}
