import type * as pulumi from "@pulumi/pulumi";
import type { VendorBucketsArgs } from "./args";
import type { VendorBucketsPlan } from "./plan";

/** What every part of the buckets is made with. */
export interface BucketsContext {
    readonly name: string;
    readonly args: VendorBucketsArgs;
    readonly plan: VendorBucketsPlan;
    readonly parent: pulumi.Resource;
}

/** What the logical names of its resources begin with. */
export const LOGICAL = "vendor-buckets";
