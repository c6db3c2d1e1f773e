/** Where the facts of the S3 models come from, and how their tables are written. */
import type { Refusal } from "../../kernel/refusal";

export { checkRow } from "../../kernel/refusal";

export const ERRORS = "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html";
const PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/s3";

/** An operation in the S3 API reference: `operation("CreateBucket")`. */
export function operation(name: string): string {
    return `https://docs.aws.amazon.com/AmazonS3/latest/API/API_${name}.html`;
}

/** The source file of a resource in the Terraform AWS provider: `provider("bucket")`. */
export function provider(file: string): string {
    return `${PROVIDER}/${file}.go`;
}

const STATUS: Readonly<Record<string, number>> = {
    AccessDenied: 403,
    BucketAlreadyExists: 409,
    BucketAlreadyOwnedByYou: 409,
    BucketNotEmpty: 409,
    CrossLocationLoggingProhibited: 403,
    InvalidBucketState: 409,
    NoSuchBucket: 404,
};

/** A row of a table of refusals with S3's HTTP status for its code. */
export function row(code: string, when: string, source: string = ERRORS): Refusal {
    return { code, when, source, status: STATUS[code] ?? 400 };
}
