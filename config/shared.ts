/** Keys that the stacks of every environment have in common. */
import { z } from "zod";

export const ENVIRONMENTS = ["staging", "production"] as const;

export type EnvironmentName = (typeof ENVIRONMENTS)[number];

/** Which environment, in which account and region, under which names and tags. */
export const environmentShape = {
    /** First part of every name, as in `restartix-staging-core-api`. */
    prefix: z.string().describe("2 to 20 lower-case letters, digits and hyphens"),
    /** The environment; also the name of the stack. */
    environment: z.enum(ENVIRONMENTS),
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
};
