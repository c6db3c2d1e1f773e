/** Schedules of EventBridge Scheduler. */
import type { Properties } from "../../../values";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { filled } from "../filled";
import { replacementRules } from "../ec2/sources";
import { findRole, letsAssume } from "../iam/role-access";
import { isSchedule, isTimeZone } from "./expressions";
import type { ScheduleInputs } from "./schedule-rules";
import { scheduleFaults } from "./schedule-rules";
import { checkRow, DEFAULT_GROUP, guide, operation, provider, row, SCHEDULE, SCHEDULE_GROUP } from "./sources";

const CREATE = operation("CreateSchedule");
const TARGET = operation("Target");
const PROVIDER = provider("schedule");
const INVALID = "ValidationException";

export const scheduleRefusals = {
    exists: row("ConflictException", "the group has a schedule of this name", CREATE),
    noGroup: row("ResourceNotFoundException", "the region has no such group of schedules", CREATE),
    expression: row(INVALID, "the expression is none of rate(…), cron(…) and at(…)", guide("schedule-types")),
    timezone: row(INVALID, "the time zone is none", guide("schedule-types")),
    window: row(
        INVALID,
        "a flexible window has no length, or one that is off has one",
        operation("FlexibleTimeWindow"),
    ),
    dates: row(INVALID, "the schedule ends before it starts", CREATE),
    role: row(
        INVALID,
        "the role does not exist in the account, or its trust does not let the scheduler assume it for this group",
        guide("cross-service-confused-deputy-prevention"),
    ),
    ecs: row(INVALID, "a target in ECS has no parameters of ECS, or another target has some", TARGET),
    input: row(INVALID, "the input of a call to Lambda is no JSON", TARGET),
    queue: row(INVALID, "the dead letter target is no queue, or a FIFO queue", operation("DeadLetterConfig")),
    nameForm: checkRow(
        "the name is empty, longer than 64 characters or has others than letters, digits, - _ and .",
        PROVIDER,
    ),
    length: checkRow("a text is too long", PROVIDER),
    state: checkRow("the state is none", PROVIDER),
    completion: checkRow("the action after completion is none", PROVIDER),
    time: checkRow("the start or the end is no RFC 3339 time", PROVIDER),
    windowMode: checkRow("the mode of the flexible window is none", PROVIDER),
    range: checkRow("a number is out of its range", PROVIDER),
    arn: checkRow("what must be an ARN is none", PROVIDER),
    launchType: checkRow("the launch type is none", PROVIDER),
} as const satisfies Record<string, Refusal>;

const refusals = scheduleRefusals;
type Op = Operation<ScheduleInputs>;

function groupOf({ groupName }: Pick<ScheduleInputs, "groupName">): string {
    return groupName ?? DEFAULT_GROUP;
}

function refusePlace(op: Op): void {
    const group = groupOf(op.inputs);
    if (group !== DEFAULT_GROUP && !op.world.get(SCHEDULE_GROUP, group)) {
        op.refuse(refusals.noGroup, `Schedule group ${group} does not exist.`);
    }
    if (op.kind === "create" && op.world.get(SCHEDULE, op.id)) {
        op.refuse(refusals.exists, `Schedule ${op.inputs.name ?? ""} already exists.`);
    }
}

function refuseTime(op: Op): void {
    const {
        endDate,
        flexibleTimeWindow,
        scheduleExpression,
        scheduleExpressionTimezone = "UTC",
        startDate,
    } = op.inputs;
    if (!isSchedule(scheduleExpression)) {
        op.refuse(refusals.expression, `Invalid Schedule Expression ${scheduleExpression}.`);
    }
    if (!isTimeZone(scheduleExpressionTimezone)) {
        op.refuse(refusals.timezone, `Invalid ScheduleExpressionTimezone ${scheduleExpressionTimezone}.`);
    }
    const isFlexible = flexibleTimeWindow.mode === "FLEXIBLE";
    if (isFlexible !== (flexibleTimeWindow.maximumWindowInMinutes !== undefined)) {
        op.refuse(
            refusals.window,
            isFlexible
                ? "MaximumWindowInMinutes must be provided for FLEXIBLE time window."
                : "MaximumWindowInMinutes must not be provided for OFF time window.",
        );
    }
    if (startDate && endDate && Date.parse(endDate) <= Date.parse(startDate)) {
        op.refuse(refusals.dates, "The StartDate you specify must come before the EndDate.");
    }
}

/** The scheduler says the account and the group when it assumes a role, and never a single schedule. */
function refuseRole(op: Op): void {
    const role = findRole(op.world, op.inputs.target.roleArn);
    const group = op.arn("scheduler", `schedule-group/${groupOf(op.inputs)}`);
    const context = { "aws:SourceAccount": op.account, "aws:SourceArn": group };
    if (!role || !letsAssume(role, "scheduler.amazonaws.com", context)) {
        op.refuse(
            refusals.role,
            "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
        );
    }
}

function isJson(text: string): boolean {
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
}

function refuseTarget(op: Op): void {
    const { arn, deadLetterConfig, ecsParameters, input } = op.inputs.target;
    const isCluster = /^arn:[\w-]+:ecs:[\w-]+:\d{12}:cluster\//.test(arn);
    if (isCluster !== (ecsParameters !== undefined)) {
        op.refuse(
            refusals.ecs,
            isCluster
                ? "EcsParameters must be provided for target with an ECS cluster ARN."
                : `EcsParameters can't be provided for target ${arn}.`,
        );
    }
    if (/:lambda:[\w-]+:\d{12}:function:/.test(arn) && input !== undefined && !isJson(input)) {
        op.refuse(refusals.input, "The Input for the target must be valid JSON.");
    }
    const queue = deadLetterConfig?.arn;
    if (queue !== undefined && (!/^arn:[\w-]+:sqs:/.test(queue) || queue.endsWith(".fifo"))) {
        op.refuse(refusals.queue, `DeadLetterConfig ${queue} must be the ARN of a standard SQS queue.`);
    }
}

function target({ target: given }: ScheduleInputs): Properties {
    const { ecsParameters, retryPolicy, ...rest } = given;
    const retries = filled(retryPolicy ?? {}, { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 });
    const tasks = { enableEcsManagedTags: false, enableExecuteCommand: false, taskCount: 1 };
    return {
        ...(rest as Properties),
        ...(ecsParameters
            ? { ecsParameters: { ...(ecsParameters as Properties), ...filled(ecsParameters, tasks) } }
            : {}),
        retryPolicy: retries,
    };
}

export const schedule = defineModel<ScheduleInputs>({
    type: SCHEDULE,
    source: CREATE,
    api: { service: "Scheduler", create: "CreateSchedule", update: "UpdateSchedule", delete: "DeleteSchedule" },
    mint: (inputs) => `${groupOf(inputs)}/${inputs.name ?? ""}`,
    refusals,
    autoname: { property: "name", maxLength: 64 },
    replacement: replacementRules(PROVIDER, { replaces: ["groupName", "name", "namePrefix"] }),
    check: scheduleFaults,
    validate: (op) => {
        refusePlace(op);
        refuseTime(op);
        refuseTarget(op);
        refuseRole(op);
    },
    outputs: (op) => ({
        actionAfterCompletion: op.inputs.actionAfterCompletion ?? "NONE",
        arn: op.arn("scheduler", `schedule/${op.id}`),
        groupName: groupOf(op.inputs),
        namePrefix: op.inputs.namePrefix ?? "",
        scheduleExpressionTimezone: op.inputs.scheduleExpressionTimezone ?? "UTC",
        state: op.inputs.state ?? "ENABLED",
        target: target(op.inputs),
    }),
});
