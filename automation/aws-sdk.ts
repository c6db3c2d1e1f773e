/** What all of the command's calls of AWS's SDK have in common. */

/** The SDK warns users of a Node that it won't take one day, in the middle of what they have asked for. */
export const NO_NODE_WARNING = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" } as const;

/** What every emulator takes, and AWS doesn't. A user's own are never read for one, let alone sent anywhere. */
export const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" } as const;
