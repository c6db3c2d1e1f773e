import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNaming } from "../naming";

/** What a secret's first value is. */
export const SECRET_KINDS = [
    "database",
    "database-user",
    "database-reader",
    "redis",
    "encryption",
    "backup-keys",
    "external",
] as const;

/** Kinds whose value is a user of the database with its password. */
export const USER_KINDS: readonly SecretKind[] = ["database", "database-user", "database-reader"];

/**
 * - `database`: `{ "username", "password" }`, the password generated (32 letters and digits).
 * - `database-user`: the same keys, for a further user of the database with rights of its own. Only its secret is made
 *   here; the role in the database is made with SQL (`docs/data.md`).
 * - `database-reader`: the same, for a user that can only read: the one that backups are made with. The SQL decides that
 *   it can't write (`docs/backups.md`); the kind keeps its secret apart from those of users that can.
 * - `redis`: `{ "authToken" }`, generated (64 letters and digits).
 * - `encryption`: `{ "key" }`, 32 random bytes in base64: an AES-256 key of the application.
 * - `backup-keys`: `{ "current", "keys" }`: the keys that backups are encrypted with, by their ids, and which of them new
 *   backups take. One key of 32 random bytes to begin with; to rotate, a further one is added (`docs/backups.md`).
 * - `external`: no value at all. Somebody else makes it (Clerk, Daily.co, …), and an operator sets it.
 */
export type SecretKind = (typeof SECRET_KINDS)[number];

/** What a plan of a secret is made from. */
export interface SecretPlanArgs {
    /** What the first value is. Changing it never changes a value that is there. */
    readonly kind: SecretKind;
    /**
     * The JSON keys that whoever sets the value must give, for people to read in the description.
     * For the kind `external` alone: the others have the keys of their kind.
     * @default - none are documented
     */
    readonly keys?: readonly string[];
    /**
     * The user of the kinds `database`, `database-user` and `database-reader`, which need one. Only part of the first
     * value: changing it changes no value that is there.
     */
    readonly username?: string;
    /**
     * Days in which a deleted secret can be restored, 7 to 30. It is not billed in that time, and its name stays taken.
     * @default 30
     */
    readonly recoveryWindowDays?: number;
}

/** Inputs of {@link SecretContainer}. */
export interface SecretContainerArgs extends SecretPlanArgs {
    /** Where names come from: `environmentNaming({ prefix, environment })`. */
    readonly naming: EnvironmentNaming;
    /**
     * What people call the secret: `database`. Its name in AWS is `{prefix}/{environment}/{secretName}-` and a suffix,
     * since a deleted secret's name stays taken. Changing it makes another secret, with another first value.
     */
    readonly secretName: string;
    /** ARN of the key that encrypts it. Changing it encrypts new values with the new key. */
    readonly encryptionKeyArn: pulumi.Input<string>;
}
