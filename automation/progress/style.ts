import colours from "picocolors";

/** Colours of the terminal, or none. */
export type Style = ReturnType<typeof colours.createColors>;

/** picocolors knows NO_COLOR, FORCE_COLOR and dumb terminals; a stream that is no terminal never gets colours here. */
export function styleFor(isTerminal: boolean): Style {
    return colours.createColors(isTerminal && colours.isColorSupported);
}

/** No colours: for files, pipes and tests. */
export const PLAIN: Style = colours.createColors(false);

/** A time span for people: `0.4 s`, `12 s`, `3 min 20 s`. */
export function duration(ms: number): string {
    const seconds = ms / 1000;
    if (seconds < 9.95) {
        return `${seconds.toFixed(1)} s`;
    }
    const whole = Math.round(seconds);
    return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
