/** Where a bucket's access logs go. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { replacementRules } from "../ec2/sources";
import { overwrite } from "../overwriting";
import { noSuchBucket, partId, toBucket } from "./bucket-parts";
import { BUCKET } from "./bucket-state";
import { operation, provider, row } from "./sources";

type LoggingInputs = Unwrap<aws.s3.BucketLoggingArgs>;

export const LOGGING = "aws:s3/bucketLogging:BucketLogging";

const PUT = operation("PutBucketLogging");

export const loggingRefusals = {
    noSuchBucket,
    target: row("InvalidTargetBucketForLogging", "the account does not have the bucket that the logs go to", PUT),
    elsewhere: row("CrossLocationLoggingProhibited", "the logs go to a bucket of another region"),
} as const satisfies Record<string, Refusal>;

function refuseTarget(op: Operation<LoggingInputs>): void {
    overwrite(op, LOGGING);
    const { targetBucket } = op.inputs;
    const target = op.world.listEverywhere(BUCKET).find((record) => record.id === targetBucket);
    if (!target || !op.world.listIn(target.region, BUCKET).includes(target)) {
        return op.refuse(loggingRefusals.target, "The target bucket for logging does not exist");
    }
    if (target.region !== op.region) {
        op.refuse(loggingRefusals.elsewhere, "Cross S3 location logging not allowed.");
    }
}

export const logging = defineModel<LoggingInputs>({
    type: LOGGING,
    source: PUT,
    api: { service: "S3", create: "PutBucketLogging", update: "PutBucketLogging", delete: "PutBucketLogging" },
    mint: partId,
    refusals: loggingRefusals,
    references: [toBucket],
    replacement: replacementRules(provider("bucket_logging"), {
        replaces: ["bucket", "expectedBucketOwner"],
        inPlace: ["targetBucket", "targetGrants", "targetObjectKeyFormat", "targetPrefix"],
    }),
    validate: refuseTarget,
    outputs: () => ({}),
});
