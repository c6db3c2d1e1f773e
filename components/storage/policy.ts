/** The policy of a bucket, as JSON. Pure. */

/** One statement, in the words of IAM. */
export interface PolicyStatement {
    /** Letters and digits, unique in the policy. */
    readonly Sid: string;
    readonly Effect: "Allow" | "Deny";
    readonly Principal: "*" | Readonly<Record<string, string | readonly string[]>>;
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The given statements after those that every bucket has: nothing without TLS, nothing below TLS 1.2. */
export function bucketPolicy(bucketArn: string, statements: readonly PolicyStatement[]): string {
    const deny = (Sid: string, Condition: NonNullable<PolicyStatement["Condition"]>): PolicyStatement => ({
        Sid,
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucketArn, `${bucketArn}/*`],
        Condition,
    });
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            deny("DenyWithoutTls", { Bool: { "aws:SecureTransport": "false" } }),
            // https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
            deny("DenyOldTls", { NumericLessThan: { "s3:TlsVersion": "1.2" } }),
            ...statements,
        ],
    });
}
