/** What the provider checks of a schedule before any call. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { CheckFault } from "../../kernel/refusal";
import { between, noLonger, oneOf, ofForm } from "../check-faults";

export type ScheduleInputs = Unwrap<aws.scheduler.ScheduleArgs>;

const ARN = /^arn:[\w-]+:[\w-]+:[\w-]*:(\d{12}|aws)?:\S+$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
export const NAME = /^[0-9A-Za-z_.-]{1,64}$/;
export const NAME_EXPECTED = "1 to 64 letters, digits, - _ and .";

function targetFaults({ target }: Partial<ScheduleInputs>): readonly CheckFault[] {
    const { ecsParameters, retryPolicy } = target ?? {};
    const retries = "target.retryPolicy";
    return [
        ...ofForm("target.arn", target?.arn, ARN, "an ARN"),
        ...ofForm("target.roleArn", target?.roleArn, ARN, "an ARN"),
        ...ofForm("target.deadLetterConfig.arn", target?.deadLetterConfig?.arn, ARN, "an ARN"),
        ...ofForm("target.ecsParameters.taskDefinitionArn", ecsParameters?.taskDefinitionArn, ARN, "an ARN"),
        ...between("target.ecsParameters.taskCount", ecsParameters?.taskCount, 0, 10),
        ...oneOf("target.ecsParameters.launchType", ecsParameters?.launchType, ["EC2", "EXTERNAL", "FARGATE"]),
        ...between(`${retries}.maximumEventAgeInSeconds`, retryPolicy?.maximumEventAgeInSeconds, 60, 86_400),
        ...between(`${retries}.maximumRetryAttempts`, retryPolicy?.maximumRetryAttempts, 0, 185),
    ];
}

function timeFaults(inputs: Partial<ScheduleInputs>): readonly CheckFault[] {
    const expected = "an RFC 3339 time, such as 2026-01-31T06:00:00Z";
    const window = inputs.flexibleTimeWindow;
    return [
        ...noLonger("scheduleExpression", inputs.scheduleExpression, 256),
        ...noLonger("scheduleExpressionTimezone", inputs.scheduleExpressionTimezone, 50),
        ...ofForm("startDate", inputs.startDate, TIME, expected),
        ...ofForm("endDate", inputs.endDate, TIME, expected),
        ...oneOf("flexibleTimeWindow.mode", window?.mode, ["FLEXIBLE", "OFF"]),
        ...between("flexibleTimeWindow.maximumWindowInMinutes", window?.maximumWindowInMinutes, 1, 1440),
    ];
}

export function scheduleFaults(inputs: Partial<ScheduleInputs>): readonly CheckFault[] {
    return [
        ...ofForm("name", inputs.name, NAME, NAME_EXPECTED),
        ...noLonger("groupName", inputs.groupName, 64),
        ...noLonger("description", inputs.description, 512),
        ...oneOf("state", inputs.state, ["DISABLED", "ENABLED"]),
        ...oneOf("actionAfterCompletion", inputs.actionAfterCompletion, ["DELETE", "NONE"]),
        ...timeFaults(inputs),
        ...targetFaults(inputs),
    ];
}
