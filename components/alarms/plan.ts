/** From what is worth an alarm to when CloudWatch raises it. Pure. */
import { checkList } from "../checks";
import { type Fault, refuseFaults } from "../faults";
import type { AlarmArgs, ExceededArgs, OverdueArgs } from "./args";

/** An alarm in CloudWatch's words. */
export interface AlarmPlan extends AlarmArgs {
    readonly statistic: "Sum" | "Maximum";
    readonly periodSeconds: number;
    /** Periods that all have to be bad. */
    readonly periods: number;
    readonly comparison: "GreaterThanThreshold" | "LessThanThreshold";
    readonly threshold: number;
    readonly missingData: "notBreaching" | "breaching";
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;
/**
 * An alarm looks back a day, or a week where its periods are hours:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const WEEK = 7 * DAY;

/** Periods that the time until a job is overdue is divided into, the finest first: each sees more than the next. */
const OVERDUE_PERIODS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR] as const;
/** More of them say nothing that fewer don't. */
const MOST_PERIODS = 30;

/** Everything wrong with the arguments; empty when nothing is. */
export function validateExceeded({ threshold = 0, periodSeconds = 300 }: Partial<ExceededArgs>): Fault[] {
    const periodOk = isMultiple(periodSeconds, MINUTE) && periodSeconds <= DAY;
    return [
        ...(threshold >= 0 ? [] : [{ path: "threshold", given: threshold, allowed: "0 or more" }]),
        ...(periodOk
            ? []
            : [{ path: "periodSeconds", given: periodSeconds, allowed: `a multiple of 60 from 60 to ${DAY}` }]),
    ];
}

/** Everything wrong with the time after which something is overdue; empty when nothing is. */
export function validateOverdue(path: string, given: number | undefined): Fault[] {
    const seconds = given ?? 0;
    const ok = isMultiple(seconds, seconds <= DAY ? MINUTE : HOUR) && seconds <= WEEK;
    const allowed = `seconds: a multiple of 60 up to ${DAY}, of ${HOUR} up to ${WEEK}`;
    return ok ? [] : [{ path, given, allowed }];
}

/** Faults of the topics that alarms tell, as config has them. */
export function validateTopicArns(path: string, given: readonly string[] | undefined): Fault[] {
    return checkList(path, given, /^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, "the ARN of an SNS topic");
}

function isMultiple(value: number, of: number): boolean {
    return Number.isInteger(value) && value > 0 && value % of === 0;
}

/**
 * Raised while a metric is above its threshold. No value is a good sign: nothing has happened.
 *
 * @throws InvalidArgsError with all faults of the arguments at once.
 */
export function exceeded(args: ExceededArgs): AlarmPlan {
    const { statistic = "Sum", threshold = 0, periodSeconds = 300, ...alarm } = args;
    refuseFaults(`The alarm ${args.logicalName}`, validateExceeded(args));
    const rest = { comparison: "GreaterThanThreshold", missingData: "notBreaching" } as const;
    return { ...alarm, ...rest, statistic, threshold, periodSeconds, periods: 1 };
}

/**
 * Raised when nothing was done for a time. No value is the worst sign: whoever should have said something didn't run.
 *
 * @throws InvalidArgsError when the time isn't one that CloudWatch can look back.
 */
export function overdue({ afterSeconds, ...alarm }: OverdueArgs): AlarmPlan {
    refuseFaults(`The alarm ${alarm.logicalName}`, validateOverdue("afterSeconds", afterSeconds));
    const rest = { statistic: "Sum", comparison: "LessThanThreshold", threshold: 1, missingData: "breaching" } as const;
    const periodSeconds = overduePeriod(afterSeconds);
    return { ...alarm, ...rest, periodSeconds, periods: afterSeconds / periodSeconds };
}

/** The finest that divides the time into a handful; of more than a day hours are what CloudWatch asks for. */
function overduePeriod(seconds: number): number {
    const dividing = OVERDUE_PERIODS.filter((period) => seconds % period === 0);
    const few = dividing.find((period) => seconds / period <= MOST_PERIODS);
    return (seconds > DAY ? undefined : few) ?? dividing.at(-1) ?? MINUTE;
}
