/** Whether a bucket's policy refuses plain HTTP. Pure. */
import type { Statement } from "./document";
import { matches } from "./resources";

/**
 * Whether everybody is refused who doesn't come to a bucket over TLS: for the bucket and all that is in it, a Deny for
 * every principal with `aws:SecureTransport` false and no other condition.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
export function deniesPlainTransport(statements: readonly Statement[], bucketArn: string): boolean {
    const patterns = statements.filter(isDenial).flatMap(({ resources }) => resources);
    // Two objects whose names have nothing in common: only what covers any object covers both.
    return [bucketArn, `${bucketArn}/a`, `${bucketArn}/zz.9`].every((arn) =>
        patterns.some((pattern) => matches(pattern, arn)),
    );
}

function isDenial({ allows, principals, actions, conditions }: Statement): boolean {
    return (
        !allows &&
        principals.includes("*") &&
        actions.some((action) => action === "*" || action === "s3:*") &&
        conditions.length === 1 &&
        conditions.every(
            ({ operator, key, values }) =>
                operator.startsWith("Bool") && key === "aws:securetransport" && values.includes("false"),
        )
    );
}
