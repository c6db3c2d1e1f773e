import type { Duplex, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** What takes all that comes, and ends when that has ended well. */
export type Sink<T> = (source: AsyncIterable<Buffer>) => Promise<T>;

type AnyPipeline = <T>(...stages: readonly (object | { readonly signal: AbortSignal })[]) => Promise<T>;

/**
 * Node's pipeline with any number of stages, where its types end at four. The first stage that fails ends all the others.
 *
 * @returns what the sink gives.
 */
export async function flow<T>(
    source: Readable | AsyncIterable<Buffer>,
    stages: readonly Duplex[],
    sink: Sink<T>,
    signal: AbortSignal,
): Promise<T> {
    return (pipeline as unknown as AnyPipeline)<T>(source, ...stages, sink, { signal });
}
