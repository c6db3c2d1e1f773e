import { codeOf, messageOf, RunnerError, type Ending } from "../fault";

interface Advice {
    readonly next: string;
    /** Whether trying again can't help. @default false */
    readonly final?: boolean;
}

/** By the name of S3's error: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const ADVICE: Readonly<Record<string, Advice>> = {
    AccessDenied: {
        next: "Look at the role this runs as, the bucket's policy and the policy of the bucket's key",
        final: true,
    },
    InvalidAccessKeyId: { next: "Look at the credentials this runs with", final: true },
    ExpiredToken: { next: "Get new credentials and run it again", final: true },
    CredentialsProviderError: {
        next: "Give it credentials: a task's role, AWS_PROFILE or `aws sso login`",
        final: true,
    },
    NoSuchBucket: { next: "Look at BACKUP_BUCKET and AWS_REGION", final: true },
    PermanentRedirect: { next: "The bucket is in another region: set AWS_REGION to that one", final: true },
    NoSuchKey: { next: "Look at what `list` shows", final: true },
    NoSuchVersion: { next: "Look at what `list` shows", final: true },
    InvalidObjectState: {
        next:
            "It is archived. Ask for it with `aws s3api restore-object --version-id … --restore-request Days=7` and run this " +
            "again when it is there, which takes up to 48 hours from Deep Archive",
        final: true,
    },
};
const OTHERWISE: Advice = {
    next: "Look at AWS_REGION, the network, the endpoint and https://health.aws.amazon.com, and run it again",
};

/** S3's HEAD and some proxies name no error, but a status. */
function nameOf(error: unknown): string {
    const code = codeOf(error);
    const name = error instanceof Error ? error.name : "";
    return name === "" || name === "Error" ? (code ?? "unknown error") : name;
}

/**
 * Errors that tell of one version alone, where others may be readable: archived, gone meanwhile, or encrypted with a key that
 * this role may not use or that isn't there. Anybody who may write into the bucket can bring them about.
 */
const OF_ONE_VERSION = [
    ...["AccessDenied", "InvalidObjectState", "NoSuchKey", "NoSuchVersion"],
    // Encrypted with a key of the writer's own (SSE-C).
    "InvalidRequest",
    ...["KMS.DisabledException", "KMS.KMSInvalidStateException", "KMS.NotFoundException"],
];

/** @param error as `s3Fault` has made it. */
export function isOfOneVersion(error: unknown): error is RunnerError {
    return error instanceof RunnerError && OF_ONE_VERSION.includes(nameOf(error.cause));
}

/**
 * @param what couldn't be done, such as `S3 doesn't give …`.
 * @param ending where trying again can't help. @default "refused"
 */
export function s3Fault(what: string, error: unknown): RunnerError {
    const name = nameOf(error);
    const { next, final = false } = ADVICE[name] ?? OTHERWISE;
    const ending: Ending = final ? "refused" : "failed";
    return new RunnerError(ending, `${what}: ${name} (${messageOf(error)})`, next, { cause: error });
}
