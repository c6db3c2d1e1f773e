import { defineContract } from "./contract";

/** What consumers and alarms need of an environment's vendor buckets, and what was applied to it. */
export const vendorBucketsContract = defineContract({
    project: "vendor-buckets",
    version: 1,
    outputs: {
        /** The role that consuming services take, or that their own policies refer to. */
        consumerRoleArn: "string",
        tableName: "string",
        tableArn: "string",
        reconcilerRoleArn: "string",
        reconcilerFunctionName: "string",
        deadLetterQueueUrl: "string",
        /** Digest of the program that was applied. It is written once all of its resources are as it says. */
        appliedProgram: "string",
        /** The config that was applied, by key path, as JSON; without what makes an environment itself. */
        appliedConfig: "map<string>",
        /** By type and name, what of each resource was as the program says, and a digest of that. */
        appliedResources: "map<string>",
    },
});
