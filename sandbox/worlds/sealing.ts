/** Encryption of what a world writes down: AES-256-GCM, each piece bound to its world and its place in it. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

const IV_BYTES = 12;
const TAG_BYTES = 16;
export const KEY_BYTES = 32;

/** A key for one purpose, derived from the sandbox's own. */
export function deriveKey(master: Buffer, purpose: string): Buffer {
    return Buffer.from(hkdfSync("sha256", master, Buffer.alloc(0), `plinth sandbox ${purpose}`, KEY_BYTES));
}

/** @param bound what the piece belongs to; opening it under another label fails. */
export function seal(key: Buffer, bound: string, plain: Buffer): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(bound));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
}

/** @returns `undefined` where the piece was altered, cut off, or sealed under another key or label. */
export function unseal(key: Buffer, bound: string, sealed: Buffer): Buffer | undefined {
    if (sealed.length < IV_BYTES + TAG_BYTES) {
        return undefined;
    }
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, IV_BYTES)).setAAD(Buffer.from(bound));
    decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
        return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
    } catch {
        return undefined;
    }
}

export const MARK_BYTES = 8;

/** A short mark that only the key's holder can make: for what stands beside sealed pieces in the clear. */
export function keyedMark(key: Buffer, bound: string, bytes: Buffer): Buffer {
    return createHmac("sha256", key).update(`${bound}\n`).update(bytes).digest().subarray(0, MARK_BYTES);
}
