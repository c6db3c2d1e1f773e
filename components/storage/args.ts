import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../iam";
import type { Transform } from "../transform";

/** When objects go. Each is a whole number of days; S3 acts on them once a day, some hours late. */
export interface BucketLifecycleArgs {
    /** Age at which an object is deleted, 1 to 36500. @default - objects stay */
    readonly expirationDays?: number;
    /** Days that a replaced or deleted version is kept, 1 to 36500; without versioning it has no effect. @default 30 */
    readonly noncurrentDays?: number;
    /** Days after which the parts of an unfinished upload are deleted, 1 to 36500. @default 7 */
    readonly abortMultipartDays?: number;
}

/** What a plan of the bucket is made from: plain values, no resource. */
export interface PrivateBucketPlanArgs {
    /**
     * The bucket's name, whole: 3 to 63 lower-case letters, digits and hyphens. Names are unique among all accounts of
     * all customers: one that somebody else has is refused with `BucketAlreadyExists`. Changing it replaces the bucket,
     * which fails while there are objects in it.
     */
    readonly bucketName: string;
    /**
     * Whether replaced and deleted objects are kept for `noncurrentDays`. Changing it updates in place; switched off,
     * it leaves the versions that are there.
     * @default true
     */
    readonly versioning?: boolean;
    readonly lifecycle?: BucketLifecycleArgs;
    /**
     * Whether removing the bucket deletes all that is in it. Otherwise a bucket with objects can't be removed.
     * @default false
     */
    readonly forceDestroy?: boolean;
}

/** Children that a user may have to bend; see {@link Transform}. */
export interface PrivateBucketTransform {
    readonly bucket?: Transform<aws.s3.BucketArgs>;
}

/** Inputs of {@link PrivateBucket}. */
export interface PrivateBucketArgs extends PrivateBucketPlanArgs {
    /**
     * ARN of the KMS key that new objects are encrypted with. Changing it leaves the objects that are there with the
     * key they have.
     * @default - S3's own key (AES-256), free and the only one that load balancers can write logs with
     */
    readonly kmsKeyArn?: pulumi.Input<string>;
    /** Who else may do what, given the bucket's ARN. @default - none: the account's own IAM policies decide */
    readonly statements?: (bucketArn: string) => readonly PolicyStatement[];
    readonly transform?: PrivateBucketTransform;
}
