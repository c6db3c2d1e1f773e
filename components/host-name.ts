/** Host names as DNS and certificates write them. Pure. */

/** Lower-case letters, digits and hyphens in two or more labels of at most 63 characters, the last no number; no dot last. */
const HOST_NAME = /^(?=.{1,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)(?=\d*[a-z-])[a-z0-9-]{1,63}(?<!-)$/;

const WILDCARD = "*.";

/** Whether a text is a host name of at least two labels, such as `api.example.com`. */
export function isHostName(text: string): boolean {
    return HOST_NAME.test(text);
}

/** Whether a text is a host name, or one whose first label is `*`. */
export function isHostPattern(text: string): boolean {
    return isHostName(baseName(text));
}

/** The name below a wildcard: `clinic.example.com` for `*.clinic.example.com`; any other name is its own. */
export function baseName(pattern: string): string {
    return pattern.startsWith(WILDCARD) ? pattern.slice(WILDCARD.length) : pattern;
}
