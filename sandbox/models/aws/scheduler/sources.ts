/** Where the facts of the EventBridge Scheduler models come from, and how their tables are written. */
import type { Refusal } from "../../kernel/refusal";

export { checkRow } from "../../kernel/refusal";

export const SCHEDULE = "aws:scheduler/schedule:Schedule";
export const SCHEDULE_GROUP = "aws:scheduler/scheduleGroup:ScheduleGroup";

/** The group that every account has in every region. */
export const DEFAULT_GROUP = "default";

const PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/scheduler";

/** An operation in the API reference: `operation("CreateSchedule")`. */
export function operation(name: string): string {
    return `https://docs.aws.amazon.com/scheduler/latest/APIReference/API_${name}.html`;
}

/** A page of the user guide: `guide("schedule-types")`. */
export function guide(page: string): string {
    return `https://docs.aws.amazon.com/scheduler/latest/UserGuide/${page}.html`;
}

/** The source file of a resource in the Terraform AWS provider: `provider("schedule")`. */
export function provider(file: string): string {
    return `${PROVIDER}/${file}.go`;
}

const STATUS: Readonly<Record<string, number>> = { ConflictException: 409, ResourceNotFoundException: 404 };

/** A row of a table of refusals with the service's HTTP status for its code. */
export function row(code: string, when: string, source: string): Refusal {
    return { code, when, source, status: STATUS[code] ?? 400 };
}
