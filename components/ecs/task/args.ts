import type * as pulumi from "@pulumi/pulumi";

/** Processors that Fargate has. */
export const CPU_ARCHITECTURES = ["ARM64", "X86_64"] as const;

export type CpuArchitecture = (typeof CPU_ARCHITECTURES)[number];

/** Which image, by exactly one of the two. */
export interface ImageVersion {
    /** A tag that never moves, as a repository with immutable tags has. `latest` is refused. */
    readonly tag?: string;
    /** `sha256:` and 64 hexadecimal digits. */
    readonly digest?: string;
}

/** The image and where it comes from. */
export interface ImageArgs extends ImageVersion {
    /** Without tag and digest. */
    readonly repositoryUrl: pulumi.Input<string>;
    /** The ECR repository that the execution role may pull from. @default - none: a public registry */
    readonly repositoryArn?: pulumi.Input<string>;
}
