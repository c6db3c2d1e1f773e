import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type EnvironmentNaming, environmentNaming } from "./naming";
import { standardTags, type Tags } from "./tags";

/** Which environment, in which account and region, under which names and tags: the head of every stack's config. */
export interface EnvironmentArgs {
    /** First part of every name. */
    readonly prefix: string;
    /** Second part of every name, and the tag `Environment`. */
    readonly environment: string;
    /** Region of the provider, such as `eu-central-1`. */
    readonly region: string;
    /** The one account that the provider may touch. */
    readonly accountId: string;
    /** Values of the standard tags. */
    readonly tags: {
        readonly project: string;
        readonly owner: string;
        readonly costCenter: string;
        readonly service?: string;
    };
}

/** What every program of an environment begins with. */
export interface Environment {
    readonly naming: EnvironmentNaming;
    readonly tags: Tags;
    /** For one account and one region; puts the standard tags on whatever is made with it. */
    readonly provider: aws.Provider;
}

/** Makes the names, the tags and the AWS provider of an environment. Call it once in a program. */
export function openEnvironment({
    prefix,
    environment,
    region,
    accountId,
    tags: values,
}: EnvironmentArgs): Environment {
    // Two stacks of one environment share all other tags: this one tells what a run that was cut off has left, and whose.
    const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
    const tags = standardTags({ ...values, environment, stack });
    const provider = new aws.Provider("aws", { region, allowedAccountIds: [accountId], defaultTags: { tags } });
    return { naming: environmentNaming({ prefix, environment }), tags, provider };
}
