/**
 * Names of buckets: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html. The provider looks at the
 * letters before it calls (`validBucketName`), S3 at what is kept for its own use.
 */

const RESERVED_PREFIXES = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_SUFFIXES = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

/** What is wrong with a name's form; `undefined` for a good one. */
export function bucketNameFault(name: string): string | undefined {
    if (name.length < 3 || name.length > 63) {
        return `'${name}' has ${name.length} characters; a bucket's name has 3 to 63`;
    }
    if (!/^[a-z0-9.-]+$/.test(name)) {
        return `'${name}': only lowercase alphanumeric characters, hyphens and periods are allowed`;
    }
    if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) {
        return `'${name}' must begin and end with a letter or a digit`;
    }
    if (name.includes("..")) {
        return `'${name}' must not have two periods in a row`;
    }
    return /^\d+\.\d+\.\d+\.\d+$/.test(name) ? `'${name}' must not be formatted as an IP address` : undefined;
}

export function isReservedName(name: string): boolean {
    return (
        RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix)) ||
        RESERVED_SUFFIXES.some((suffix) => name.endsWith(suffix))
    );
}
