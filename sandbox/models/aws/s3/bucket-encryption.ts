/** What a bucket encrypts new objects with. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { oneOf } from "../check-faults";
import { replacementRules } from "../ec2/sources";
import { overwrite } from "../overwriting";
import { noSuchBucket, partId, toBucket } from "./bucket-parts";
import { checkRow, operation, provider, row } from "./sources";

type EncryptionInputs = Unwrap<aws.s3.BucketServerSideEncryptionConfigurationArgs>;

export const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";

const PUT = operation("PutBucketEncryption");
const PROVIDER = provider("bucket_server_side_encryption_configuration");
const ALGORITHMS = ["AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"];

export const encryptionRefusals = {
    noSuchBucket,
    rules: row("MalformedXML", "there is not exactly one rule", PUT),
    keyWithoutKms: row("InvalidArgument", "a KMS key is given for an algorithm that takes none", PUT),
    algorithm: checkRow("the algorithm is none of the four that there are", PROVIDER),
} as const satisfies Record<string, Refusal>;

/** S3 does not look whether the key exists: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html */
export const encryption = defineModel<EncryptionInputs>({
    type: ENCRYPTION,
    source: PUT,
    api: {
        service: "S3",
        create: "PutBucketEncryption",
        update: "PutBucketEncryption",
        delete: "DeleteBucketEncryption",
    },
    mint: partId,
    refusals: encryptionRefusals,
    references: [toBucket],
    unordered: ["rules"],
    replacement: replacementRules(PROVIDER, { replaces: ["bucket", "expectedBucketOwner"], inPlace: ["rules"] }),
    check: ({ rules = [] }) =>
        rules.flatMap(({ applyServerSideEncryptionByDefault: applied }, index) =>
            oneOf(`rules[${index}].applyServerSideEncryptionByDefault.sseAlgorithm`, applied?.sseAlgorithm, ALGORITHMS),
        ),
    validate: (op) => {
        overwrite(op, ENCRYPTION);
        const { rules } = op.inputs;
        if (rules.length !== 1) {
            op.refuse(
                encryptionRefusals.rules,
                "The XML you provided was not well-formed or did not validate against our published schema",
            );
        }
        const applied = rules[0]?.applyServerSideEncryptionByDefault;
        if (applied?.kmsMasterKeyId && !applied.sseAlgorithm.startsWith("aws:kms")) {
            op.refuse(
                encryptionRefusals.keyWithoutKms,
                "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
            );
        }
    },
    outputs: () => ({}),
});
