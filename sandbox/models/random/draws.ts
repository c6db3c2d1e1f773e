/** Randomness that is the same in every run: SHA-256 in counter mode over a seed. For a sandbox only. */
import { createHash } from "node:crypto";

export class Draws {
    private readonly seed: string;
    private block = Buffer.alloc(0);
    private blocks = 0;

    /** @param parts what the draws depend on, such as a resource's URN and how often it was made */
    constructor(...parts: readonly string[]) {
        this.seed = JSON.stringify(parts);
    }

    bytes(count: number): Buffer {
        while (this.block.length < count) {
            const next = createHash("sha256").update(`${this.seed}\n${this.blocks++}`).digest();
            this.block = Buffer.concat([this.block, next]);
        }
        const drawn = this.block.subarray(0, count);
        this.block = this.block.subarray(count);
        return Buffer.from(drawn);
    }

    /** A number in `0 .. limit - 1`. Sixteen bytes leave no bias that could be seen. */
    below(limit: number): number {
        return Number(BigInt(`0x${this.bytes(16).toString("hex")}`) % BigInt(limit));
    }

    pick(characters: readonly string[]): string {
        return characters[this.below(characters.length)] ?? "";
    }

    shuffled<T>(items: readonly T[]): readonly T[] {
        const rest = [...items];
        return items.flatMap(() => rest.splice(this.below(rest.length), 1));
    }
}
