/** RandomId, RandomBytes and the UUIDs: bytes in several spellings. */
import type * as random from "@pulumi/random";
import type { Unwrap } from "@pulumi/pulumi";
import type { CheckFault } from "../kernel/refusal";
import type { Properties } from "../../values";
import type { AnyRandomModel, Drawn } from "./model";
import { checkRow, defineRandom, source } from "./model";

type IdInputs = Unwrap<random.RandomIdArgs>;
type BytesInputs = Unwrap<random.RandomBytesArgs>;
type UuidInputs = Unwrap<random.RandomUuidArgs>;

const none = (): Properties => ({});

function atLeastOne(property: string, value: number | undefined): readonly CheckFault[] {
    return value !== undefined && value < 1 ? [{ property, reason: `value must be at least 1, got: ${value}` }] : [];
}

function idOutputs(bytes: Buffer, prefix = ""): Drawn {
    const id = bytes.toString("base64url");
    return {
        id,
        outputs: {
            id,
            b64Std: prefix + bytes.toString("base64"),
            b64Url: prefix + id,
            dec: prefix + BigInt(`0x${bytes.toString("hex") || "0"}`).toString(),
            hex: prefix + bytes.toString("hex"),
        },
    };
}

export const randomId: AnyRandomModel = defineRandom<IdInputs>({
    type: "random:index/randomId:RandomId",
    source: source("id"),
    refusals: { tooShort: checkRow("the number of bytes is less than 1, of which nothing can be drawn", source("id")) },
    defaults: none,
    check: (inputs) => atLeastOne("byteLength", inputs.byteLength),
    draw: (inputs, draws) => idOutputs(draws.bytes(inputs.byteLength), inputs.prefix),
    imported: (text) => {
        const separator = text.lastIndexOf(",");
        const prefix = separator < 0 ? undefined : text.slice(0, separator);
        const bytes = Buffer.from(text.slice(separator + 1), "base64url");
        return {
            ...idOutputs(bytes, prefix),
            inputs: { byteLength: bytes.length, ...(prefix === undefined ? {} : { prefix }) },
        };
    },
});

/** The id is the value itself, in the clear: the provider does so, since ids cannot be secret. */
function bytesOutputs(bytes: Buffer): Drawn {
    const base64 = bytes.toString("base64");
    return { id: base64, outputs: { base64, hex: bytes.toString("hex") } };
}

export const randomBytes: AnyRandomModel = defineRandom<BytesInputs>({
    type: "random:index/randomBytes:RandomBytes",
    source: source("bytes"),
    refusals: { tooShort: checkRow("the length is less than 1", source("bytes")) },
    defaults: none,
    check: (inputs) => atLeastOne("length", inputs.length),
    draw: (inputs, draws) => bytesOutputs(draws.bytes(inputs.length)),
    imported: (text) => {
        const bytes = Buffer.from(text, "base64");
        return { ...bytesOutputs(bytes), inputs: { length: bytes.length } };
    },
});

function formatUuid(bytes: Buffer): string {
    const hex = bytes.toString("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** RFC 9562: a version in the seventh byte, a variant in the ninth. */
function versioned(bytes: Buffer, version: number): Buffer {
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    return bytes;
}

function uuidModel(type: string, resource: string, shape: (bytes: Buffer) => Buffer): AnyRandomModel {
    const made = (result: string): Drawn => ({ id: result, outputs: { id: result, result } });
    return defineRandom<UuidInputs>({
        type,
        source: source(resource),
        refusals: {},
        defaults: none,
        draw: (_inputs, draws) => made(formatUuid(shape(draws.bytes(16)))),
        imported: (text) => ({ ...made(text), inputs: {} }),
    });
}

export const randomUuid = uuidModel("random:index/randomUuid:RandomUuid", "uuid", (bytes) => bytes);
export const randomUuid4 = uuidModel("random:index/randomUuid4:RandomUuid4", "uuid4", (bytes) => versioned(bytes, 4));
/** The time in front is drawn as well: a clock would make two runs differ. */
export const randomUuid7 = uuidModel("random:index/randomUuid7:RandomUuid7", "uuid7", (bytes) => versioned(bytes, 7));
