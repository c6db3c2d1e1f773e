/** Whether a plain setting looks like a secret. Answers say which sign was seen, never the value. */

const SECRET_NAME =
    /(^|_|-)(PASSWORD|PASSWD|PWD|PASS|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY|CREDENTIALS?|AUTH|DSN)(_?\d+)?($|_(VALUE|STRING|BASE64|B64|PEM|JSON)$)/;

const SHAPES: readonly (readonly [string, RegExp])[] = [
    ["an AWS access key", /\b(AKIA|ASIA)[0-9A-Z]{16}\b/],
    ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
    ["a JSON Web Token", /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/],
    [
        "a token of a known vendor",
        /\b(gh[pousr]_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|[srp]k_(live|test)_\w{10,}|SG\.[\w-]{16,}\.[\w-]{16,})/,
    ],
    ["an address with a password in it", /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i],
];

/** Values that say where something is, or how it is set, and open nothing. */
const HARMLESS =
    /^(|true|false|-?\d+(\.\d+)?[a-z]{0,3}|arn:[\w-]+:[\s\S]*|https?:\/\/[^@\s]*|\/[\w./-]*|[\w-]+\.[\w.-]+)$/i;

/** Bits per character from which a long value counts as random: base64 of a key has about 5, hexadecimal 4, words 3.5. */
const RANDOM_BITS = 3.6;
const RANDOM_LENGTH = 24;

/** Which sign of a secret a setting shows, in words; undefined for none. */
export function secretSign(name: string, value: string): string | undefined {
    const shape = SHAPES.find(([, pattern]) => pattern.test(value))?.[0];
    if (shape !== undefined) {
        return `looks like ${shape}`;
    }
    if (HARMLESS.test(value)) {
        return undefined;
    }
    if (SECRET_NAME.test(upperSnake(name))) {
        return "is named like a secret";
    }
    return isRandom(value) ? "looks random" : undefined;
}

/** `dbPassword` and `db-password` are DB_PASSWORD. */
function upperSnake(name: string): string {
    return name
        .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
        .replace(/[-.]/g, "_")
        .toUpperCase();
}

/** One long word of mixed letters and digits, evenly spread; identifiers made of words or of one key's parts are not. */
function isRandom(value: string): boolean {
    const isWord = value.length >= RANDOM_LENGTH && /^[A-Za-z0-9+/_=-]+$/.test(value);
    const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
    const isMixed = /\d/.test(value) && /[a-z]/i.test(value) && !/(^|[-_/])[a-z]+([-_/][a-z]+)+/i.test(value);
    return isWord && !isUuid && isMixed && entropy(value) >= RANDOM_BITS;
}

/** Shannon entropy in bits per character. */
export function entropy(text: string): number {
    const counts = new Map<string, number>();
    for (const character of text) {
        counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    const shares = [...counts.values()].map((count) => count / text.length);
    return shares.reduce((sum, share) => sum + share * Math.log2(1 / share), 0);
}
