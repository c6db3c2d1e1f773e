/**
 * When a schedule runs: `rate(5 minutes)`, `cron(0 3 * * ? *)`, `at(2026-01-31T06:00:00)`.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

interface Field {
    readonly least: number;
    readonly most: number;
    /** Words for numbers, the first of which is 1. */
    readonly words?: readonly string[];
    /** What the field may be besides, such as `L` for the last day. */
    readonly special?: RegExp;
}

/** In the order of a cron expression. */
const MINUTES: Field = { least: 0, most: 59 };
const HOURS: Field = { least: 0, most: 23 };
const MONTH_DAYS: Field = { least: 1, most: 31, special: /^(\?|L|LW|\d{1,2}W)$/ };
const MONTH: Field = { least: 1, most: 12, words: MONTHS };
const WEEK_DAYS: Field = { least: 1, most: 7, words: WEEKDAYS, special: /^(\?|L|[1-7]L|[1-7]#[1-5])$/ };
const YEARS: Field = { least: 1970, most: 2199 };
const FIELDS = [MINUTES, HOURS, MONTH_DAYS, MONTH, WEEK_DAYS, YEARS];

export function isSchedule(expression: string): boolean {
    const [, kind = "", inside = ""] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
    switch (kind) {
        case "rate":
            return /^[1-9]\d* (minutes?|hours?|days?)$/.test(inside);
        case "at":
            return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(inside) && !Number.isNaN(Date.parse(`${inside}Z`));
        case "cron":
            return isCron(inside.split(" "));
        default:
            return false;
    }
}

/** Days are given by the month or by the week; the other of the two is a `?`. */
function isCron(parts: readonly string[]): boolean {
    return (
        parts.length === FIELDS.length &&
        FIELDS.every((field, index) => isField(parts[index] ?? "", field)) &&
        (parts[2] === "?") !== (parts[4] === "?")
    );
}

function isField(text: string, field: Field): boolean {
    return text.split(",").every((part) => field.special?.test(part) === true || isRange(part, field));
}

/** `*`, `5`, `MON-FRI`, `0/15`. */
function isRange(part: string, field: Field): boolean {
    const [range = "", step, ...more] = part.split("/");
    const [first = "", last = first, ...rest] = range.split("-");
    const isWhole = range === "*" || [first, last].every((name) => isIn(name, field));
    return isWhole && rest.length === 0 && more.length === 0 && (step === undefined || /^[1-9]\d*$/.test(step));
}

function isIn(name: string, { least, most, words = [] }: Field): boolean {
    const number = /^\d+$/.test(name) ? Number(name) : words.indexOf(name.toUpperCase()) + 1;
    return number >= least && number <= most && (/^\d+$/.test(name) || words.includes(name.toUpperCase()));
}

/** A name of the IANA's time zone database. */
export function isTimeZone(name: string): boolean {
    try {
        new Intl.DateTimeFormat("en", { timeZone: name });
        return !/^[+-]/.test(name);
    } catch {
        return false;
    }
}
