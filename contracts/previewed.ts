/**
 * Outputs that a preview foretells, for the programs that are previewed after it: a new environment can be previewed
 * whole, before any of its stacks exists. Only the `plinth` command hands them over; under plain `pulumi` a stack's
 * outputs come from its last update.
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** By project and stack (`foundation/staging`), then by output. What only an update can tell is `pulumi.unknown`, at any depth. */
export type PreviewedOutputs = Readonly<Record<string, Promise<StackOutputs> | StackOutputs>>;

type StackOutputs = Readonly<Record<string, unknown>>;

const current = new AsyncLocalStorage<PreviewedOutputs>();

/** Runs a program that sees these outputs in place of those of the last update. */
export function withPreviewedOutputs<Result>(outputs: PreviewedOutputs, program: () => Result): Result {
    return current.run(outputs, program);
}

/**
 * What is foretold of a stack; undefined when nothing is, and its last update counts.
 *
 * @param stackName `<organization>/<project>/<stack>`
 */
export function previewedOutputsOf(stackName: string): Promise<StackOutputs> | StackOutputs | undefined {
    return current.getStore()?.[stackName.split("/").slice(-2).join("/")];
}
