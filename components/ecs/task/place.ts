/** Where tasks run, and who may take on their roles. Pure. */
import { assumableBy } from "../../iam";

/** An AWS partition, region and account. */
export interface Place {
    readonly partition: string;
    readonly region: string;
    readonly account: string;
}

/** Where a resource is, from its ARN. */
export function placeOf(arn: string): Place {
    const [, partition = "", , region = "", account = ""] = arn.split(":");
    return { partition, region, account };
}

/** Only for tasks of this account and region: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html */
export function taskTrustPolicy({ partition, region, account }: Place): string {
    return assumableBy("ecs-tasks.amazonaws.com", {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: { "aws:SourceArn": `arn:${partition}:ecs:${region}:${account}:*` },
    });
}
