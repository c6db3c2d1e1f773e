/** Figures of a drill for people. Pure. */

/** `5.2 min`, with seconds as they are below one minute: `12.3 s`. */
export function shownMinutes(seconds: number): string {
    return seconds < 60 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`;
}

/** `26.0 h`, with minutes below one hour. */
export function shownHours(seconds: number): string {
    return seconds < 3600 ? shownMinutes(seconds) : `${(seconds / 3600).toFixed(1)} h`;
}

const UNITS = ["bytes", "kB", "MB", "GB", "TB"] as const;

/** Powers of ten, as disks and bills have them: `1.2 GB`. */
export function shownBytes(bytes: number): string {
    const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
    const value = bytes / 1000 ** power;
    return `${power === 0 ? value : value.toFixed(1)} ${UNITS[power] ?? ""}`;
}
