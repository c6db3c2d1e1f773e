/** Groups of schedules. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import { defineModel } from "../../kernel/model";
import { moment } from "../../kernel/moments";
import type { Refusal } from "../../kernel/refusal";
import { ofForm } from "../check-faults";
import { text } from "../ec2/records";
import { replacementRules } from "../ec2/sources";
import { NAME, NAME_EXPECTED } from "./schedule-rules";
import { checkRow, DEFAULT_GROUP, operation, provider, row, SCHEDULE, SCHEDULE_GROUP } from "./sources";

type GroupInputs = Unwrap<aws.scheduler.ScheduleGroupArgs>;

const CREATE = operation("CreateScheduleGroup");
const PROVIDER = provider("schedule_group");

export const scheduleGroupRefusals = {
    exists: row("ConflictException", "the region has a group of this name, or it is the default group's", CREATE),
    nameForm: checkRow(
        "the name is empty, longer than 64 characters or has others than letters, digits, - _ and .",
        PROVIDER,
    ),
} as const satisfies Record<string, Refusal>;

export const scheduleGroup = defineModel<GroupInputs>({
    type: SCHEDULE_GROUP,
    source: CREATE,
    api: { service: "Scheduler", create: "CreateScheduleGroup", update: "TagResource", delete: "DeleteScheduleGroup" },
    mint: (inputs) => inputs.name ?? "",
    refusals: scheduleGroupRefusals,
    autoname: { property: "name", maxLength: 64 },
    replacement: replacementRules(PROVIDER, { replaces: ["name", "namePrefix"] }),
    check: ({ name }) => ofForm("name", name, NAME, NAME_EXPECTED),
    validate: (op) => {
        const isTaken = op.id === DEFAULT_GROUP || op.world.get(SCHEDULE_GROUP, op.id) !== undefined;
        if (op.kind === "create" && isTaken) {
            op.refuse(scheduleGroupRefusals.exists, `Schedule group ${op.id} already exists.`);
        }
    },
    outputs: (op) => ({
        arn: op.arn("scheduler", `schedule-group/${op.id}`),
        creationDate: moment(op.id, "created"),
        lastModificationDate: moment(op.id, "created"),
        namePrefix: op.inputs.namePrefix ?? "",
        state: "ACTIVE",
    }),
    // The schedules in it go along.
    beforeDelete: (op) => {
        op.world
            .list(SCHEDULE)
            .filter((record) => text(record, "groupName") === op.id)
            .forEach((record) => op.world.remove(SCHEDULE, record.id));
    },
});
