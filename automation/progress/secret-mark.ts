/** Marks a wrapped special value: https://github.com/pulumi/pulumi/blob/v3.220.0/sdk/go/common/resource/sig/sig.go */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
const ASSET_SIGNATURES: readonly unknown[] = ["c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"];

/** Whether a value of the engine, in an event or a state, is a wrapped secret: `{ "4dabf…": "1b470…", … }`. */
export function isSecret(value: unknown): boolean {
    return signatureOf(value) === SECRET_SIGNATURE;
}

/** Whether it is a file or an archive: with a hash, and with its contents where they are at hand. */
export function isAsset(value: unknown): boolean {
    return ASSET_SIGNATURES.includes(signatureOf(value));
}

function signatureOf(value: unknown): unknown {
    return typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.entries(value).find(([key]) => key === SIGNATURE_KEY)?.[1]
        : undefined;
}
