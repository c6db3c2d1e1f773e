/** Something in a state that can't be right. */
export interface StateFault {
    /** Line and column, or key path and name of the resource. */
    readonly where: string;
    /** Continues the sentence that `where` begins. No secret, and no long value. */
    readonly what: string;
}
