/** How much a pattern of resources covers. Pure. */

/** Services whose ARNs have a name where those of others have the type of resource: `arn:aws:s3:::bucket/key`. */
const NAME_FIRST: ReadonlySet<string> = new Set(["codecommit", "codepipeline", "execute-api", "s3", "sns", "sqs"]);

/** Wildcards and what parts a name is made of: `*`, `?*`, `*-??????`. */
const NOTHING_NAMED = /^[*?:/._-]*$/;

/**
 * `*`, or an ARN that names at most a service, an account and a type of resource: `arn:aws:s3:::?*`,
 * `arn:aws:iam::111122223333:role/*`, `arn:aws:secretsmanager:*:*:secret:*`.
 */
export function isEverything(resource: string): boolean {
    const [, , service = "", , , ...rest] = resource.split(":");
    if (rest.length === 0) {
        return /^[*?]+$/.test(resource) || /^arn[:*?].*[*?]/.test(resource);
    }
    const name = rest.join(":");
    const named = NAME_FIRST.has(service) ? name.split("/")[0] : name.replace(/^\/?[\w-]+[:/]/, "");
    return resource.startsWith("arn") && NOTHING_NAMED.test(named ?? "");
}

/** Whether a pattern matches an ARN, as IAM does: `*` is any text, `?` any character. */
export function matches(pattern: string, arn: string): boolean {
    const source = pattern
        .replace(/[\\^$+.()|[\]{}]/g, "\\$&")
        .replace(/\*+/g, "[^]*")
        .replace(/\?/g, "[^]");
    return new RegExp(`^${source}$`).test(arn);
}
