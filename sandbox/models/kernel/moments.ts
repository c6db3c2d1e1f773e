/** Times that look real and are the same in every run: a clock would make two runs differ. */
import { stablePick } from "../../worlds/hash";

const YEAR_START = Date.UTC(2026, 0, 1);
const SECONDS_OF_A_YEAR = 365 * 24 * 60 * 60;

/** A second of the year 2026, drawn from what it belongs to: `2026-05-17T09:30:12Z`. */
export function moment(...parts: readonly string[]): string {
    return written(YEAR_START + stablePick(SECONDS_OF_A_YEAR, "moment", ...parts) * 1000);
}

/** One second later: for a thing that was changed. */
export function later(time: string): string {
    return written(Date.parse(time) + 1000);
}

function written(milliseconds: number): string {
    return new Date(milliseconds).toISOString().replace(".000Z", "Z");
}
