/** What the example programs share: their two generations, and the provider they use. */
import { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";

/** The second generation changes in place all that the first one made, and replaces nothing. */
export interface Variant {
    readonly generation: "first" | "second";
}

/** A program that `testStack` runs once its variant is given. */
export type ExampleProgram = (variant: Variant) => Promise<Record<string, unknown>>;

/** What a part of a program needs to make its resources. */
export interface Making {
    readonly variant: Variant;
    readonly options: pulumi.CustomResourceOptions;
}

export const REGION = "eu-central-1";

export function either<T>({ generation }: Variant, first: T, second: T): T {
    return generation === "first" ? first : second;
}

/** The update of everything that bears tags. */
export function tags({ generation }: Variant): Record<string, string> {
    return { Generation: generation };
}

/** Its default tags say whose a resource is, as those of our own stacks do. */
export function onAws(variant: Variant): Making {
    const owner = { Stack: `${pulumi.getProject()}/${pulumi.getStack()}` };
    const provider = new Provider("aws", {
        region: REGION,
        allowedAccountIds: ["111122223333"],
        defaultTags: { tags: owner },
    });
    return { variant, options: { provider } };
}

/** A policy document of one statement. Its statement id is what its second generation changes. */
export function policy({ generation }: Variant, statement: Readonly<Record<string, unknown>>): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Sid: generation === "first" ? "First" : "Second", Effect: "Allow", ...statement }],
    });
}

export function trust(variant: Variant, service: string): string {
    return policy(variant, { Action: "sts:AssumeRole", Principal: { Service: service } });
}
