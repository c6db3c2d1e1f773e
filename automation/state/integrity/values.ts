import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../progress/secret-mark";
import { isObject, type Deployment, type StateValue } from "../deployment";
import type { StateFault } from "./fault";

/**
 * What a wrapped value may be, besides a secret: a resource, an output, an asset, an archive
 * (https://github.com/pulumi/pulumi/blob/v3.220.0/sdk/go/common/resource/sig/sig.go), a number that JSON can't tell
 * (https://github.com/pulumi/pulumi/blob/v3.220.0/pkg/resource/stack/deployment.go).
 */
const SIGNATURES: ReadonlySet<StateValue | undefined> = new Set([
    SECRET_SIGNATURE,
    "5cf8f73096256a8f31e491e813e4eb8e",
    "d0e6a833031e9bbcd3f4e8bde6ca49a4",
    "c44067f5952c0a294b673a41bacd8c17",
    "0def7320c3a5731c473e5ecbe6d01bc7",
    "8ad145fe-0d11-4827-bfd7-1abcbf086f5c",
]);

/** Those that encrypt with AES-256-GCM on this machine; others have forms of their own. */
const LOCAL_PROVIDERS: readonly unknown[] = ["passphrase", "cloud"];

const BASE64 = "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?";
/** A nonce of 12 bytes and a text with a tag of 16: https://github.com/pulumi/pulumi/blob/v3.220.0/sdk/go/common/resource/config/crypt.go */
const CIPHERTEXT = new RegExp(`^v1:[A-Za-z0-9+/]{16}:(?=.{24})${BASE64}$`);
/** A salt of 8 bytes, and a text encrypted to try a passphrase on. */
const SALT = new RegExp(`^v1:[A-Za-z0-9+/]{11}=:v1:[A-Za-z0-9+/]{16}:(?=.{24})${BASE64}$`);

/** Faults in secrets and other wrapped values, and in what encrypts them. */
export function valueFaults(at: string, deployment: Deployment): readonly StateFault[] {
    const { secrets_providers: secrets, resources = [], pending_operations: pending = [] } = deployment;
    const type = secrets?.type;
    const all = [
        ...resources.map((resource, index) => ({ resource, path: `${at}resources[${index}]` })),
        ...pending.map(({ resource }, index) => ({ resource, path: `${at}pending_operations[${index}].resource` })),
    ];
    const faults: StateFault[] = [];
    const tell = (where: string, what: string): void => void faults.push({ where, what });
    for (const { resource, path } of all) {
        for (const part of ["inputs", "outputs"] as const) {
            walk(resource[part] ?? {}, `${path}.${part}`, type, tell);
        }
    }
    return [...saltFaults(at, deployment), ...faults];
}

function saltFaults(at: string, { secrets_providers: secrets }: Deployment): readonly StateFault[] {
    const salt = secrets?.state?.["salt"];
    return secrets?.type !== "passphrase" || (typeof salt === "string" && SALT.test(salt))
        ? []
        : [{ where: `${at}secrets_providers.state.salt`, what: "has not the form of a salt (v1:…)" }];
}

type Tell = (where: string, what: string) => void;

function walk(value: StateValue, path: string, provider: string | undefined, tell: Tell): void {
    if (Array.isArray(value)) {
        (value as readonly StateValue[]).forEach((item, index) => walk(item, `${path}[${index}]`, provider, tell));
        return;
    }
    if (!isObject(value)) {
        return;
    }
    if (SIGNATURE_KEY in value) {
        wrappedFaults(value, provider).forEach((what) => tell(path, what));
    }
    Object.entries(value).forEach(([key, inner]) => walk(inner, `${path}${step(key)}`, provider, tell));
}

function step(key: string): string {
    return /^\w+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function wrappedFaults(value: Readonly<Record<string, StateValue>>, provider: string | undefined): readonly string[] {
    const signature = value[SIGNATURE_KEY];
    if (!SIGNATURES.has(signature)) {
        return ["is marked as something that the engine doesn't know"];
    }
    if (signature !== SECRET_SIGNATURE) {
        return [];
    }
    const { ciphertext, plaintext } = value;
    if ((typeof ciphertext === "string") === (typeof plaintext === "string")) {
        return ["is a secret without content (one of `ciphertext` and `plaintext` is expected)"];
    }
    if (typeof ciphertext !== "string") {
        return [];
    }
    if (provider === undefined) {
        return ["is encrypted, and secrets_providers doesn't say how"];
    }
    return LOCAL_PROVIDERS.includes(provider) && !CIPHERTEXT.test(ciphertext)
        ? ["is a secret whose ciphertext is damaged (v1:<nonce>:<base64> is expected)"]
        : [];
}
