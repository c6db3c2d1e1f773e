/** The least of an account that a database or a cache needs, for tests through the real engine. */
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { Subnet } from "@pulumi/aws/ec2/subnet";
import { Vpc } from "@pulumi/aws/ec2/vpc";
import { Provider as AwsProvider } from "@pulumi/aws/provider";
import { Provider as RandomProvider } from "@pulumi/random/provider";
import type * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "../../components/encryption";
import type { EnvironmentNaming } from "../../components/naming";
import { SecretContainer, type SecretKind } from "../../components/secrets";
import { NAMING } from "./data-args";

const REGION = "eu-central-1";
const ACCOUNT = "111122223333";

export const SANDBOX_SCOPE = `aws/${ACCOUNT}`;

/** As in a stack's file: every resource needs a provider that the program made. */
export const NO_DEFAULT_PROVIDERS = { "pulumi:disable-default-providers": ["*"] };

export interface DataSurroundings {
    /** The providers of everything else. */
    readonly opts: { readonly providers: { readonly aws: AwsProvider; readonly random: RandomProvider } };
    readonly secret: SecretContainer;
    /** What a database and a cache ask for alike. */
    readonly args: {
        readonly naming: EnvironmentNaming;
        readonly encryptionKeyArn: pulumi.Output<string>;
        readonly subnetIds: pulumi.Output<string>[];
        readonly securityGroupIds: pulumi.Output<string>[];
    };
}

/** Two subnets, a group, a key and a secret with a generated value. */
export function dataSurroundings(kind: SecretKind): DataSurroundings {
    const opts = {
        providers: {
            aws: new AwsProvider("aws", { region: REGION, allowedAccountIds: [ACCOUNT] }),
            random: new RandomProvider("random", {}),
        },
    };
    const made: pulumi.CustomResourceOptions = { provider: opts.providers.aws };
    const vpc = new Vpc("vpc", { cidrBlock: "10.10.0.0/16" }, made);
    const subnets = ["a", "b"].map(
        (letter, index) =>
            new Subnet(
                letter,
                { vpcId: vpc.id, cidrBlock: `10.10.${index}.0/24`, availabilityZone: `${REGION}${letter}` },
                made,
            ),
    );
    const group = new SecurityGroup("group", { vpcId: vpc.id }, made);
    const key = new EncryptionKey("key", { naming: NAMING, accountId: ACCOUNT, region: REGION }, opts);
    const args = { naming: NAMING, secretName: kind, kind, username: "platform", encryptionKeyArn: key.arn };
    const secret = new SecretContainer(`secret-${kind}`, args, opts);
    const shared = {
        naming: NAMING,
        encryptionKeyArn: key.arn,
        subnetIds: subnets.map(({ id }) => id),
        securityGroupIds: [group.id],
    };
    return { opts, secret, args: shared };
}
