/** Names and ids that look drawn at random, are the same for the same world and program, and never repeat. */
import { stableHex } from "../../worlds/hash";
import type { Draft } from "../../worlds/draft";
import type { World } from "../../worlds/world";
import type { CheckFault, Identity } from "../../backend";
import type { Properties, Value } from "../../values";
import { isList, isUnknown, sameValue } from "../../values";
import type { Autoname } from "./model";

/**
 * How often something was made for a program's resource. Only ids and names are drawn from it: a cloud does not
 * recognise what it made before, so that a create repeated after a crash makes a second one.
 */
function counterName(identity: Identity): string {
    return `made:${stableHex(20, identity.urn)}`;
}

/** How often it was made so far. */
export function timesMade(world: World, identity: Identity): number {
    return world.count(counterName(identity));
}

export function nextGeneration(draft: Draft, identity: Identity): number {
    return draft.next(counterName(identity));
}

/** Lists the inputs that the provider chose, as the bridged providers keep it among a resource's inputs. */
export const DEFAULTS = "__defaults";

export function isDefault(inputs: Properties | undefined, property: string): boolean {
    const defaults = inputs?.[DEFAULTS];
    return isList(defaults) && defaults.includes(property);
}

/** Names a resource that the program leaves unnamed `web-1a2b3c4`, and keeps the name it got before. */
export function autonamed(
    world: World,
    identity: Identity,
    rule: Autoname,
    inputs: Properties,
    previous: Properties | undefined,
): Properties {
    if (inputs[rule.property] !== undefined) {
        return inputs;
    }
    const prefix = inputs[prefixProperty(rule)];
    const samePrefix = sameValue(previous?.[prefixProperty(rule)], prefix);
    const kept = isDefault(previous, rule.property) && samePrefix ? previous?.[rule.property] : undefined;
    return { ...inputs, [rule.property]: kept ?? newName(world, identity, rule, prefix), [DEFAULTS]: [rule.property] };
}

export function prefixProperty(rule: Autoname): string {
    return rule.prefix ?? `${rule.property}Prefix`;
}

/** The provider puts a time of 26 digits behind a prefix; here they are drawn, so that they are the same in every run. */
const PREFIXED_DIGITS = 26;

function newName(world: World, identity: Identity, rule: Autoname, prefix: Value | undefined): Value {
    if (isUnknown(prefix)) {
        return prefix;
    }
    const drawn = stableHex(64, "name", identity.urn, String(timesMade(world, identity)));
    if (typeof prefix === "string") {
        return `${prefix}${BigInt(`0x${drawn}`).toString().slice(0, PREFIXED_DIGITS)}`;
    }
    const suffix = drawn.slice(0, 7);
    const separator = rule.separator ?? "-";
    const room = rule.maxLength - suffix.length - separator.length;
    return `${identity.name.slice(0, room)}${separator}${suffix}`;
}

/** The provider takes a whole name or the first part of one. */
export function namingFaults(rule: Autoname, inputs: Properties): readonly CheckFault[] {
    const prefix = prefixProperty(rule);
    return inputs[rule.property] !== undefined && inputs[prefix] !== undefined
        ? [{ property: rule.property, reason: `conflicts with ${prefix}: give one of the two` }]
        : [];
}

/** Draws hex characters for a new resource's id. */
export function idDrawer(scope: string, identity: Identity, generation: number): (length: number) => string {
    return (length) => stableHex(length, "id", scope, identity.urn, String(generation));
}
