/** Small words that the models of RDS and ElastiCache share. */
import type { Properties, Value } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { ReplacementCorrection } from "../../kernel/model";
import { text } from "../ec2/records";

/** What an operation brings: the inputs, and the resource as it was. */
interface Changing {
    readonly inputs: object;
    readonly previous?: WorldRecord;
}

/**
 * An attribute that the cloud chooses where a program says nothing, and keeps when the program falls silent: `Optional`
 * and `Computed` in the provider's words.
 */
export function kept(op: Changing, property: string, choose: () => Value): Value {
    const given = Object.entries(op.inputs).find(([key]) => key === property)?.[1] as Value | undefined;
    return given ?? op.previous?.outputs[property] ?? choose();
}

export function keptText(op: Changing, property: string, choose: () => string): string {
    const value = kept(op, property, choose);
    return typeof value === "string" && value !== "" ? value : choose();
}

/** The value of the property before an update, where the update changes it. */
export function changedFrom(op: Changing, property: string): Value | undefined {
    const before = op.previous?.inputs[property];
    const now = Object.entries(op.inputs).find(([key]) => key === property)?.[1] as Value | undefined;
    return before === now ? undefined : before;
}

export function replaces(source: string, ...properties: readonly string[]): readonly ReplacementCorrection[] {
    return properties.map((property) => ({ property, replaces: true, source }));
}

export function inPlace(source: string, ...properties: readonly string[]): readonly ReplacementCorrection[] {
    return properties.map((property) => ({ property, replaces: false, source }));
}

/** The record of a type that has the text among its outputs. */
export function recordWith(
    records: readonly WorldRecord[],
    property: string,
    value: string | undefined,
): WorldRecord | undefined {
    return value === undefined ? undefined : records.find((record) => text(record, property) === value);
}

export function numberOf(values: Properties | undefined, property: string): number {
    const value = values?.[property];
    return typeof value === "number" ? value : 0;
}
