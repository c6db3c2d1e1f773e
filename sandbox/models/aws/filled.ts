/** What a cloud fills in where a program says nothing. */
import type { Properties } from "../../values";

/** The inputs of the defaults' names, each with its default where it is not given. */
export function filled(inputs: object, defaults: Properties): Properties {
    const given: Properties = Object.fromEntries(Object.entries(inputs));
    return Object.fromEntries(Object.entries(defaults).map(([key, value]) => [key, given[key] ?? value]));
}
