import type { Digest } from "../envelope/digest";
import { RunnerError } from "../fault";
import type { Manifest } from "../manifest/manifest";

function differences(what: string, is: Digest, expected: Digest): readonly string[] {
    return [
        ...(is.bytes === expected.bytes ? [] : [`${what} has ${is.bytes} instead of ${expected.bytes} bytes`]),
        ...(is.sha256 === expected.sha256
            ? []
            : [`${what} has the SHA-256 ${is.sha256} instead of ${expected.sha256}`]),
    ];
}

/** @throws RunnerError where what was read is not what the manifest describes. */
export function checkDigests(
    { object, plain }: Manifest,
    read: { readonly object: Digest; readonly plain: Digest },
): void {
    const faults = [...differences("the object", read.object, object), ...differences("the dump", read.plain, plain)];
    if (faults.length > 0) {
        throw new RunnerError(
            "failed",
            `What was read is not what the manifest describes: ${faults.join("; ")}`,
            "Nothing was restored. Try again; if it is the same, restore another backup and keep this one for evidence",
        );
    }
}
