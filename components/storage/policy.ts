/** The policy of a bucket, as JSON. Pure. */
import { policyDocument, type PolicyStatement } from "../iam";

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
    return policyDocument([
        deny("DenyWithoutTls", { Bool: { "aws:SecureTransport": "false" } }),
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
        deny("DenyOldTls", { NumericLessThan: { "s3:TlsVersion": "1.2" } }),
        ...statements,
    ]);
}
