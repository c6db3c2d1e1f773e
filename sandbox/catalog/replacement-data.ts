/** What is known of the inputs that replace a resource. */
export interface ReplacementData {
    /** Inputs whose change always replaces; on Kubernetes paths: `spec.selector`, `spec.containers[*].image`. */
    readonly replaces: ReadonlySet<string>;
    /** Inputs whose change replaces in some cases. */
    readonly maybe: ReadonlySet<string>;
    /** Where the data comes from: a package and its version, or an address. */
    readonly source: string;
}
