import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNaming } from "../naming";

/** What a plan of an image repository is made from. */
export interface ImageRepositoryPlanArgs {
    /**
     * Tagged and untagged images that are kept, 1 to 1000, the newest by the time of their push. Keep more than you
     * may ever roll back to: ECS can't start a task whose image is gone.
     * @default 50
     */
    readonly keepImages?: number;
    /** Days that an image without a tag is kept, 1 to 365. @default 7 */
    readonly keepUntaggedDays?: number;
    /** Whether the repository may be deleted with images in it. @default false */
    readonly forceDelete?: boolean;
}

/** Inputs of {@link ImageRepository}. */
export interface ImageRepositoryArgs extends ImageRepositoryPlanArgs {
    /** Where names come from: `environmentNaming({ prefix, environment })`. */
    readonly naming: EnvironmentNaming;
    /** Whose images: `core-api` for the repository `{prefix}-core-api`. Changing it replaces the repository. */
    readonly service: string;
    /** ARN of the key that encrypts the images. Changing it replaces the repository. */
    readonly encryptionKeyArn: pulumi.Input<string>;
}
