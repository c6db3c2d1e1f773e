/**
 * What a bucket is like, whoever set it. Its settings outlive the resources that set them: versioning is never off
 * again, and a bucket without a block of public access had one when it was made.
 */
import type { View } from "../../kernel/model";

export const BUCKET = "aws:s3/bucket:Bucket";

/** One for each bucket, owned by it. */
const STATE = "sandbox:s3/bucket-state";

/** An object in a bucket. Nothing in the sandbox uploads: a test puts such a record, its `bucket` among the outputs. */
export const OBJECT = "sandbox:s3/object";

/** The objects that a program makes. */
export const OBJECT_TYPES = [
    OBJECT,
    "aws:s3/bucketObject:BucketObject",
    "aws:s3/bucketObjectv2:BucketObjectv2",
    "aws:s3/objectCopy:ObjectCopy",
];

export interface BucketState {
    /** `Disabled` means never enabled. */
    readonly versioning: "Disabled" | "Enabled" | "Suspended";
    readonly objectLock: boolean;
    /** Whether a policy that lets anybody in is refused. */
    readonly blockPublicPolicy: boolean;
}

/** S3 blocks public access to every new bucket: https://aws.amazon.com/blogs/aws/heads-up-amazon-s3-security-changes-are-coming-in-april-of-2023/ */
export function openState(view: View, bucket: string, objectLock: boolean): void {
    view.put({
        type: STATE,
        id: bucket,
        outputs: { versioning: objectLock ? "Enabled" : "Disabled", objectLock, blockPublicPolicy: true },
        ownedBy: { type: BUCKET, id: bucket },
    });
}

export function stateOf(view: Pick<View, "get">, bucket: string): BucketState {
    const { versioning, objectLock, blockPublicPolicy } = view.get(STATE, bucket)?.outputs ?? {};
    return {
        versioning: versioning === "Enabled" || versioning === "Suspended" ? versioning : "Disabled",
        objectLock: objectLock === true,
        blockPublicPolicy: blockPublicPolicy === true,
    };
}

export function setState(view: Pick<View, "get" | "patch">, bucket: string, state: Partial<BucketState>): void {
    if (view.get(STATE, bucket)) {
        view.patch(STATE, bucket, { ...state });
    }
}
