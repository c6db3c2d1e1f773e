/** Looks for what was made with given inputs: a cloud does not tell for which program it made something. */
import type { Found } from "../../backend";
import type { PathSegment, Properties, PropertyPath, Value } from "../../values";
import { isList, isObject, sameValue } from "../../values";
import type { WorldRecord } from "../../worlds/records";
import type { World } from "../../worlds/world";

export interface Wanted {
    readonly type: string;
    /** As checked, defaults filled in. */
    readonly inputs: Properties;
    /** Paths of inputs that make no difference: those of secrets, which a state holds encrypted. */
    readonly ignoring: readonly PropertyPath[];
    /** @default - every region of the world */
    readonly region?: string;
}

/** What somebody asked for, in the order of ids: neither made along with another resource nor kept of a deleted one. */
export function recordsMadeWith(world: World, { type, inputs, ignoring, region }: Wanted): readonly Found[] {
    const wanted = without(inputs, ignoring);
    const isWanted = (record: WorldRecord): boolean =>
        (region === undefined || record.region === region) &&
        record.ownedBy === undefined &&
        record.remainder === undefined &&
        sameValue(without(record.inputs, ignoring), wanted);
    return world
        .list(type)
        .filter(isWanted)
        .map((record) => foundFrom(world, record))
        .sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** The last creation counts: some ids are given again once they are free. */
function foundFrom(world: World, { type, id, region }: WorldRecord): Found {
    const made = world
        .history()
        .findLast(
            (entry) => entry.action === "create" && entry.type === type && entry.id === id && entry.region === region,
        );
    return made === undefined ? { id } : { id, createdAt: made.at };
}

function without(values: Properties, paths: readonly PropertyPath[]): Value {
    return paths.reduce<Value>((current, path) => blank(current, path), values);
}

function blank(value: Value | undefined, [segment, ...rest]: readonly PathSegment[]): Value {
    if (segment === undefined || value === undefined) {
        return null;
    }
    if (isList(value)) {
        return value.map((item, index) => (index === segment ? blank(item, rest) : item));
    }
    return isObject(value) ? { ...value, [segment]: blank(value[segment], rest) } : value;
}
