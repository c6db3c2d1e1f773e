import type { BackupSubstrate } from "../../../components/backup";
import type { DrillInvocation } from "../../../automation/command-line";
import type { Outputs } from "../../../automation/progress/outputs";
import { type Recording, valueOf } from "../../support/mocks";

export const INVOCATION: DrillInvocation = {
    verb: "drill restore",
    environment: "staging",
    sandbox: false,
    yes: true,
    json: false,
};

/** What the data stack exports of its backups. */
export async function outputsOf({ result }: Pick<Recording<BackupSubstrate>, "result">): Promise<Outputs> {
    return {
        backupBucketName: await valueOf(result.bucketName),
        backupClusterArn: await valueOf(result.clusterArn),
        backupSubnetIds: await valueOf(result.subnetIds),
        backupTaskDefinitionArn: await valueOf(result.taskDefinitionArn),
        backupVerifyTaskDefinitionArn: await valueOf(result.verifyTaskDefinitionArn),
        backupVerifyContainerName: await valueOf(result.verifyContainerName),
        backupVerifySecurityGroupIds: await valueOf(result.verifySecurityGroupIds),
    };
}

/** The state of a data stack with such backups, as the engine writes it. */
export async function stateOf(backups: Recording<BackupSubstrate>): Promise<string> {
    const prefix = "urn:pulumi:staging::data::";
    const stack = { urn: `${prefix}pulumi:pulumi:Stack::data-staging`, type: "pulumi:pulumi:Stack", custom: false };
    const resources = backups.resources.map(({ type, name, inputs }) => ({
        urn: `${prefix}${type}::${name}`,
        ...{ type, inputs, custom: true },
        outputs: { arn: `arn:aws:${/\w+(?=\/)/.exec(type)?.[0]}:eu-central-1:111122223333:${name}`, ...inputs },
    }));
    const latest = { manifest: {}, resources: [{ ...stack, outputs: await outputsOf(backups) }, ...resources] };
    return JSON.stringify({ version: 3, checkpoint: { stack: "organization/data/staging", latest } });
}
