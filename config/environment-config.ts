/** The config of a project whose stacks are environments: the common keys, the project's own, and their checks. */
import type { z } from "zod";
import type { Fault } from "../components/faults";
import { validateNaming } from "../components/naming";
import { type ConfigSchema, type DeepPartial, parseConfig, type ParseOptions, readConfig } from "./read";

/** What the schema of such a project has at least; spread `environmentShapeOf(…)` into it. */
interface CommonKeys {
    readonly prefix?: string;
    readonly environment?: string;
}

type Options<Schema extends ConfigSchema> = Omit<ParseOptions<Schema>, "check">;

/** Reads one project's config. */
export interface EnvironmentConfig<Schema extends ConfigSchema> {
    /** From a record of keys and values, as `readStackFile` gives it. @throws ConfigError with all faults */
    parse(record: Readonly<Record<string, unknown>>, stack: string, options?: Options<Schema>): z.output<Schema>;
    /** Of the stack that is running. @throws ConfigError with all faults */
    read(stack: string): z.output<Schema>;
}

/**
 * @param check What the project's own keys must keep to beyond the schema; paths begin at the config's root.
 */
export function environmentConfig<Schema extends ConfigSchema>(
    schema: Schema,
    check: (values: DeepPartial<z.output<Schema>>) => readonly Fault[],
): EnvironmentConfig<Schema> {
    const checkFor = (stack: string) => (values: DeepPartial<z.output<Schema>>) => {
        const { prefix, environment } = values as CommonKeys;
        return [...validateNaming({ prefix, environment }), ...checkEnvironment(environment, stack), ...check(values)];
    };
    return {
        parse: (record, stack, options = {}) => {
            const own = { subject: `stack ${stack}`, file: `Pulumi.${stack}.yaml`, check: checkFor(stack) };
            return parseConfig(schema, record, { ...own, ...options });
        },
        read: (stack) => readConfig(schema, { check: checkFor(stack) }),
    };
}

/** A stack with another environment's config would make that environment's names in the wrong state. */
function checkEnvironment(environment: string | undefined, stack: string): Fault[] {
    if (environment === undefined || environment === stack) {
        return [];
    }
    return [{ path: "environment", given: environment, allowed: `${stack}, the name of the stack` }];
}
