import { isSameFingerprint, type Fingerprint } from "./fingerprint";
import type { StackName } from "./target";

/** Proof that a stack's preview passed, and of what it saw. An update is only begun with one. */
export interface PassedPreview {
    readonly stack: StackName;
    /** Of the configuration and the state that the preview began with. */
    readonly fingerprint: Fingerprint;
}

/** Why an update isn't begun; undefined when its preview passed directly before. */
export function refusalToUpdate(
    stack: StackName,
    passed: PassedPreview | undefined,
    fingerprint: Fingerprint,
): string | undefined {
    if (passed === undefined) {
        return "No preview of this stack has passed: without one, an update isn't begun.";
    }
    const isSame = passed.stack.project === stack.project && passed.stack.environment === stack.environment;
    if (!isSame) {
        return `The preview that passed is that of ${passed.stack.project} (${passed.stack.environment}).`;
    }
    return isSameFingerprint(passed.fingerprint, fingerprint)
        ? undefined
        : "The stack's configuration or state changed since its preview began: what would be done is not what was shown.";
}

/** An update that plinth doesn't begin. */
export class Refusal extends Error {
    override readonly name = "Refusal";
}
