/** What a JSON value has to look like, said once; a check tells all faults, each with its key path. */
import { isRecord } from "../record";

/** @param path of the value, such as `tables[3].rows`. */
export type Shape = (value: unknown, path: string, report: Report) => void;

export interface Report {
    readonly faults: string[];
    /** Whether objects may have keys that the shape doesn't know. */
    readonly allowsUnknownKeys: boolean;
}

const SHOWN = 60;

function shown(value: unknown): string {
    if (value === undefined) {
        return "is missing";
    }
    const text = Array.isArray(value) ? "an array" : typeof value === "object" && value ? "an object" : json(value);
    return `is ${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}`;
}

function json(value: unknown): string {
    return JSON.stringify(value) ?? typeof value;
}

function simple(allowed: string, test: (value: unknown) => boolean): Shape {
    return (value, path, { faults }) => {
        if (!test(value)) {
            faults.push(`${path} must ${allowed}, and ${shown(value)}`);
        }
    };
}

/** @param allowed completes "must …". */
export function text(allowed: string, test: (value: string) => boolean): Shape {
    return simple(allowed, (value) => typeof value === "string" && test(value));
}

export function integer(least: number, most = Number.MAX_SAFE_INTEGER): Shape {
    return simple(
        most === Number.MAX_SAFE_INTEGER
            ? `be an integer of at least ${least}`
            : `be an integer from ${least} to ${most}`,
        (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
    );
}

export function list(item: Shape): Shape {
    return (value, path, report) => {
        if (!Array.isArray(value)) {
            report.faults.push(`${path} must be an array, and ${shown(value)}`);
            return;
        }
        value.forEach((element, index) => item(element, `${path}[${index}]`, report));
    };
}

export function object(keys: Readonly<Record<string, Shape>>): Shape {
    return (value, path, report) => {
        if (!isRecord(value)) {
            report.faults.push(`${path === "" ? "it" : path} must be an object, and ${shown(value)}`);
            return;
        }
        const at = (key: string): string => (path === "" ? key : `${path}.${key}`);
        for (const [key, shape] of Object.entries(keys)) {
            shape(Object.hasOwn(value, key) ? value[key] : undefined, at(key), report);
        }
        const unknown = Object.keys(value).filter((key) => !Object.hasOwn(keys, key));
        if (!report.allowsUnknownKeys) {
            report.faults.push(...unknown.map((key) => `${at(/^\w+$/.test(key) ? key : json(key))} is unknown`));
        }
    };
}
