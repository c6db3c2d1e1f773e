/** What zod finds wrong with a config, as faults. Pure. */
import { z } from "zod";
import type { Fault } from "../components/faults";
import { suggest } from "./suggest";

/** The steps from the root of the config to a value. */
export type Path = readonly (string | number)[];

/** `["network", "zones", 1]` as `network.zones[1]`. */
export function formatPath(path: Path): string {
    return path
        .map((step, index) => (typeof step === "number" ? `[${step}]` : `${index === 0 ? "" : "."}${step}`))
        .join("");
}

/** A fault with the place it was found at, so that the value can be left out of further checks. */
export interface LocatedFault extends Fault {
    readonly at: Path;
}

/** All faults of a value against a schema; an unknown key is one fault each. */
export function schemaFaults(schema: z.ZodType, value: unknown): LocatedFault[] {
    const result = schema.safeParse(value);
    return result.success ? [] : result.error.issues.flatMap((issue) => issueFaults(schema, value, issue));
}

function issueFaults(schema: z.ZodType, root: unknown, issue: z.core.$ZodIssue): LocatedFault[] {
    const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
    if (issue.code === "unrecognized_keys") {
        const known = keysOf(schemaAt(schema, path));
        return issue.keys.map((key) => unknownKey([...path, key], root, known));
    }
    const described = schemaAt(schema, path)?.description;
    return [{ at: path, path: formatPath(path), given: valueAt(root, path), allowed: described ?? allowed(issue) }];
}

function unknownKey(path: Path, root: unknown, known: readonly string[]): LocatedFault {
    const meant = suggest(String(path.at(-1)), known);
    return {
        at: path,
        path: formatPath(path),
        given: valueAt(root, path),
        allowed: `no such key; known here: ${known.join(", ")}`,
        ...(meant === undefined ? {} : { hint: `Did you mean ${meant}?` }),
    };
}

const ARTICLES: Readonly<Record<string, string>> = {
    string: "text",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
    array: "a list",
    object: "a group of keys",
    record: "a group of keys",
};

function allowed(issue: z.core.$ZodIssue): string {
    switch (issue.code) {
        case "invalid_type":
            return ARTICLES[issue.expected] ?? issue.expected;
        case "invalid_value":
            return `one of ${issue.values.map(String).join(", ")}`;
        case "too_small":
            return `${issue.minimum} or more${unit(issue.origin)}`;
        case "too_big":
            return `${issue.maximum} or less${unit(issue.origin)}`;
        default:
            return issue.message;
    }
}

function unit(origin: string): string {
    const units: Readonly<Record<string, string>> = { string: " characters", array: " entries" };
    return units[origin] ?? "";
}

/** The value at a path, or undefined where the path leads nowhere. */
export function valueAt(root: unknown, path: Path): unknown {
    let value = root;
    for (const step of path) {
        value = isContainer(value) ? Reflect.get(value, step) : undefined;
    }
    return value;
}

function isContainer(value: unknown): value is object {
    return typeof value === "object" && value !== null;
}

/** The schema of the value at a path, seen through optionality and defaults. */
function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
    let current: z.ZodType | undefined = schema;
    for (const step of path) {
        current = childSchema(unwrap(current), step);
    }
    return current;
}

function childSchema(schema: z.ZodType | undefined, step: string | number): z.ZodType | undefined {
    if (schema instanceof z.ZodObject) {
        const shape: Readonly<Record<string, z.ZodType | undefined>> = schema.shape;
        return shape[String(step)];
    }
    if (schema instanceof z.ZodArray) {
        return asType(schema.element);
    }
    return schema instanceof z.ZodRecord ? asType(schema.valueType) : undefined;
}

function keysOf(schema: z.ZodType | undefined): string[] {
    const plain = unwrap(schema);
    return plain instanceof z.ZodObject ? Object.keys(plain.shape) : [];
}

function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
    let current = schema;
    while (
        current instanceof z.ZodOptional ||
        current instanceof z.ZodNullable ||
        current instanceof z.ZodDefault ||
        current instanceof z.ZodReadonly
    ) {
        current = asType(current.unwrap());
    }
    return current;
}

function asType(schema: unknown): z.ZodType | undefined {
    return schema instanceof z.ZodType ? schema : undefined;
}
