/** What a program registers, as it is handed on from the process in which it ran. */
import type { VendorBucketsConfig } from "../../../config/vendor-buckets";

/** A resource as a program registered it. */
export interface Registration {
    /** As in `aws:dynamodb/table:Table`. */
    readonly type: string;
    /** Logical name. */
    readonly name: string;
    /** With the outputs of other resources filled in; none of a type in which nobody here is interested. */
    readonly inputs: Readonly<Record<string, unknown>>;
}

export const TABLE = "aws:dynamodb/table:Table";
export const TABLE_ITEM = "aws:dynamodb/tableItem:TableItem";
export const FUNCTION = "aws:lambda/function:Function";

/** Types whose inputs are handed on. */
export const RECORDED_TYPES: readonly string[] = [TABLE, TABLE_ITEM, FUNCTION];

/** What the process is to run. */
export interface RecordRequest {
    readonly config: VendorBucketsConfig;
    /** Second part of every name. */
    readonly environment: string;
    readonly accountId: string;
}

/** What has come of it. */
export type RecordAnswer = { readonly registrations: readonly Registration[] } | { readonly error: string };
