import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EncryptionKeyArgs } from "./args";
import { planEncryptionKey } from "./plan";

export * from "./args";

/**
 * A symmetric KMS key of an environment, with an alias that people and policies refer to. By default the platform's:
 * that of its database, cache, secrets, image repositories and data's log groups.
 *
 * AWS rotates its material every year. The account administers it and its IAM policies say who uses it, so that the
 * key can't be locked; see `keyPolicy`. A key for less than that has a `policy` of its own.
 *
 * **Cost**: about $1 a month, and as much again for each of the first two rotations; $0.03 per 10,000 requests
 * (list price, unverified: https://aws.amazon.com/kms/pricing/).
 *
 * **Replacement**: nothing here replaces the key. Deleting it makes everything that it encrypts unreadable after
 * `deletionWindowDays`, final snapshots included: until then the deletion can be called off. `retainOnDelete` leaves
 * the key in AWS instead.
 *
 * @throws InvalidArgsError with all faults of the arguments at once, before the first resource.
 */
export class EncryptionKey extends pulumi.ComponentResource {
    readonly arn: pulumi.Output<string>;
    readonly keyId: pulumi.Output<string>;
    /** `alias/{prefix}-{environment}-platform`. */
    readonly aliasName: pulumi.Output<string>;

    constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
        super("plinth:encryption:EncryptionKey", name, {}, opts);
        const { naming, logicalName = "platform" } = args;
        const plan = planEncryptionKey(`EncryptionKey "${name}"`, args);

        const key = new aws.kms.Key(
            `${name}-key`,
            {
                description: `${naming.prefix}-${naming.environment}-${logicalName}`,
                enableKeyRotation: true,
                deletionWindowInDays: plan.deletionWindowDays,
                policy: plan.policy,
                tags: naming.nameTag(logicalName),
            },
            { parent: this, retainOnDelete: plan.retainOnDelete },
        );
        const alias = new aws.kms.Alias(
            `${name}-alias`,
            {
                name: naming.contractName("kmsAlias", `alias/${naming.prefix}-${naming.environment}-${logicalName}`),
                targetKeyId: key.keyId,
            },
            // A name that is made again: a protected key has to stay, and nothing is lost with its alias.
            { parent: this, protect: false },
        );

        this.arn = key.arn;
        this.keyId = key.keyId;
        this.aliasName = alias.name;
        this.registerOutputs({ arn: this.arn, keyId: this.keyId, aliasName: this.aliasName });
    }
}
