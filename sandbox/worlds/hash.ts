/** Values that look drawn at random and are the same in every run. */
import { createHash } from "node:crypto";

export function stableHex(length: number, ...parts: readonly string[]): string {
    return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, length);
}

/** A number in `0 .. below - 1`. */
export function stablePick(below: number, ...parts: readonly string[]): number {
    return parseInt(stableHex(12, ...parts), 16) % below;
}
