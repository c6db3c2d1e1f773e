/** The Blowfish cipher as far as bcrypt needs it. Its tables are the first digits of π, so they are computed. */

const ROUNDS = 16;
const SUBKEYS = ROUNDS + 2;
const BOX = 256;
const WORDS = SUBKEYS + 4 * BOX;

export interface Block {
    left: number;
    right: number;
}

let digits: Int32Array | undefined;

/** The first words of π's fraction. */
function piWords(): Int32Array {
    digits ??= Int32Array.from({ length: WORDS }, wordsOf(piFraction(BigInt(WORDS * 32))));
    return digits;
}

function wordsOf(fraction: bigint): (_: unknown, index: number) => number {
    const hex = fraction.toString(16).padStart(WORDS * 8, "0");
    return (_, index) => parseInt(hex.slice(index * 8, index * 8 + 8), 16) | 0;
}

/** π's fraction, times 2 to the power of `bits`, by the series of D. and G. Chudnovsky: 14 digits with each term. */
function piFraction(bits: bigint): bigint {
    const guard = 64n;
    const one = 1n << (bits + guard);
    let term = one;
    let terms = one;
    let weighted = 0n;
    for (let k = 1n; term !== 0n; k++) {
        term = (-term * (6n * k - 5n) * (2n * k - 1n) * (6n * k - 1n)) / (k * k * k * (640320n ** 3n / 24n));
        terms += term;
        weighted += k * term;
    }
    const pi = (426880n * squareRoot(10005n * one * one) * one) / (13591409n * terms + 545140134n * weighted);
    return (pi - 3n * one) >> guard;
}

/** The whole part of a square root, by Newton's method from above. */
function squareRoot(square: bigint): bigint {
    let root = 1n << BigInt(square.toString(16).length * 2);
    for (;;) {
        const next = (root + square / root) >> 1n;
        if (next >= root) {
            return root;
        }
        root = next;
    }
}

export class Blowfish {
    private readonly tables = Int32Array.from(piWords());

    /** Mixes a key, and a salt if there is one, into the tables. */
    expand(key: Buffer, salt?: Buffer): void {
        for (let index = 0; index < SUBKEYS; index++) {
            this.tables[index] = this.at(index) ^ wordAt(key, index);
        }
        const block = { left: 0, right: 0 };
        for (let index = 0; index < WORDS; index += 2) {
            if (salt) {
                block.left ^= wordAt(salt, index);
                block.right ^= wordAt(salt, index + 1);
            }
            this.encrypt(block);
            this.tables[index] = block.left;
            this.tables[index + 1] = block.right;
        }
    }

    encrypt(block: Block): void {
        let left = block.left;
        let right = block.right;
        for (let round = 0; round < ROUNDS; round += 2) {
            left ^= this.at(round);
            right ^= this.mixed(left) ^ this.at(round + 1);
            left ^= this.mixed(right);
        }
        block.left = right ^ this.at(ROUNDS + 1);
        block.right = left ^ this.at(ROUNDS);
    }

    private mixed(word: number): number {
        const first = this.box(0, word >>> 24) + this.box(1, (word >>> 16) & 0xff);
        return ((first ^ this.box(2, (word >>> 8) & 0xff)) + this.box(3, word & 0xff)) | 0;
    }

    private box(box: number, index: number): number {
        return this.at(SUBKEYS + box * BOX + index);
    }

    private at(index: number): number {
        return this.tables[index] ?? 0;
    }
}

/** The bytes, again and again from the start, in words of four. */
function wordAt(bytes: Buffer, index: number): number {
    const at = (offset: number): number => bytes[(index * 4 + offset) % bytes.length] ?? 0;
    return (at(0) << 24) | (at(1) << 16) | (at(2) << 8) | at(3);
}
