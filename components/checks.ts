/** Checks that several components make of their arguments. Pure: each gives its faults, none throws. */
import type { Fault } from "./faults";

/** Whether a value is a whole number between two others, both allowed. */
export function isWhole(value: number | undefined, least: number, most: number): value is number {
    return value !== undefined && Number.isInteger(value) && value >= least && value <= most;
}

/** A value that may be left out, and otherwise is a whole number between two others. */
export function checkWhole(path: string, given: number | undefined, least: number, most: number, unit = ""): Fault[] {
    const ok = given === undefined || isWhole(given, least, most);
    return ok ? [] : [{ path, given, allowed: `a whole number${unit} from ${least} to ${most}` }];
}

/** Most days that a lifecycle rule of S3 takes here: a hundred years. */
export const MAX_DAYS = 36_500;

/** A number of days after which S3 acts, which may be left out. */
export function checkDays(path: string, given: number | undefined): Fault[] {
    return checkWhole(path, given, 1, MAX_DAYS, " of days");
}

/** A value that may be left out, and otherwise is one of a list. */
export function checkOneOf<T>(path: string, given: T | undefined, values: readonly T[]): Fault[] {
    const ok = given === undefined || values.includes(given);
    return ok ? [] : [{ path, given, allowed: `one of ${values.join(", ")}` }];
}

/** A text that may be left out, and otherwise has a form. */
export function checkForm(path: string, given: string | undefined, form: RegExp, allowed: string): Fault[] {
    return given === undefined || form.test(given) ? [] : [{ path, given, allowed }];
}

/** The entries of a list that have another form, or are in it twice. */
export function checkList(path: string, given: readonly string[] | undefined, form: RegExp, allowed: string): Fault[] {
    const entries = given ?? [];
    return entries.flatMap((entry, index) => {
        if (!form.test(entry)) {
            return [{ path: `${path}[${index}]`, given: entry, allowed }];
        }
        const repeated = entries.indexOf(entry) < index;
        return repeated
            ? [
                  {
                      path: `${path}[${index}]`,
                      given: entry,
                      allowed: `${allowed}, each once`,
                      hint: "It is in the list already",
                  },
              ]
            : [];
    });
}
