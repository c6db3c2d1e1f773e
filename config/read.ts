/**
 * The reader of every stack's config: one schema for the whole of it, all faults at once, before the first resource.
 *
 * All keys are in the namespace `plinth`; other namespaces (`aws`, `pulumi`) are left alone.
 */
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { Fault } from "../components/faults";
import { ConfigError } from "./errors";
import { NAMESPACE } from "./namespace";
import { formatPath, type LocatedFault, type Path, schemaFaults } from "./zod-faults";

/** A value of which any part may be missing: what is left when faulty parts are taken out. */
export type DeepPartial<T> = T extends readonly (infer Item)[]
    ? readonly Item[]
    : T extends object
      ? { readonly [Key in keyof T]?: DeepPartial<T[Key]> }
      : T;

/** A strict object schema, one key per config key. */
export type ConfigSchema = z.ZodObject;

export interface ParseOptions<Schema extends ConfigSchema> {
    /** Whose config it is, for the error. @default "this stack" */
    readonly subject?: string;
    /** The file to edit, for the error. @default "Pulumi.<stack>.yaml" */
    readonly file?: string;
    /**
     * What a schema can't say: checks across keys, and the components' own validation. It gets the config without the
     * parts that the schema refused, and its faults are reported beside the schema's. Paths begin at the config's root.
     */
    readonly check?: (values: DeepPartial<z.output<Schema>>) => readonly Fault[];
    /** Whether a key's value (with namespace) must not be shown. @default - none is secret */
    readonly isSecret?: (key: string) => boolean;
}

/**
 * The config in a record of keys and values: as `pulumi.runtime.allConfig()` gives it (all values text, lists and
 * groups as JSON) or as a stack file holds it.
 *
 * @throws ConfigError with all faults: unknown keys at any depth, wrong types, and what `check` finds.
 */
export function parseConfig<Schema extends ConfigSchema>(
    schema: Schema,
    record: Readonly<Record<string, unknown>>,
    options: ParseOptions<Schema> = {},
): z.output<Schema> {
    const tree = configTree(schema, record);
    const shape = schemaFaults(schema, tree);
    const partial = without(
        tree,
        shape.map((fault) => fault.at),
    ) as DeepPartial<z.output<Schema>>;
    const semantic = options.check?.(partial) ?? [];
    const faults = [...shape.map(bare), ...semantic.filter((fault) => !coveredBy(fault, shape))];
    if (faults.length > 0) {
        throw configError(faults, options);
    }
    return schema.parse(tree);
}

/** The config of the stack that is running. Call it inside the program's function: there is none before. */
export function readConfig<Schema extends ConfigSchema>(
    schema: Schema,
    options: ParseOptions<Schema> = {},
): z.output<Schema> {
    const stack = pulumi.getStack();
    const record = pulumi.runtime.allConfig();
    return parseConfig(schema, record, {
        subject: `stack ${stack}`,
        file: `Pulumi.${stack}.yaml`,
        isSecret: isRuntimeSecret,
        ...options,
    });
}

/** Pulumi knows which keys came encrypted, in a function that its type declarations leave out. */
function isRuntimeSecret(key: string): boolean {
    const isConfigSecret: unknown = Reflect.get(pulumi.runtime, "isConfigSecret");
    return typeof isConfigSecret === "function" && Reflect.apply(isConfigSecret, undefined, [key]) === true;
}

/** A value as a stack file holds it once it is encrypted. */
function isEncrypted(value: unknown): boolean {
    return typeof value === "object" && value !== null && "secure" in value;
}

function configError<Schema extends ConfigSchema>(
    faults: readonly Fault[],
    options: ParseOptions<Schema>,
): ConfigError {
    const isSecret = options.isSecret ?? (() => false);
    const shown = faults.map((fault) => {
        const [top = ""] = fault.path.split(/[.[]/);
        const hidden = fault.given !== undefined && (isSecret(`${NAMESPACE}:${top}`) || isEncrypted(fault.given));
        return { ...fault, given: hidden ? "[secret]" : fault.given, path: `${NAMESPACE}:${fault.path}` };
    });
    const file = options.file ?? "Pulumi.<stack>.yaml";
    const remedy = `Edit ${file} in the project's folder, or use \`pulumi config set\`, and run the command again.`;
    return new ConfigError(options.subject ?? "this stack", shown, remedy);
}

function configTree(schema: ConfigSchema, record: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const shape: Readonly<Record<string, unknown>> = schema.shape;
    const own = Object.entries(record).filter(([key]) => key.startsWith(`${NAMESPACE}:`));
    const named = own.map(([key, value]) => [key.slice(NAMESPACE.length + 1), value] as const);
    return Object.fromEntries(named.map(([name, value]) => [name, decoded(shape[name], value)]));
}

/**
 * Pulumi hands every value over as text: the reading that the key's schema accepts is the one that was meant. Where
 * none is accepted, one of the right type is kept, so that the error says what is wrong with the value.
 */
function decoded(schema: unknown, value: unknown): unknown {
    if (!isSchema(schema)) {
        return value;
    }
    const readings: unknown[] = [value, ...(typeof value === "string" ? [parseJson(value)] : []), ...asText(value)];
    const results = readings.map((reading) => ({ reading, result: schema.safeParse(reading) }));
    const accepted = results.find(({ result }) => result.success);
    const typed = results.find(({ result }) => result.error?.issues.every((issue) => !isWrongType(issue)));
    return (accepted ?? typed)?.reading ?? value;
}

/** YAML makes numbers and truth values of what was meant as text. */
function asText(value: unknown): string[] {
    return typeof value === "number" || typeof value === "boolean" ? [String(value)] : [];
}

function isWrongType(issue: z.core.$ZodIssue): boolean {
    return issue.code === "invalid_type" && issue.path.length === 0;
}

function isSchema(schema: unknown): schema is Pick<z.ZodType, "safeParse"> {
    return typeof schema === "object" && schema !== null && "safeParse" in schema;
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}

function bare(fault: LocatedFault): Fault {
    const { at: _at, ...rest } = fault;
    return rest;
}

/** The value without what lies at the given paths; a list with a faulty entry goes as a whole. */
function without(value: unknown, paths: readonly Path[]): unknown {
    if (paths.some((path) => path.length === 0)) {
        return undefined;
    }
    if (Array.isArray(value)) {
        return paths.length === 0 ? value : undefined;
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const kept = Object.entries(value).map(([key, child]) => {
        const inside = paths.filter((path) => path[0] === key).map((path) => path.slice(1));
        return [key, without(child, inside)] as const;
    });
    return Object.fromEntries(kept.filter(([, child]) => child !== undefined));
}

/** Whether the schema has spoken already: about this place, one around it, or one for which it was taken out. */
function coveredBy(fault: Fault, shape: readonly LocatedFault[]): boolean {
    return shape.some(({ at }) => {
        const place = formatPath(at);
        const takenOut = fault.given === undefined && isInside(place, fault.path);
        return place === fault.path || isInside(fault.path, place) || takenOut;
    });
}

function isInside(inner: string, outer: string): boolean {
    return inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
}
