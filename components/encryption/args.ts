import type { EnvironmentNaming } from "../naming";

/** What a plan of a key is made from. */
export interface EncryptionKeyPlanArgs {
    /** The 12 digits of the account that the key belongs to. */
    readonly accountId: string;
    /** Region of the provider, such as `eu-central-1`; none of China, GovCloud or an isolated partition. */
    readonly region: string;
    /** Days in which a deleted key can be brought back, 7 to 30. It is not billed in that time. @default 30 */
    readonly deletionWindowDays?: number;
    /**
     * Whether the key stays in AWS, usable and billed, when it is deleted here; its alias goes, so that the next `up`
     * can make another key. Without it, whatever the key encrypted and outlives the environment (final snapshots,
     * automated backups, deleted secrets) **can't be read any more** after `deletionWindowDays`. Takes effect with the
     * `up` before the `destroy`.
     * @default false
     */
    readonly retainOnDelete?: boolean;
    /**
     * The key's policy as JSON, whole. AWS refuses one under which whoever puts it there couldn't change it again.
     * @default - the account administers the key and its IAM policies say who uses it; log groups are encrypted with it
     */
    readonly policy?: string;
}

/** Inputs of {@link EncryptionKey}. */
export interface EncryptionKeyArgs extends EncryptionKeyPlanArgs {
    /** Where names come from: `environmentNaming({ prefix, environment })`. */
    readonly naming: EnvironmentNaming;
    /** Last part of the alias `alias/{prefix}-{environment}-{logicalName}`. Changing it replaces the alias alone. @default "platform" */
    readonly logicalName?: string;
}
