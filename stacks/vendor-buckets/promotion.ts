/** A change goes to one environment before the next: what the first has applied is read from its stack. */
import * as pulumi from "@pulumi/pulumi";
import { environmentBefore } from "../../config/vendor-buckets";
import { stackReferenceName, VERSION_OUTPUT } from "../../contracts/contract";
import { vendorBucketsContract } from "../../contracts/vendor-buckets";
import { type Applied, differencesTo, refusal, type Way } from "./differences";
import type { Application } from "./record";

/** Told as it is, without a stack trace. */
class PromotionError extends pulumi.RunError {}

/** Asks the engine one of the functions behind `StackReference`. */
export type Ask = (what: string, args: Readonly<Record<string, string>>) => Promise<unknown>;

/**
 * As a resource, a reference ends the whole run where there is no such stack, with a message that doesn't say what to do.
 */
const askEngine: Ask = (what, args) => pulumi.runtime.invoke(`pulumi:pulumi:${what}`, args);

/**
 * Refuses what the environment before hasn't applied, in previews too. Await it before the first resource.
 *
 * @throws RunError saying what differs and what to do
 */
export async function requirePromotion(environment: string, wanted: Application, ask = askEngine): Promise<void> {
    const from = environmentBefore(environment);
    if (from === undefined) {
        return;
    }
    const way: Way = { project: vendorBucketsContract.project, from, to: environment };
    const differences = differencesTo(await readApplied(way, ask), wanted, way);
    if (differences.length > 0) {
        throw new PromotionError(refusal(differences, way));
    }
}

/** What the stack has recorded; undefined where nothing was applied, or what was is gone. */
async function readApplied(way: Way, ask: Ask): Promise<Applied | undefined> {
    const name = stackReferenceName(vendorBucketsContract, way.from);
    const outputsOf = async (what: string, args: Readonly<Record<string, string>>) =>
        fields(fields(await answered(ask(what, args), way))["outputs"]);
    const outputs = await outputsOf("readStackOutputs", { name });
    const { appliedProgram: program, appliedConfig: config, appliedResources: recorded } = outputs;
    const isRecord = typeof program === "string" && isTexts(config) && isTexts(recorded);
    if (!isRecord || outputs[VERSION_OUTPUT] !== vendorBucketsContract.version) {
        return undefined;
    }
    const there = await outputsOf("readStackResourceOutputs", { stackName: name });
    return { program, config, recorded, there: mapped(there, (resource) => fields(fields(resource)["outputs"])) };
}

/** Nothing where there is no such stack. */
async function answered(answer: Promise<unknown>, way: Way): Promise<unknown> {
    try {
        return await answer;
    } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (/unknown stack/.test(why)) {
            return undefined;
        }
        throw new PromotionError(refusal([`what ${way.from} has applied can't be read: ${why}`], way));
    }
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null ? { ...value } : {};
}

function mapped<Value>(
    values: Readonly<Record<string, unknown>>,
    map: (value: unknown) => Value,
): Record<string, Value> {
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}

function isTexts(value: unknown): value is Record<string, string> {
    return (
        typeof value === "object" && value !== null && Object.values(value).every((item) => typeof item === "string")
    );
}
