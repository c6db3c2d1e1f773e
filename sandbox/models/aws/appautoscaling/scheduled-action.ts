/** Scheduled actions: other bounds for a scalable target at set times. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { checkRow, replacementRules, row } from "../ec2/sources";
import { overwrite } from "../overwriting";
import { api, noTarget, provider, SCALING_TYPES, targetOf, uuid } from "./sources";

type ActionInputs = Unwrap<aws.appautoscaling.ScheduledActionArgs>;

const PUT = api("PutScheduledAction");
const PROVIDER = provider("scheduled_action");

export const scheduledActionRefusals = {
    noTarget: row("ObjectNotFoundException", "what is to be scaled is not registered as a scalable target", PUT),
    schedule: row("ValidationException", "the schedule is none of at(…), rate(…) and cron(…)", PUT),
    noBounds: row("ValidationException", "the action sets neither a minimum nor a maximum", PUT),
    order: row("ValidationException", "the minimum is larger than the maximum", PUT),
    timeForm: checkRow("the start or the end is no RFC 3339 time", PROVIDER),
} as const satisfies Record<string, Refusal>;

const refusals = scheduledActionRefusals;

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const SCHEDULE =
    /^(at\(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\)|rate\(\d+ (minutes?|hours?|days?)\)|cron\(\S+( \S+){5}\))$/;

function faults(inputs: Partial<ActionInputs>): readonly CheckFault[] {
    const times = [
        ["startTime", inputs.startTime],
        ["endTime", inputs.endTime],
    ] as const;
    return times
        .filter(([, time]) => time !== undefined && !TIME.test(time))
        .map(([property, time]) => ({
            property,
            reason: `'${time}' is no RFC 3339 time, such as 2026-01-31T06:00:00Z`,
        }));
}

function refuseAction(op: Operation<ActionInputs>): void {
    const { schedule, scalableTargetAction } = op.inputs;
    const { maxCapacity, minCapacity } = scalableTargetAction;
    if (!SCHEDULE.test(schedule)) {
        op.refuse(
            refusals.schedule,
            `'${schedule}': a schedule is at(yyyy-mm-ddThh:mm:ss), rate(value unit) or cron(fields).`,
        );
    }
    if (maxCapacity === undefined && minCapacity === undefined) {
        op.refuse(refusals.noBounds, "At least one of MinCapacity and MaxCapacity must be specified.");
    }
    if (maxCapacity !== undefined && minCapacity !== undefined && minCapacity > maxCapacity) {
        op.refuse(refusals.order, "Maximum capacity cannot be less than minimum capacity");
    }
    if (!targetOf(op.world, op.inputs)) {
        op.refuse(refusals.noTarget, noTarget(op.inputs));
    }
    overwrite(op, SCALING_TYPES.scheduledAction);
}

export const scheduledAction = defineModel<ActionInputs>({
    type: SCALING_TYPES.scheduledAction,
    source: PUT,
    api: {
        service: "Application Auto Scaling",
        create: "PutScheduledAction",
        update: "PutScheduledAction",
        delete: "DeleteScheduledAction",
    },
    mint: ({ name = "", resourceId, serviceNamespace }) => [name, serviceNamespace, resourceId].join("-"),
    refusals,
    replacement: replacementRules(PROVIDER, {
        replaces: ["name", "resourceId", "scalableDimension", "serviceNamespace"],
        inPlace: ["endTime", "scalableTargetAction", "schedule", "startTime", "timezone"],
    }),
    autoname: { property: "name", maxLength: 256 },
    check: faults,
    validate: refuseAction,
    outputs: (op) => {
        const { name = "", resourceId, serviceNamespace } = op.inputs;
        const action = `resource/${serviceNamespace}/${resourceId}:scheduledActionName/${name}`;
        return {
            arn: op.arn("autoscaling", `scheduledAction:${uuid(op, "scheduled action")}:${action}`),
            timezone: op.inputs.timezone ?? "UTC",
        };
    },
});
