import type { Duplex, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { codeOf } from "./fault";

/** What takes all that comes, and ends when that has ended well. */
export type Sink<T> = (source: AsyncIterable<Buffer>) => Promise<T>;

type AnyPipeline = <T>(...stages: readonly (object | { readonly signal: AbortSignal })[]) => Promise<T>;

/** What streams say of themselves when another one has failed. */
export function isAftermath(error: unknown): boolean {
    return ["ABORT_ERR", "ERR_STREAM_PREMATURE_CLOSE", "ERR_STREAM_DESTROYED"].includes(codeOf(error) ?? "");
}

/**
 * Node's pipeline with any number of stages, where its types end at four. The first stage that fails ends all the others;
 * the sink has ended as well when this does, and its error isn't lost behind that of the stream it left.
 *
 * @returns what the sink gives.
 */
export async function flow<T>(
    source: Readable | AsyncIterable<Buffer>,
    stages: readonly Duplex[],
    sink: Sink<T>,
    signal: AbortSignal,
): Promise<T> {
    let sunk: Promise<unknown> = Promise.resolve();
    const watched: Sink<T> = (last) => {
        const work = sink(last);
        sunk = work.then(
            () => undefined,
            (error: unknown) => error,
        );
        return work;
    };
    try {
        return await (pipeline as unknown as AnyPipeline)<T>(source, ...stages, watched, { signal });
    } catch (error) {
        const sinksError = await sunk;
        throw isAftermath(error) ? (sinksError ?? error) : error;
    }
}
