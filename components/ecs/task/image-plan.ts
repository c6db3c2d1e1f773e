/** Which image a container runs. Pure. */
import { checkForm } from "../../checks";
import type { Fault } from "../../faults";
import type { ImageVersion } from "./args";

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Everything wrong with an image's version. */
export function validateImage(image: ImageVersion | undefined): Fault[] {
    const { tag, digest } = image ?? {};
    if ((tag === undefined) === (digest === undefined)) {
        return [{ path: "", given: image, allowed: "either a tag or a digest" }];
    }
    if (tag === "latest") {
        const allowed = "a digest, or a tag that never moves, such as a version or a commit";
        const hint =
            "What latest stands for changes behind the state's back, and a rollback would start the same image";
        return [{ path: "tag", given: tag, allowed, hint }];
    }
    return [
        ...checkForm("tag", tag, TAG, "1 to 128 letters, digits and the characters _ . -, no dot or hyphen first"),
        ...checkForm("digest", digest, DIGEST, "sha256: and 64 hexadecimal digits"),
    ];
}

/** What follows the repository's URL: `:1.4.2` or `@sha256:…`. */
export function imageSuffix({ tag, digest }: ImageVersion): string {
    return digest === undefined ? `:${tag}` : `@${digest}`;
}
