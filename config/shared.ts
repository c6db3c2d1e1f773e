/** Keys that the stacks of every environment have in common. */
import { z } from "zod";

export const ENVIRONMENTS = ["staging", "production"] as const;

/** Which environment, in which account and region, under which names and tags. */
const shape = {
    /** First part of every name, as in `restartix-staging-core-api`. */
    prefix: z.string().describe("2 to 20 lower-case letters, digits and hyphens"),
    /** Region of the provider. */
    region: z.string().describe("the name of a region, such as eu-central-1"),
    /** The one account that the provider may touch, in quotes: YAML drops a leading zero. */
    accountId: z
        .string()
        .regex(/^\d{12}$/)
        .describe('the 12 digits of an AWS account in quotes, such as "111122223333"'),
    /** Values of the standard tags. */
    tags: z.strictObject({ project: z.string().min(1), owner: z.string().min(1), costCenter: z.string().min(1) }),
    /**
     * Rules of the policy pack whose findings are told and stop nothing in this stack, such as `deletion-protection`
     * before production is taken down. Read by `plinth`, not by the programs.
     */
    relaxedPolicies: z.array(z.string()).optional().describe("a list of rules of the policy pack: docs/policy.md"),
    /** Names that a document gives and the policy pack lets pass. Read by `plinth`, not by the programs. */
    contractNames: z.array(z.string()).optional().describe("a list of names that are given by a document"),
};

type EnvironmentShape<Name extends string> = typeof shape & {
    /** The environment; also the name of the stack. */
    readonly environment: z.ZodEnum<{ [Each in Name]: Each }>;
};

/** The keys of a project whose stacks are these environments; spread them into its schema. */
export function environmentShapeOf<const Name extends string>(environments: readonly Name[]): EnvironmentShape<Name> {
    return { ...shape, environment: z.enum(environments) };
}

/** The keys of the platform's projects. */
export const environmentShape = environmentShapeOf(ENVIRONMENTS);
