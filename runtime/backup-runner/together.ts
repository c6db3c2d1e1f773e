/**
 * Runs tasks side by side. The first that fails ends the others through their signal; all have ended when this one does.
 *
 * @throws what the first one to fail threw; the signal's reason where that was what ended it.
 */
export async function together<T extends readonly unknown[]>(
    signal: AbortSignal,
    tasks: { readonly [K in keyof T]: (signal: AbortSignal) => Promise<T[K]> },
): Promise<T> {
    const failure = new AbortController();
    const either = AbortSignal.any([signal, failure.signal]);
    const guarded = tasks.map(async (task) => {
        try {
            return await task(either);
        } catch (error) {
            failure.abort(error);
            throw error;
        }
    });
    const outcomes = await Promise.allSettled(guarded);
    if (either.aborted) {
        throw either.reason;
    }
    return outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : undefined)) as unknown as T;
}
