/** Finding keys by whatever names them, and whether they can be used: for the models of other services too. */
import type { View } from "../../kernel/model";
import type { WorldRecord } from "../../../worlds/records";
import { asText, text } from "../ec2/records";

export const KEY = "aws:kms/key:Key";
export const ALIAS = "aws:kms/alias:Alias";

/** A key that waits for its deletion: it keeps its id and its aliases, and nothing can be done with it. */
export const PENDING_KEY = "aws:kms/key:Key (pending deletion)";

/** Aliases of AWS's own keys, which every account has: `alias/aws/rds`. */
export const RESERVED_ALIAS = "alias/aws/";

export type KeyView = Pick<View, "list" | "listEverywhere">;

export interface FoundKey {
    readonly record: WorldRecord;
    readonly state: "Enabled" | "Disabled" | "PendingDeletion";
}

/** A key that can encrypt. */
export interface UsableKey {
    readonly arn: string;
    readonly keyId: string;
    /** The key's policy as JSON; the empty text for AWS's own keys. */
    readonly policy: string;
}

function recordsOf(view: KeyView, named: string, type: string): readonly WorldRecord[] {
    return named.startsWith("arn:") ? view.listEverywhere(type) : view.list(type);
}

function stateOf(record: WorldRecord): FoundKey["state"] {
    if (record.type === PENDING_KEY) {
        return "PendingDeletion";
    }
    return record.outputs["isEnabled"] === false ? "Disabled" : "Enabled";
}

function bears(record: WorldRecord, named: string): boolean {
    return record.id === named || text(record, "arn") === named;
}

/** @param named a key's id or ARN, or an alias's name or ARN. */
export function findKey(view: KeyView, named: string): FoundKey | undefined {
    const isAlias = /(^|:)alias\//.test(named);
    const alias = isAlias
        ? recordsOf(view, named, ALIAS).find((record) => text(record, "name") === named || bears(record, named))
        : undefined;
    const target = isAlias ? asText(alias?.outputs["targetKeyArn"]) : named;
    const record = [KEY, PENDING_KEY]
        .flatMap((type) => recordsOf(view, target, type))
        .find((candidate) => bears(candidate, target));
    return record && { record, state: stateOf(record) };
}

/**
 * The key that a program names to encrypt with; `undefined` for one that does not exist, is disabled or waits for its
 * deletion ({@link keyFault} says which). AWS's own keys (`alias/aws/rds`) are always there.
 */
export function usableKey(view: KeyView, named: string): UsableKey | undefined {
    if (isAwsKey(named)) {
        return { arn: named, keyId: named, policy: "" };
    }
    const found = findKey(view, named);
    return found?.state === "Enabled"
        ? { arn: text(found.record, "arn"), keyId: found.record.id, policy: text(found.record, "policy") }
        : undefined;
}

export function isAwsKey(named: string): boolean {
    return named.startsWith(RESERVED_ALIAS) || named.includes(`:${RESERVED_ALIAS}`);
}

/** What KMS says to the use of a key: its code and sentence; `undefined` for a key that can be used. */
export function keyFault(
    view: KeyView,
    named: string,
): { readonly code: string; readonly message: string } | undefined {
    if (isAwsKey(named)) {
        return undefined;
    }
    const found = findKey(view, named);
    if (!found) {
        return { code: "NotFoundException", message: `Key '${named}' does not exist` };
    }
    const arn = text(found.record, "arn");
    switch (found.state) {
        case "Enabled":
            return undefined;
        case "Disabled":
            return { code: "DisabledException", message: `${arn} is disabled.` };
        case "PendingDeletion":
            return { code: "KMSInvalidStateException", message: `${arn} is pending deletion.` };
    }
}
