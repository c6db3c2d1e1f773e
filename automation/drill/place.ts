/** Where a drill happens, from what the data stack exports. Pure. */
import { z } from "zod";
import type { dataContract } from "../../contracts/data";
import { CommandFault } from "../command-fault";
import type { Outputs } from "../progress/outputs";

type OutputName = keyof (typeof dataContract)["outputs"];

const text = z.string().min(1);
const texts = z.array(text).min(1);

const READ = {
    backupBucketName: text,
    backupClusterArn: z.string().regex(/^arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:cluster\/\S+$/),
    backupSubnetIds: texts,
    backupTaskDefinitionArn: text,
    backupVerifyTaskDefinitionArn: text,
    backupVerifyContainerName: text,
    backupVerifySecurityGroupIds: texts,
} as const satisfies Partial<Record<OutputName, z.ZodType>>;

/** What a drill is started with. */
export interface DrillPlace {
    /** Such as `eu-central-1`. */
    readonly region: string;
    readonly accountId: string;
    readonly clusterArn: string;
    readonly subnetIds: readonly string[];
    readonly securityGroupIds: readonly string[];
    /** The revision of the task that checks a backup. */
    readonly taskDefinitionArn: string;
    /** Its container that does. */
    readonly containerName: string;
    /** The revision of the task that makes a backup. */
    readonly runnerTaskDefinitionArn: string;
    readonly bucketName: string;
}

/**
 * @param upCommand that brings the data stack to where it exports them
 * @throws CommandFault (failed) naming every output that is missing or has another form
 */
export function drillPlace(outputs: Outputs, environment: string, upCommand: string): DrillPlace {
    const { data, error } = z.object(READ).safeParse(outputs);
    if (data === undefined) {
        const names = [...new Set(error.issues.map(({ path: [name] }) => String(name)))].join(", ");
        throw new CommandFault(
            "failed",
            `The data stack of ${environment} doesn't export, or not as it has to: ${names}.`,
            [`It was brought up by another version of its program. Bring it up to date: \`${upCommand}\`.`],
        );
    }
    const [, , , region = "", accountId = ""] = data.backupClusterArn.split(":");
    return {
        region,
        accountId,
        clusterArn: data.backupClusterArn,
        subnetIds: data.backupSubnetIds,
        securityGroupIds: data.backupVerifySecurityGroupIds,
        taskDefinitionArn: data.backupVerifyTaskDefinitionArn,
        containerName: data.backupVerifyContainerName,
        runnerTaskDefinitionArn: data.backupTaskDefinitionArn,
        bucketName: data.backupBucketName,
    };
}
