/** From a key's arguments to what is to be made. Pure. */
import { checkWhole } from "../checks";
import { type Fault, refuseFaults } from "../faults";
import { policyDocument } from "../iam";
import type { EncryptionKeyPlanArgs } from "./args";

/** Arguments as somebody wrote them: any of them may be missing. */
export type EncryptionKeyCandidate = Partial<EncryptionKeyPlanArgs>;

/** Everything wrong with the arguments, with paths from their root; empty when nothing is. */
export function validateEncryptionKey(args: EncryptionKeyCandidate): Fault[] {
    const { accountId, region, deletionWindowDays } = args;
    const accountOk = accountId !== undefined && /^\d{12}$/.test(accountId);
    const regionOk = region !== undefined && /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region);
    return [
        ...(accountOk ? [] : [{ path: "accountId", given: accountId, allowed: "the 12 digits of an AWS account" }]),
        ...(regionOk
            ? validatePartition("region", region)
            : [{ path: "region", given: region, allowed: "the name of a region, such as eu-central-1" }]),
        ...checkWhole("deletionWindowDays", deletionWindowDays, 7, 30),
    ];
}

/** Partitions beside `aws`; ARNs and service principals are others there, and nothing of this has been tried in one. */
const OTHER_PARTITIONS = /^(?:cn|us-gov|us-iso[a-z]?|eu-isoe|eusc)-/;

/** Faults of a region whose ARNs do not begin with `arn:aws:`. */
export function validatePartition(path: string, region: string): Fault[] {
    const allowed = "a region of the partition aws: none of China (cn-), GovCloud (us-gov-) or an isolated one";
    return OTHER_PARTITIONS.test(region) ? [{ path, given: region, allowed }] : [];
}

export interface EncryptionKeyPlan {
    readonly policy: string;
    readonly deletionWindowDays: number;
    readonly retainOnDelete: boolean;
}

/** @throws InvalidArgsError with all faults of the arguments at once. */
export function planEncryptionKey(subject: string, args: EncryptionKeyPlanArgs): EncryptionKeyPlan {
    refuseFaults(subject, validateEncryptionKey(args));
    const { deletionWindowDays = 30, retainOnDelete = false } = args;
    return { policy: args.policy ?? keyPolicy(args), deletionWindowDays, retainOnDelete };
}

/** What CloudWatch Logs does with a log group's key. */
const LOGS_ACTIONS = ["Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey", "DescribeKey"];

/**
 * The account administers the key, so that nobody can lock himself out of it, and its IAM policies say who uses it:
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 *
 * CloudWatch Logs calls as a service, which no IAM policy reaches; it may use the key for log groups of this account:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function keyPolicy({ accountId, region }: Pick<EncryptionKeyPlanArgs, "accountId" | "region">): string {
    return policyDocument([
        {
            Sid: "AccountAdministersAndDelegatesToIam",
            Effect: "Allow",
            Principal: { AWS: `arn:aws:iam::${accountId}:root` },
            Action: "kms:*",
            Resource: "*",
        },
        {
            Sid: "LogGroupsOfThisAccount",
            Effect: "Allow",
            Principal: { Service: `logs.${region}.amazonaws.com` },
            Action: LOGS_ACTIONS.map((action) => `kms:${action}`),
            Resource: "*",
            Condition: {
                ArnLike: {
                    "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${accountId}:log-group:*`,
                },
            },
        },
    ]);
}
