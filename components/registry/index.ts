import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import type { ImageRepositoryArgs } from "./args";
import { planImageRepository } from "./plan";

export * from "./args";

/**
 * The provider deletes a repository with a fixed name before it makes its successor, with `forceDelete` images and all.
 * It goes last, or not at all: its successor can't be made, for the name is taken, and the images stay. awsx makes it,
 * so that only a transform reaches it.
 */
const NEVER_DELETED_FIRST: pulumi.ResourceTransform = ({ type, props, opts }) =>
    type === "aws:ecr/repository:Repository" ? { props, opts: { ...opts, deleteBeforeReplace: false } } : undefined;

/**
 * A private ECR repository of one service's images, with the contract name `{prefix}-{service}`. A tag is never moved
 * to another image, every image is scanned when it is pushed, and old ones go.
 *
 * It is an `awsx.ecr.Repository`, a component that its own provider builds: where default providers are disabled, hand
 * over one of `awsx` and one of `aws`: `{ providers: { aws, awsx } }`.
 *
 * **Cost**: about $0.10 per GB and month (list price, unverified: https://aws.amazon.com/ecr/pricing/). An image of
 * 200 MB kept 50 times comes to about $1 at most: layers that images share are stored once.
 *
 * **Replacement**: `service` makes another repository, and the old one goes if it is empty or `forceDelete` is set.
 * `encryptionKeyArn` would replace it under the same name: AWS refuses that (`RepositoryAlreadyExistsException`), with
 * the images untouched. Change the key for a new `service`, or delete the repository and push its images again.
 *
 * @throws InvalidArgsError with all faults of the arguments at once, before the first resource.
 */
export class ImageRepository extends pulumi.ComponentResource {
    readonly arn: pulumi.Output<string>;
    /** Address without a tag: `<account>.dkr.ecr.<region>.amazonaws.com/restartix-core-api`. */
    readonly url: pulumi.Output<string>;
    readonly repositoryName: pulumi.Output<string>;

    constructor(name: string, args: ImageRepositoryArgs, opts?: pulumi.ComponentResourceOptions) {
        super("plinth:registry:ImageRepository", name, {}, { ...opts, transforms: [NEVER_DELETED_FIRST] });
        const { naming } = args;
        const plan = planImageRepository(`ImageRepository "${name}"`, args);

        const made = new awsx.ecr.Repository(
            name,
            {
                name: naming.contractName("ecrRepository", `${naming.prefix}-${args.service}`),
                imageTagMutability: "IMMUTABLE",
                imageScanningConfiguration: { scanOnPush: true },
                encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: args.encryptionKeyArn }],
                lifecyclePolicy: { rules: [...plan.rules] },
                forceDelete: plan.forceDelete,
                tags: naming.nameTag(args.service),
            },
            { parent: this },
        );

        this.arn = made.repository.apply((repository) => repository.arn);
        this.url = made.url;
        this.repositoryName = made.repository.apply((repository) => repository.name);
        this.registerOutputs({ arn: this.arn, url: this.url, repositoryName: this.repositoryName });
    }
}
