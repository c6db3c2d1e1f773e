/** The deepest manifest has four levels; a newer minor version may have some more. */
const MAX_DEPTH = 16;

/**
 * A JSON value as the one text that stands for it: no white space, keys sorted by UTF-16 code units, as in
 * https://www.rfc-editor.org/rfc/rfc8785.
 *
 * @param value as `JSON.parse` gives it.
 * @throws RangeError where it is nested more deeply than any manifest.
 */
export function canonicalJson(value: unknown, depth = 0): string {
    if (depth > MAX_DEPTH) {
        throw new RangeError(`nested more than ${MAX_DEPTH} levels deep`);
    }
    if (Array.isArray(value)) {
        return `[${value.map((item) => canonicalJson(item, depth + 1)).join(",")}]`;
    }
    if (typeof value !== "object" || value === null) {
        return JSON.stringify(value);
    }
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item, depth + 1)}`).join(",")}}`;
}
