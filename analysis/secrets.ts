/** Whether a plain setting looks like a secret. Answers say which sign was seen, never the value. */

/** Words that make a name a secret's wherever they stand in it: PGPASSWORD, API_KEYS, CLERK_SECRET_KEY. */
const SECRET_WORD =
    /(^|_)([A-Z0-9]*(PASSWORD|PASSWD|PASSPHRASE)|[A-Z0-9]*(SECRET|TOKEN)|(API|ACCESS|PRIVATE|SIGNING|ENCRYPTION|MASTER|LICENSE|ACCOUNT)_?KEY|CREDENTIAL)S?(?=_|\d|$)/;

/** Words that do so at the end only: AUTH_MODE and PASS_THROUGH are none. */
const LAST_WORD = /((^|_)(PASS|AUTH|DSN)|_PWD)(_?\d+)?(_(VALUE|STRING|BASE64|B64|PEM|JSON))?$/;

/** Ends of the names of what is known about a secret: where it is, how long it is good for, what it may do. */
const ABOUT_A_SECRET =
    /_(ARNS?|NAMES?|FILE|PATH|DIR|URL|URI|ENDPOINT|HOST|PORT|REGION|HEADER|COOKIE|FIELD|PREFIX|TTL|EXPIRY|EXPIRES(_IN)?|EXPIRATION|LIFETIME|AGE|TIMEOUT|INTERVAL|SECONDS|MINUTES|HOURS|DAYS|LENGTH|SIZE|COUNT|LIMIT|ENABLED|DISABLED|REQUIRED|TYPE|MODE|CLASS|FORMAT|ENCODING|ALGORITHM|ALG|ISSUER|AUDIENCE|SCOPES?|POLICY|VERSION|PROVIDER|BACKEND|STORE|KEY_ID)$/;

/** A count of what a language model reads or a bucket holds. */
const COUNT_OF_TOKENS = /^(MAX|MIN|NUM|COUNT)_([A-Z0-9]+_)*TOKENS$/;

const SHAPES: readonly (readonly [string, RegExp])[] = [
    ["an AWS access key", /\b(AKIA|ASIA)[0-9A-Z]{16}\b/],
    ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
    ["a JSON Web Token", /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/],
    [
        "a token of a known vendor",
        /\b(gh[pousr]_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|[srp]k_(live|test)_\w{10,}|SG\.[\w-]{16,}\.[\w-]{16,}|hv[sbr]\.[\w-]{20,})/,
    ],
    // What follows a host's colon up to a slash is a port, unless there are no digits in it.
    ["an address with a password in it", /\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:(?!\d{1,5}([/?#]|$))[^\s@]+@/i],
    // `${…}`, `{{…}}` and `<…>` stand for a value that is filled in later.
    ["an address with a password in it", /(^|[?&;\s])(password|passwd|pwd)=(?!\$\{|\{\{|<)[^&;\s]/i],
];

/** Values that say where something is, or how it is set, and open nothing. */
const HARMLESS =
    /^(|true|false|-?\d+(\.\d+)?[a-z]{0,3}|arn:[\w-]+:[\s\S]*|https?:\/\/[^@\s]*|\/[\w./-]*|[\w-]+\.[\w.-]+)$/i;

/** Those of them that a password can't be taken for. */
const NO_PASSWORD =
    /^(|true|false|arn:[\w-]+:[\w-]+:[\s\S]*|[a-z][a-z0-9+.-]*:\/\/[^@\s]*|\/(run|var\/run|etc)\/[\w./-]*)$/i;

/** Bits per character from which a long value counts as random: base64 of a key has about 5, hexadecimal 4, words 3.5. */
const RANDOM_BITS = 3.6;
const RANDOM_LENGTH = 24;

/** Which sign of a secret a setting shows, in words; undefined for none. */
export function secretSign(name: string, value: string): string | undefined {
    const shape = SHAPES.find(([, pattern]) => pattern.test(value))?.[0];
    if (shape !== undefined) {
        return `looks like ${shape}`;
    }
    if (isSecretName(upperSnake(name)) && !NO_PASSWORD.test(value)) {
        return "is named like a secret";
    }
    return !HARMLESS.test(value) && isRandom(value) ? "looks random" : undefined;
}

function isSecretName(name: string): boolean {
    return (
        (SECRET_WORD.test(name) || LAST_WORD.test(name)) && !ABOUT_A_SECRET.test(name) && !COUNT_OF_TOKENS.test(name)
    );
}

/** `dbPassword` and `db-password` are DB_PASSWORD. */
function upperSnake(name: string): string {
    return name
        .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
        .replace(/[-.]/g, "_")
        .toUpperCase();
}

/** A word, a number or a short hash of a name. */
const PART = "([A-Z]?[a-z]+\\d{0,2}|[A-Z]+\\d{0,2}|\\d+[a-z]?|[0-9a-f]{7,8})";
/** `restartix-staging-core-api-1a2b3c4` */
const NAME_OF_WORDS = new RegExp(`^${PART}([-_/]${PART})+$`);
/** `3f2504e0-4f89-41d3-9a0c-0305e82c3301`, `subnet-0a1b2c3d4e5f60718`. */
const IDENTIFIER = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z]+(-[a-z]+)*-([0-9a-f]{8}|[0-9a-f]{17}))$/i;

/** One long word of mixed letters and digits, evenly spread; identifiers and names made of words are not. */
function isRandom(value: string): boolean {
    const isWord = value.length >= RANDOM_LENGTH && /^[A-Za-z0-9+/_=-]+$/.test(value);
    const isMixed = /\d/.test(value) && /[a-z]/i.test(value);
    const isName = IDENTIFIER.test(value) || NAME_OF_WORDS.test(value);
    return isWord && isMixed && !isName && entropy(value) >= RANDOM_BITS;
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
