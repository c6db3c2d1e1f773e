/** The windows in which AWS backs up and maintains a database or a cache. Pure. All times are UTC. */
import type { Fault } from "./faults";

const MINUTES_A_DAY = 24 * 60;
const MINUTES_A_WEEK = 7 * MINUTES_A_DAY;
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const TIME = "([01]\\d|2[0-3]):([0-5]\\d)";
const DAY = `(${DAYS.join("|")})`;
const DAILY = new RegExp(`^${TIME}-${TIME}$`);
const WEEKLY = new RegExp(`^${DAY}:${TIME}-${DAY}:${TIME}$`);

/** A stretch of the clock that may run over midnight, in minutes. */
export interface Window {
    readonly start: number;
    readonly length: number;
}

/** `23:30-00:30` as minutes from midnight; nothing for any other form. */
export function parseDailyWindow(text: string): Window | undefined {
    const [, hour, minute, endHour, endMinute] = DAILY.exec(text) ?? [];
    return hour === undefined ? undefined : between(minutes(hour, minute), minutes(endHour, endMinute), MINUTES_A_DAY);
}

/** `sun:04:00-sun:05:00` as minutes from Monday, midnight; nothing for any other form. */
export function parseWeeklyWindow(text: string): Window | undefined {
    const [, day, hour, minute, endDay, endHour, endMinute] = WEEKLY.exec(text) ?? [];
    if (day === undefined || endDay === undefined) {
        return undefined;
    }
    const at = (name: string, clock: number): number => DAYS.indexOf(name) * MINUTES_A_DAY + clock;
    return between(at(day, minutes(hour, minute)), at(endDay, minutes(endHour, endMinute)), MINUTES_A_WEEK);
}

/** Whether a window of every day and one of a week have a minute in common. */
export function windowsOverlap(daily: Window, weekly: Window): boolean {
    return DAYS.some((_, day) => {
        const start = day * MINUTES_A_DAY + daily.start;
        return overlaps(start, daily.length, weekly) || overlaps(start - MINUTES_A_WEEK, daily.length, weekly);
    });
}

function overlaps(start: number, length: number, other: Window): boolean {
    const meets = (offset: number): boolean =>
        start < other.start + offset + other.length && other.start + offset < start + length;
    return meets(0) || meets(MINUTES_A_WEEK) || meets(-MINUTES_A_WEEK);
}

function minutes(hour: string | undefined, minute: string | undefined): number {
    return Number(hour) * 60 + Number(minute);
}

function between(start: number, end: number, circle: number): Window {
    return { start, length: (end - start + circle) % circle };
}

/** The two windows of a resource, by the names of their arguments. */
export interface WindowArgs {
    readonly daily: { readonly path: string; readonly given: string; readonly least: number };
    readonly weekly: { readonly path: string; readonly given: string; readonly least: number };
}

/** Windows of the right form and length that don't overlap: AWS refuses a maintenance window over the backup's. */
export function checkWindows({ daily, weekly }: WindowArgs): Fault[] {
    const day = parseDailyWindow(daily.given);
    const week = parseWeeklyWindow(weekly.given);
    const faults: Fault[] = [
        ...checkWindow(daily, day, "00:30-01:30", MINUTES_A_DAY),
        ...checkWindow(weekly, week, "sun:04:00-sun:05:00", MINUTES_A_DAY),
    ];
    if (day !== undefined && week !== undefined && windowsOverlap(day, week)) {
        const allowed = `a window that does not overlap ${daily.path} (${daily.given})`;
        faults.push({ path: weekly.path, given: weekly.given, allowed });
    }
    return faults;
}

function checkWindow(
    { path, given, least }: { readonly path: string; readonly given: string; readonly least: number },
    window: Window | undefined,
    example: string,
    most: number,
): Fault[] {
    const ok = window !== undefined && window.length >= least && window.length <= most;
    return ok ? [] : [{ path, given, allowed: `a window of ${least} minutes to 24 hours in UTC, such as ${example}` }];
}
