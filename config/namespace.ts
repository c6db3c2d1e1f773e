/** The namespace of all config keys, in every project. */
export const NAMESPACE = "plinth";
