/** What the resources that configure a bucket have in common: each is one setting of one bucket. */
import type { Reference } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { BUCKET } from "./bucket-state";
import { operation, row } from "./sources";

export const noSuchBucket: Refusal = row(
    "NoSuchBucket",
    "the bucket does not exist in the region",
    operation("PutBucketPolicy"),
);

/** A bucket's settings go with it. */
export const toBucket: Reference = {
    property: "bucket",
    to: BUCKET,
    missing: noSuchBucket,
    message: () => "The specified bucket does not exist",
    onTargetDeleted: "cascade",
};

/** The provider's ids: the bucket, and the account that it is expected to be of where that is given. */
export function partId({
    bucket,
    expectedBucketOwner,
}: {
    readonly bucket: string;
    readonly expectedBucketOwner?: string | undefined;
}): string {
    return expectedBucketOwner ? `${bucket},${expectedBucketOwner}` : bucket;
}
