import type { Program } from "../projects";
import { SECRET, UNKNOWN, type Json, type Outputs } from "../progress/outputs";

/** What previews foretell of stacks, by project and environment: `foundation/staging`. */
export type ForetoldOutputs = Readonly<Record<string, Outputs | Promise<Outputs>>>;

/**
 * The program of a stack, seeing what the previews of the stacks before it foretold. What isn't known, or is a secret
 * that the engine doesn't tell, is unknown to it. What is still being previewed, it waits for where it is used.
 */
export function withForetold(program: Program, foretold: ForetoldOutputs): Program {
    if (Object.keys(foretold).length === 0) {
        return program;
    }
    return async () => {
        const { unknown } = await import("@pulumi/pulumi");
        const { withPreviewedOutputs } = await import("../../contracts/previewed.js");
        const values = Object.entries(foretold).map(
            ([stack, outputs]) =>
                [stack, Promise.resolve(outputs).then((known) => withUnknowns(known, unknown))] as const,
        );
        return withPreviewedOutputs(Object.fromEntries(values), program);
    };
}

function withUnknowns(outputs: Outputs, unknown: unknown): Readonly<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, replaced(value, unknown)]));
}

function replaced(value: Json, unknown: unknown): unknown {
    if (value === UNKNOWN || value === SECRET) {
        return unknown;
    }
    if (Array.isArray(value)) {
        return value.map((item: Json) => replaced(item, unknown));
    }
    return typeof value === "object" && value !== null ? withUnknowns(value as Outputs, unknown) : value;
}
