/** Who may reach a bucket: the block of public access, and who owns its objects. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { oneOf } from "../check-faults";
import { replacementRules } from "../ec2/sources";
import { overwrite } from "../overwriting";
import { noSuchBucket, toBucket } from "./bucket-parts";
import { setState } from "./bucket-state";
import { checkRow, operation, provider } from "./sources";

type BlockInputs = Unwrap<aws.s3.BucketPublicAccessBlockArgs>;
type OwnershipInputs = Unwrap<aws.s3.BucketOwnershipControlsArgs>;

export const PUBLIC_ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
export const OWNERSHIP_CONTROLS = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";

const BLOCK_PROVIDER = provider("bucket_public_access_block");
const OWNERSHIP_PROVIDER = provider("bucket_ownership_controls");

export const publicAccessBlockRefusals = { noSuchBucket } as const satisfies Record<string, Refusal>;

export const ownershipControlsRefusals = {
    noSuchBucket,
    ownership: checkRow("the ownership is none of the three that there are", OWNERSHIP_PROVIDER),
} as const satisfies Record<string, Refusal>;

export const publicAccessBlock = defineModel<BlockInputs>({
    type: PUBLIC_ACCESS_BLOCK,
    source: operation("PutPublicAccessBlock"),
    api: {
        service: "S3",
        create: "PutPublicAccessBlock",
        update: "PutPublicAccessBlock",
        delete: "DeletePublicAccessBlock",
    },
    mint: (inputs) => inputs.bucket,
    refusals: publicAccessBlockRefusals,
    references: [toBucket],
    replacement: replacementRules(BLOCK_PROVIDER, { replaces: ["bucket"] }),
    validate: (op) => overwrite(op, PUBLIC_ACCESS_BLOCK),
    outputs: (op) => ({
        blockPublicAcls: op.inputs.blockPublicAcls ?? false,
        blockPublicPolicy: op.inputs.blockPublicPolicy ?? false,
        ignorePublicAcls: op.inputs.ignorePublicAcls ?? false,
        restrictPublicBuckets: op.inputs.restrictPublicBuckets ?? false,
    }),
    afterCreate: (op) => setState(op.world, op.id, { blockPublicPolicy: op.inputs.blockPublicPolicy ?? false }),
    afterUpdate: (op) => setState(op.world, op.id, { blockPublicPolicy: op.inputs.blockPublicPolicy ?? false }),
    beforeDelete: (op) => {
        if (!op.inputs.skipDestroy) {
            setState(op.world, op.id, { blockPublicPolicy: false });
        }
    },
});

export const ownershipControls = defineModel<OwnershipInputs>({
    type: OWNERSHIP_CONTROLS,
    source: operation("PutBucketOwnershipControls"),
    api: {
        service: "S3",
        create: "PutBucketOwnershipControls",
        update: "PutBucketOwnershipControls",
        delete: "DeleteBucketOwnershipControls",
    },
    mint: (inputs) => inputs.bucket,
    refusals: ownershipControlsRefusals,
    references: [toBucket],
    replacement: replacementRules(OWNERSHIP_PROVIDER, { replaces: ["bucket"] }),
    check: ({ rule }) =>
        oneOf("rule.objectOwnership", rule?.objectOwnership, [
            "BucketOwnerPreferred",
            "ObjectWriter",
            "BucketOwnerEnforced",
        ]),
    validate: (op) => overwrite(op, OWNERSHIP_CONTROLS),
    outputs: () => ({}),
});
