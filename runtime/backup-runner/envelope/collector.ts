/** Gathers bytes from pieces of any size until there are as many as asked for. */
export class Collector {
    private buffer: Buffer;
    private have = 0;

    constructor(private wanted: number) {
        this.buffer = Buffer.allocUnsafe(wanted);
    }

    get full(): boolean {
        return this.have === this.wanted;
    }

    /** What is there so far. Overwritten once more is asked for. */
    get bytes(): Buffer {
        return this.buffer.subarray(0, this.have);
    }

    /** Copies what still fits. @returns the rest. */
    take(piece: Buffer): Buffer {
        const count = Math.min(this.wanted - this.have, piece.length);
        piece.copy(this.buffer, this.have, 0, count);
        this.have += count;
        return piece.subarray(count);
    }

    /** Begins anew with so many bytes in sight. */
    ask(wanted: number): void {
        if (wanted > this.buffer.length) {
            this.buffer = Buffer.allocUnsafe(wanted);
        }
        this.wanted = wanted;
        this.have = 0;
    }
}
