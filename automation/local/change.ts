/** What has become of the things in an emulator. */

/** What there may be. */
export type Thing = "table" | "item" | "lease" | "bucket" | "moto";

/** `skipped`: there is no room for it. */
export type ChangeKind = "made" | "changed" | "removed" | "unchanged" | "skipped";

export interface Change {
    readonly type: Thing;
    readonly name: string;
    readonly change: ChangeKind;
    /** Of what is changed, as people read them. */
    readonly attributes?: readonly { readonly name: string; readonly was?: string; readonly is?: string }[];
}
