/**
 * Patterns of metric filters: words, `{ $.event = "started" }`, `[ip, user, status = 5*]`, `%error%`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */

/** One comparison inside of `{ … }`, or a test for what is there. */
const SELECTOR = String.raw`\$(\.[\w-]+|\.\*|\[("[^"]*"|'[^']*'|\d+|\*)\])+`;
const LITERAL = String.raw`("[^"]*"|%[^%]*%|[\w*./:@-]+)`;
const TERM = new RegExp(
    `^${SELECTOR}\\s*((=|!=|<=|>=|<|>)\\s*${LITERAL}|(IS|is)\\s+(TRUE|FALSE|NULL)|NOT\\s+EXISTS)$`,
    "i",
);

export type PatternKind = "json" | "fields" | "words";

export function kindOf(pattern: string): PatternKind {
    const text = pattern.trim();
    return text.startsWith("{") ? "json" : text.startsWith("[") ? "fields" : "words";
}

/** Whether CloudWatch Logs can read a pattern. */
export function isPattern(pattern: string): boolean {
    const text = pattern.trim();
    switch (kindOf(text)) {
        case "json":
            return text.endsWith("}") && isExpression(text.slice(1, -1));
        case "fields":
            return text.endsWith("]") && quotesClose(text) && fieldsOf(text).every((name) => name !== "");
        case "words":
            return quotesClose(text) && areWords(text);
    }
}

/** The names of a pattern's fields: `ip`, `user`, `status`. */
export function fieldsOf(pattern: string): readonly string[] {
    return pattern
        .trim()
        .slice(1, -1)
        .split(",")
        .map((field) => /^\s*([\w.]*)/.exec(field)?.[1] ?? "");
}

function quotesClose(text: string): boolean {
    return (text.match(/"/g) ?? []).length % 2 === 0;
}

/** Words have letters, digits and _ alone; what has others stands in quotes, or between two %. */
function areWords(text: string): boolean {
    return text
        .replace(/[-?]?"[^"]*"/g, " ")
        .replace(/%[^%]*%/g, " ")
        .split(/\s+/)
        .every((word) => /^([-?]?\w+)?$/.test(word));
}

/** Terms joined by && and ||, some of them in parentheses. */
function isExpression(text: string): boolean {
    const quoted: string[] = [];
    // What stands in quotes may be anything, operators and parentheses among it.
    const plain = text.replace(/"[^"]*"/g, (literal) => `"${quoted.push(literal)}"`);
    let depth = 0;
    for (const sign of plain) {
        depth += sign === "(" ? 1 : sign === ")" ? -1 : 0;
        if (depth < 0) {
            return false;
        }
    }
    return (
        depth === 0 &&
        plain
            .replace(/[()]/g, " ")
            .split(/&&|\|\|/)
            .every((term) => TERM.test(term.trim()))
    );
}
