/**
 * bcrypt hashes that verify: the algorithm of Provos and Mazières, "A Future-Adaptable Password Scheme" (USENIX 1999),
 * https://www.usenix.org/legacy/events/usenix99/provos/provos.pdf
 */
import { Blowfish } from "./blowfish";

const ALPHABET = [..."./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"];
const MAGIC = Buffer.from("OrpheanBeholderScryDoubt", "latin1");
/** What comes after is ignored by the algorithm, and cut off by the provider. */
const KEY_BYTES = 72;
const HASH_BYTES = 23;

/** The least that the format allows. The provider takes 10, some 60 ms for each password in JavaScript. */
const LEAST_COST = 4;

/** @param salt 16 bytes */
export function bcryptHash(password: string, salt: Buffer, cost = LEAST_COST): string {
    const key = Buffer.concat([Buffer.from(password, "utf8").subarray(0, KEY_BYTES), Buffer.from([0])]);
    const cipher = new Blowfish();
    cipher.expand(key, salt);
    for (let round = 0; round < 2 ** cost; round++) {
        cipher.expand(key);
        cipher.expand(salt);
    }
    const hash = encrypted(cipher).subarray(0, HASH_BYTES);
    return `$2a$${String(cost).padStart(2, "0")}$${base64(salt)}${base64(hash)}`;
}

function encrypted(cipher: Blowfish): Buffer {
    const text = Buffer.from(MAGIC);
    for (let offset = 0; offset < text.length; offset += 8) {
        const block = { left: text.readInt32BE(offset), right: text.readInt32BE(offset + 4) };
        for (let round = 0; round < 64; round++) {
            cipher.encrypt(block);
        }
        text.writeInt32BE(block.left, offset);
        text.writeInt32BE(block.right, offset + 4);
    }
    return text;
}

/** Base64 as bcrypt writes it: an alphabet of its own and no padding. */
function base64(bytes: Buffer): string {
    const digits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
    const groups = digits.match(/.{1,6}/g) ?? [];
    return groups.map((group) => ALPHABET[parseInt(group.padEnd(6, "0"), 2)] ?? "").join("");
}
