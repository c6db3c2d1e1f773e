/**
 * Keys, nonces and chunks of an envelope.
 *
 * - Key derivation: HKDF-SHA256, https://www.rfc-editor.org/rfc/rfc5869, from the secret's key with the object's random
 *   salt, bound to what the object is by `info`.
 * - Chunks: the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, https://eprint.iacr.org/2015/189, as Tink
 *   has it, https://developers.google.com/tink/streaming-aead/aes_gcm_hkdf_streaming (7 bytes of prefix, 4 of counter, 1
 *   that is set in the last chunk), analysed in https://eprint.iacr.org/2020/1019. The counter makes a chunk that was
 *   moved, doubled or left out fail, the last byte an end that is not the end.
 * - Unlike in Tink, the nonce's prefix is derived with the key instead of being sent, the header carries a tag of its own
 *   as in age, https://c2sp.org/age, so that a wrong key is told from an altered chunk, and each chunk says its length,
 *   so that bytes cut off are told from bytes altered or added. The header's tag also commits to the key, which GCM
 *   alone does not.
 *
 * Under one object's key no nonce is used twice, since the salt is random, and at most 2^32 chunks are made, as NIST SP
 * 800-38D allows: https://doi.org/10.6028/NIST.SP.800-38D.
 */
import type { KeyObject } from "node:crypto";
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { EnvelopeError } from "./fault";
import type { Header } from "./format";
import {
    contextBytes,
    frameBytes,
    GCM_TAG_BYTES,
    HEADER_NEXT,
    HEADER_TAG_BYTES,
    headerBytes,
    readHeader,
} from "./format";

const INFO = Buffer.from("plinth backup object 1");
const KEY_BYTES = 32;
const PREFIX_BYTES = 7;
const NONCE_BYTES = 12;
const CIPHER = "aes-256-gcm";
/** As many chunks as a counter of 32 bits can count. */
export const MAX_CHUNKS = 2 ** 32;

/** What one object is encrypted with. */
export interface ObjectKeys {
    readonly headerKey: Buffer;
    readonly chunkKey: Buffer;
    readonly noncePrefix: Buffer;
}

/** The parts of what is sealed that don't change from chunk to chunk. */
export interface SealedHeader {
    readonly header: Header;
    /** With its tag: as it stands in the object, and authenticated again with each chunk. */
    readonly bytes: Buffer;
    readonly keys: ObjectKeys;
}

export function deriveKeys(key: KeyObject, { salt, context }: Header): ObjectKeys {
    const info = Buffer.concat([INFO, contextBytes(context)]);
    const bytes = Buffer.from(hkdfSync("sha256", key, salt, info, 2 * KEY_BYTES + PREFIX_BYTES));
    return {
        headerKey: bytes.subarray(0, KEY_BYTES),
        chunkKey: bytes.subarray(KEY_BYTES, 2 * KEY_BYTES),
        noncePrefix: bytes.subarray(2 * KEY_BYTES),
    };
}

function headerTag(keys: ObjectKeys, untagged: Buffer): Buffer {
    return createHmac("sha256", keys.headerKey).update(untagged).digest();
}

export function sealHeader(key: KeyObject, header: Header): SealedHeader {
    const untagged = headerBytes(header);
    const keys = deriveKeys(key, header);
    return { header, keys, bytes: Buffer.concat([untagged, headerTag(keys, untagged)]) };
}

/** @param keyOf the secret's key of that id; throws where there is none. */
export function openHeader(bytes: Buffer, keyOf: (id: string) => KeyObject): SealedHeader {
    const header = readHeader(bytes);
    const keys = deriveKeys(keyOf(header.keyId), header);
    const end = bytes.length - HEADER_TAG_BYTES;
    if (!timingSafeEqual(headerTag(keys, bytes.subarray(0, end)), bytes.subarray(end))) {
        throw new EnvelopeError(
            "header",
            `The header doesn't authenticate: it was altered, or the secret's key ${header.keyId} is another than the ` +
                "one that the backup was made with",
            HEADER_NEXT,
        );
    }
    return { header, bytes, keys };
}

/** @param index of the chunk, from 0. */
export function chunkNonce(prefix: Buffer, index: number, last: boolean): Buffer {
    if (index >= MAX_CHUNKS) {
        throw new EnvelopeError(
            "too-large",
            `An envelope holds at most ${MAX_CHUNKS} chunks`,
            "Use larger chunks (chunkBytes)",
        );
    }
    const nonce = Buffer.alloc(NONCE_BYTES);
    prefix.copy(nonce);
    nonce.writeUInt32BE(index, PREFIX_BYTES);
    nonce.writeUInt8(last ? 1 : 0, NONCE_BYTES - 1);
    return nonce;
}

/** The chunk as it stands in the object: frame, ciphertext, tag. */
export function sealChunk({ keys, bytes }: SealedHeader, index: number, last: boolean, plain: Buffer): Buffer {
    const nonce = chunkNonce(keys.noncePrefix, index, last);
    const cipher = createCipheriv(CIPHER, keys.chunkKey, nonce, { authTagLength: GCM_TAG_BYTES }).setAAD(bytes);
    const frame = frameBytes({ last, plainBytes: plain.length });
    return Buffer.concat([frame, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @param sealed ciphertext and tag. @returns `undefined` where it doesn't authenticate as that chunk of that object. */
export function openChunk(
    { keys, bytes }: SealedHeader,
    index: number,
    last: boolean,
    sealed: Buffer,
): Buffer | undefined {
    const nonce = chunkNonce(keys.noncePrefix, index, last);
    const end = sealed.length - GCM_TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, keys.chunkKey, nonce, { authTagLength: GCM_TAG_BYTES });
    decipher.setAAD(bytes).setAuthTag(sealed.subarray(end));
    const plain = decipher.update(sealed.subarray(0, end));
    try {
        decipher.final();
    } catch {
        return undefined;
    }
    return plain;
}
