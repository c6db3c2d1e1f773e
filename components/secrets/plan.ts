/** From a secret's arguments to what is to be made. Pure. */
import { createHash } from "node:crypto";
import { checkForm, checkList, checkOneOf, checkWhole } from "../checks";
import { type Fault, refuseFaults } from "../faults";
import { SECRET_KINDS, type SecretKind, type SecretPlanArgs, USER_KINDS } from "./args";

/** Arguments as somebody wrote them: any of them may be missing. */
export type SecretCandidate = Partial<SecretPlanArgs>;

const NAME = /^(?=.{1,64}$)[a-z](?:-?[a-z0-9])*$/;
const NAME_SHAPE = "1 to 64 lower-case letters, digits and single hyphens, a letter first, no hyphen last";
const KEY = /^[A-Za-z][A-Za-z0-9_]*$/;

/** The JSON keys of each kind's first value, in their order. */
export const GENERATED_KEYS: Readonly<Record<Exclude<SecretKind, "external">, readonly string[]>> = {
    database: ["username", "password"],
    "database-user": ["username", "password"],
    "database-reader": ["username", "password"],
    redis: ["authToken"],
    encryption: ["key"],
    "backup-keys": ["current", "keys"],
};

export interface SecretPlan {
    /** What AWS's generated name begins with. */
    readonly namePrefix: string;
    readonly description: string;
    readonly kind: SecretKind;
    readonly username: string;
    readonly recoveryWindowDays: number;
}

/** Everything wrong with the arguments, with paths from their root; empty when nothing is. */
export function validateSecret(args: SecretCandidate): Fault[] {
    const { kind, keys, username, recoveryWindowDays } = args;
    const faults: Fault[] = [
        ...(kind === undefined
            ? [{ path: "kind", given: kind, allowed: `one of ${SECRET_KINDS.join(", ")}` }]
            : checkOneOf("kind", kind, SECRET_KINDS)),
        ...checkList("keys", keys, KEY, "a JSON key of letters, digits and underscores, a letter first"),
        ...checkForm("username", username, /^[a-z][a-z0-9_]{0,62}$/, "lower-case letters, digits and underscores"),
        ...checkWhole("recoveryWindowDays", recoveryWindowDays, 7, 30),
    ];
    if (keys !== undefined && kind !== undefined && kind !== "external") {
        faults.push({ path: "keys", given: keys, allowed: `none for the kind ${kind}, which has its own` });
    }
    return faults;
}

/** Everything wrong with the name that people call a secret by. */
export function validateSecretName(path: string, secretName: string): Fault[] {
    return checkForm(path, secretName, NAME, NAME_SHAPE);
}

/** Faults of a secret that holds a user without naming it. */
export function validateUser({ kind, username }: SecretCandidate): Fault[] {
    const missing = kind !== undefined && USER_KINDS.includes(kind) && username === undefined;
    return missing ? [{ path: "username", given: undefined, allowed: `the user of the kind ${kind}` }] : [];
}

export interface SecretPlanning extends SecretPlanArgs {
    readonly secretName: string;
    readonly prefix: string;
    readonly environment: string;
}

/** @throws InvalidArgsError with all faults of the arguments at once. */
export function planSecret(subject: string, args: SecretPlanning): SecretPlan {
    refuseFaults(subject, [
        ...validateSecretName("secretName", args.secretName),
        ...validateSecret(args),
        ...validateUser(args),
    ]);
    return {
        namePrefix: `${args.prefix}/${args.environment}/${args.secretName}-`,
        description: describe(args),
        kind: args.kind,
        username: args.username ?? "",
        recoveryWindowDays: args.recoveryWindowDays ?? 30,
    };
}

function describe({ kind, keys, secretName }: SecretPlanning): string {
    if (kind !== "external") {
        return `JSON: ${GENERATED_KEYS[kind].join(", ")}. First value generated; set outside since`;
    }
    return keys === undefined || keys.length === 0
        ? `Value of ${secretName}, set outside`
        : `JSON: ${keys.join(", ")}. Set outside`;
}

/** The first value as the text of the secret. The generated part is secret: keep what comes out of here so. */
export function firstValue(plan: Pick<SecretPlan, "kind" | "username">, generated: string): string {
    switch (plan.kind) {
        case "database":
        case "database-user":
        case "database-reader":
            return JSON.stringify({ username: plan.username, password: generated });
        case "redis":
            return JSON.stringify({ authToken: generated });
        case "encryption":
            return JSON.stringify({ key: generated });
        case "backup-keys": {
            const id = firstKeyId(generated);
            return JSON.stringify({ current: id, keys: { [id]: generated } });
        }
        case "external":
            throw new RangeError("a secret of the kind external has no first value");
    }
}

/**
 * Another id for every other key, so that a backup made with a key that is gone is told from one made with this key. It
 * stands in each backup's header, in plain: of 256 random bits a part of their hash says nothing.
 */
function firstKeyId(key: string): string {
    return `first-${createHash("sha256").update(key).digest("hex").slice(0, 12)}`;
}
