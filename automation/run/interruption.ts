const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What signals come from: `process`. */
export interface SignalSource {
    on(signal: NodeJS.Signals, listener: () => void): unknown;
    off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/** Watches for Ctrl-C and its relatives. */
export interface Interruption {
    /** Aborted by the first signal. */
    readonly signal: AbortSignal;
    /** The same as a signal, for a Ctrl-C that arrives as a key. */
    readonly interrupt: () => void;
    /** Stops watching. */
    close(): void;
}

/**
 * The first signal stops gracefully: what has started is finished, and the state tells of it. The second one ends
 * everything at once; what was being made then may exist without being in the state.
 */
export function watchSignals(
    source: SignalSource,
    actions: { readonly first: () => void; readonly second: () => void },
): Interruption {
    const controller = new AbortController();
    const onSignal = (): void => {
        if (controller.signal.aborted) {
            actions.second();
            return;
        }
        actions.first();
        controller.abort();
    };
    SIGNALS.forEach((signal) => source.on(signal, onSignal));
    return {
        signal: controller.signal,
        interrupt: onSignal,
        close: () => SIGNALS.forEach((signal) => source.off(signal, onSignal)),
    };
}
