import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** What a final snapshot's name is made from. */
export interface FinalSnapshotArgs {
    /** Logical name of the random part. */
    readonly name: string;
    /** What the name begins with, such as the identifier of the database. */
    readonly prefix: string;
    /** Whatever replaces the resource: its successor needs a name of its own. @default - none */
    readonly keepers?: Readonly<Record<string, pulumi.Input<string>>>;
    readonly parent: pulumi.Resource;
}

/**
 * The name of the snapshot that a database or a cache leaves when it is deleted. It outlives the resource, so that a
 * fixed one would be taken the second time, and the deletion be refused.
 */
export function finalSnapshotName({ name, prefix, keepers, parent }: FinalSnapshotArgs): pulumi.Output<string> {
    const args = { byteLength: 4, ...(keepers === undefined ? {} : { keepers }) };
    const suffix = new random.RandomId(name, args, { parent });
    return suffix.hex.apply((hex) => `${prefix}-final-${hex}`);
}
