import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { SecretContainerArgs } from "./args";
import { firstValue, planSecret, type SecretPlan } from "./plan";

export * from "./args";

/**
 * A secret of AWS Secrets Manager: the container always, a first value where it can be generated. What is set in it
 * later, from outside, is never overwritten; neither is what `external` secrets hold ever known here.
 *
 * Values are JSON with the keys of the secret's kind. Endpoints are no part of them: a restore gives new endpoints and
 * the same secret. The program's state has the first value only, encrypted.
 *
 * **Rotation** is done outside: change the password in the database (or the token in the cache) and set the secret's
 * new value; nothing here notices. A task reads its secrets when it starts: deploy it again after a rotation.
 *
 * **Cost**: about $0.40 a month each and $0.05 per 10,000 reads (list price, unverified:
 * https://aws.amazon.com/secrets-manager/pricing/).
 *
 * **Replacement**: `secretName` makes another secret; nothing else replaces. Deleting one leaves it restorable for
 * `recoveryWindowDays`.
 *
 * **Departures from the document**: it calls a secret `{prefix}/{environment}/email-bootstrap`; here AWS adds a suffix to
 * that, as to every secret's name, since a deleted secret's name stays taken and the environment must come up again.
 * Whoever looks one up takes its ARN from the stack's output `secretArns`.
 *
 * @throws InvalidArgsError with all faults of the arguments at once, before the first resource.
 */
export class SecretContainer extends pulumi.ComponentResource {
    readonly arn: pulumi.Output<string>;
    /** The name in AWS, with the generated suffix. */
    readonly secretName: pulumi.Output<string>;
    /** The generated part of the first value, secret: the password, the token, the key. None for `external`. */
    readonly generated: pulumi.Output<string> | undefined;

    constructor(name: string, args: SecretContainerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("plinth:secrets:SecretContainer", name, {}, opts);
        const { naming } = args;
        const where = { prefix: naming.prefix, environment: naming.environment };
        const plan = planSecret(`SecretContainer "${name}"`, { ...args, ...where });

        const secret = new aws.secretsmanager.Secret(
            `${name}-secret`,
            {
                namePrefix: naming.contractName("secret", plan.namePrefix),
                description: plan.description,
                kmsKeyId: args.encryptionKeyArn,
                recoveryWindowInDays: plan.recoveryWindowDays,
                tags: naming.nameTag(args.secretName),
            },
            { parent: this },
        );
        this.generated = this.generate(name, plan);
        this.setFirstValue(name, plan, secret);

        this.arn = secret.arn;
        this.secretName = secret.name;
        this.registerOutputs({ arn: this.arn, secretName: this.secretName });
    }

    /** @throws Error for the kind `external`, which has none. */
    generatedValue(): pulumi.Output<string> {
        if (this.generated === undefined) {
            throw new Error("A secret of the kind external has no generated value: choose another kind for it");
        }
        return this.generated;
    }

    private generate(name: string, { kind }: SecretPlan): pulumi.Output<string> | undefined {
        switch (kind) {
            case "database":
            case "database-user":
            case "database-reader":
                return this.randomText(`${name}-generated`, 32);
            case "redis":
                return this.randomText(`${name}-generated`, 64);
            case "encryption":
            case "backup-keys":
                return pulumi.secret(this.randomBytes(`${name}-generated`).base64);
            case "external":
                return undefined;
        }
    }

    /** Letters and digits only: they need no escape in a URL, and no service refuses one of them. */
    private randomText(name: string, length: number): pulumi.Output<string> {
        const made = new random.RandomPassword(
            name,
            { length, special: false },
            // A new value here would reach the database or the cache, but not the secret, whose value is kept.
            { parent: this, ignoreChanges: ["length", "special"] },
        );
        return pulumi.secret(made.result);
    }

    private randomBytes(name: string): random.RandomBytes {
        return new random.RandomBytes(name, { length: 32 }, { parent: this, ignoreChanges: ["length"] });
    }

    private setFirstValue(name: string, plan: SecretPlan, secret: aws.secretsmanager.Secret): void {
        if (this.generated === undefined) {
            return;
        }
        const secretString = this.generated.apply((generated) => firstValue(plan, generated));
        new aws.secretsmanager.SecretVersion(
            `${name}-first`,
            { secretId: secret.id, secretString: pulumi.secret(secretString) },
            // What is set outside must never be overwritten.
            { parent: this, ignoreChanges: ["secretString"] },
        );
    }
}
