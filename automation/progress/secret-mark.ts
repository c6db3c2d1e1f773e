/** Marks a wrapped special value: https://github.com/pulumi/pulumi/blob/v3.220.0/sdk/go/common/resource/sig/sig.go */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** Whether a value of the engine, in an event or a state, is a wrapped secret: `{ "4dabf…": "1b470…", … }`. */
export function isSecret(value: unknown): boolean {
    return (
        typeof value === "object" &&
        value !== null &&
        !Array.isArray(value) &&
        Object.entries(value).some(([key, signature]) => key === SIGNATURE_KEY && signature === SECRET_SIGNATURE)
    );
}
