/** Names and ids that look drawn at random, are the same for the same world and program, and never repeat. */
import { stableHex } from "../../worlds/hash";
import type { Draft } from "../../worlds/draft";
import type { World } from "../../worlds/world";
import type { Identity } from "../../backend";
import type { Properties } from "../../values";
import { isList } from "../../values";
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
    const kept = isDefault(previous, rule.property) ? previous?.[rule.property] : undefined;
    return { ...inputs, [rule.property]: kept ?? newName(world, identity, rule), [DEFAULTS]: [rule.property] };
}

function newName(world: World, identity: Identity, rule: Autoname): string {
    const suffix = stableHex(7, "name", identity.urn, String(timesMade(world, identity)));
    const separator = rule.separator ?? "-";
    const room = rule.maxLength - suffix.length - separator.length;
    return `${identity.name.slice(0, room)}${separator}${suffix}`;
}

/** Draws hex characters for a new resource's id. */
export function idDrawer(scope: string, identity: Identity, generation: number): (length: number) => string {
    return (length) => stableHex(length, "id", scope, identity.urn, String(generation));
}
