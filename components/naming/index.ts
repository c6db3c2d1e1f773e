/** The one place of names. Pure: nothing here makes a resource. */
import { type Fault, InvalidArgsError, refuseFaults } from "../faults";
import { NAME_LIMITS, type NamedType, type NameLimit } from "./limits";

export { NAME_LIMITS, type NamedType, type NameLimit } from "./limits";

/** Where a resource belongs: the first two parts of its name. */
export interface NamingArgs {
    /** First part of every name, as in `restartix-staging-core-api`: 2 to 20 lower-case letters, digits, hyphens. */
    readonly prefix: string;
    /** Second part, one environment's own: 2 to 20 lower-case letters, digits and hyphens, such as `staging`. */
    readonly environment: string;
}

const PART = /^(?=.{2,20}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const PART_SHAPE = "2 to 20 lower-case letters, digits and single hyphens, a letter first, no hyphen last";

/** Everything wrong with the parts of the names; empty when nothing is. */
export function validateNaming(args: Partial<NamingArgs>): Fault[] {
    const parts = { prefix: args.prefix, environment: args.environment };
    return Object.entries(parts)
        .filter(([, part]) => typeof part !== "string" || !PART.test(part))
        .map(([path, given]) => ({ path, given, allowed: PART_SHAPE }));
}

/**
 * The names of one environment, in the three classes of the design:
 *
 * - *fixed names* (`fixedName`): `{prefix}-{environment}-{logical}`, for what people and policies refer to. Changing
 *   one replaces the resource.
 * - *contract names* (`contractName`): given literally by a document; only checked against the limits.
 * - *auto-named with a Name tag* (`nameTag`): for what must be replaceable without a clash. Pulumi adds a random
 *   suffix to the physical name, people read the tag.
 */
export interface EnvironmentNaming extends NamingArgs {
    /** @throws InvalidArgsError when the name breaks a limit of its type; nothing is ever cut off. */
    fixedName(type: NamedType, logical: string): string;
    /** @throws InvalidArgsError when the name breaks a limit of its type. */
    contractName(type: NamedType, name: string): string;
    /** The tag of an auto-named resource. */
    nameTag(logical: string): { readonly Name: string };
}

/** @throws InvalidArgsError naming every faulty part. */
export function environmentNaming(args: NamingArgs): EnvironmentNaming {
    refuseFaults("Naming", validateNaming(args));
    const full = (logical: string): string => `${args.prefix}-${args.environment}-${logical}`;
    return {
        prefix: args.prefix,
        environment: args.environment,
        fixedName: (type, logical) => checkedName(type, full(logical)),
        contractName: (type, name) => checkedName(type, name),
        nameTag: (logical) => ({ Name: checkedName("nameTag", full(logical)) }),
    };
}

/** The fault of a name, or nothing. */
export function nameFault(type: NamedType, name: string): Fault | undefined {
    const limit: NameLimit = NAME_LIMITS[type];
    const min = limit.min ?? 1;
    const lengthOk = name.length >= min && name.length <= limit.max;
    if (lengthOk && limit.pattern.test(name)) {
        return undefined;
    }
    const length = lengthOk ? "" : ` (it has ${name.length} characters)`;
    return {
        path: `name of ${type}`,
        given: name,
        allowed: `${min} to ${limit.max} characters: ${limit.shape}${length}`,
        hint: `Shorten the prefix or the logical name; the limit is published at ${limit.source}`,
    };
}

function checkedName(type: NamedType, name: string): string {
    const fault = nameFault(type, name);
    if (fault !== undefined) {
        throw new InvalidArgsError(`The ${type} "${name}"`, [fault]);
    }
    return name;
}
