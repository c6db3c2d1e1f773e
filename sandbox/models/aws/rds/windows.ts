/** Backup windows of each day and maintenance windows of each week, in UTC. */

const MINUTES_OF_DAY = 24 * 60;
const MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY;
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const TIME = "(?:[01]\\d|2[0-3]):[0-5]\\d";
const DAILY = new RegExp(`^${TIME}-${TIME}$`);
const WEEKLY = new RegExp(`^(${DAYS.join("|")}):${TIME}-(${DAYS.join("|")}):${TIME}$`, "i");

/** Minutes from the beginning of the week, Monday 00:00; the end may lie in the next week. */
interface Span {
    readonly start: number;
    readonly length: number;
}

export function dailyFault(window: string): string | undefined {
    return DAILY.test(window) ? undefined : `is '${window}'; it must satisfy the format "hh24:mi-hh24:mi"`;
}

export function weeklyFault(window: string): string | undefined {
    return WEEKLY.test(window) ? undefined : `is '${window}'; it must satisfy the format "ddd:hh24:mi-ddd:hh24:mi"`;
}

function minuteOf(time: string): number {
    const [hours = 0, minutes = 0] = time.split(":").map(Number);
    return hours * 60 + minutes;
}

function dailySpan(window: string): Span {
    const [start = 0, end = 0] = window.split("-").map(minuteOf);
    return { start, length: (end - start + MINUTES_OF_DAY) % MINUTES_OF_DAY };
}

function weeklySpan(window: string): Span {
    const [start = 0, end = 0] = window
        .toLowerCase()
        .split("-")
        .map((moment) => DAYS.indexOf(moment.slice(0, 3)) * MINUTES_OF_DAY + minuteOf(moment.slice(4)));
    return { start, length: (end - start + MINUTES_OF_WEEK) % MINUTES_OF_WEEK };
}

export function dailyLength(window: string): number {
    return dailySpan(window).length;
}

export function weeklyLength(window: string): number {
    return weeklySpan(window).length;
}

/** Whether the daily window falls into the weekly one on any day. */
export function windowsOverlap(daily: string, weekly: string): boolean {
    const day = dailySpan(daily);
    const week = weeklySpan(weekly);
    return [...Array(8).keys()].some((index) => {
        const start = (index - 1) * MINUTES_OF_DAY + day.start;
        return [0, MINUTES_OF_WEEK].some(
            (shift) => start + shift < week.start + week.length && week.start < start + shift + day.length,
        );
    });
}

type Pick = (label: string, below: number) => number;

function clock(minutes: number): string {
    const [hours, rest] = [Math.floor((minutes % MINUTES_OF_DAY) / 60), minutes % 60];
    return `${String(hours).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
}

/** The hours in which RDS and ElastiCache look for a window where none is asked for: 20:00 to 04:00 UTC. */
const NIGHT_START = 20 * 60;

/** A window of the night that the cloud chooses; not at the same time as the other one, where that is given. */
export function chosenDaily(pick: Pick, length: number, weekly?: string): string {
    const candidates = nightHours(length).map((start) => `${clock(start)}-${clock(start + length)}`);
    return chosen(
        pick,
        "daily window",
        candidates.filter((daily) => weekly === undefined || !windowsOverlap(daily, weekly)),
    );
}

export function chosenWeekly(pick: Pick, length: number, daily: string): string {
    const candidates = DAYS.flatMap((_, day) =>
        nightHours(length).map((start) => {
            const [from, to] = [day * MINUTES_OF_DAY + start, day * MINUTES_OF_DAY + start + length];
            return `${weekMoment(from)}-${weekMoment(to)}`;
        }),
    );
    return chosen(
        pick,
        "weekly window",
        candidates.filter((weekly) => !windowsOverlap(daily, weekly)),
    );
}

function nightHours(length: number): readonly number[] {
    return [...Array(Math.floor((8 * 60) / length)).keys()].map((index) => NIGHT_START + index * length);
}

function weekMoment(minutes: number): string {
    return `${DAYS[Math.floor(minutes / MINUTES_OF_DAY) % 7]}:${clock(minutes)}`;
}

function chosen(pick: Pick, label: string, candidates: readonly string[]): string {
    return candidates[pick(label, Math.max(candidates.length, 1))] ?? "";
}
