/** Texts that are JSON documents. */

/** The document that a text holds; undefined for a text that is none, such as a plain word or a number. */
export function parsedJson(text: string): object | undefined {
    if (!/^\s*[[{]/.test(text)) {
        return undefined;
    }
    try {
        const parsed: unknown = JSON.parse(text);
        return typeof parsed === "object" && parsed !== null ? parsed : undefined;
    } catch {
        return undefined;
    }
}
