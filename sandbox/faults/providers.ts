/** The patience of each package's real provider, with its source. */
import type { Patience, Persistence } from "./patience";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Nothing is tried again. */
const once = (lastWords: Persistence["lastWords"], source: string): Persistence => ({
    attempts: 1,
    firstPause: 0,
    longestPause: 0,
    lastWords,
    source,
});

const AWS: Patience = {
    throttled: {
        // The provider's `maxRetries` is what the SDK calls attempts.
        attempts: 25,
        firstPause: SECOND,
        longestPause: 5 * MINUTE,
        lastWords: ({ name }) =>
            `${name}: exceeded maximum number of attempts, 25, https response error StatusCode: 503, ` +
            "api error RequestLimitExceeded: Request limit exceeded.",
        source:
            "https://registry.terraform.io/providers/hashicorp/aws/latest/docs (max_retries), " +
            "https://github.com/hashicorp/aws-sdk-go-base/blob/main/aws_config.go",
    },
    // What IAM made is waited for 2 minutes, what EC2 made 5; the shorter one holds for all here.
    unseen: {
        attempts: Infinity,
        firstPause: SECOND / 2,
        longestPause: 10 * SECOND,
        limit: 2 * MINUTE,
        lastWords: ({ name, missing = "it" }) =>
            `${name}: waiting for ${missing}: timeout while waiting for state to become 'success' (timeout: 2m0s): ` +
            "couldn't find resource",
        source:
            "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/wait.go, " +
            "https://github.com/hashicorp/terraform-plugin-sdk/blob/main/helper/retry/state.go",
    },
};

const CLOUDFLARE_CLIENT =
    "https://github.com/cloudflare/cloudflare-go/blob/main/internal/requestconfig/requestconfig.go";

const CLOUDFLARE: Patience = {
    throttled: {
        attempts: 3,
        firstPause: SECOND / 2,
        longestPause: 8 * SECOND,
        lastWords: ({ name }) =>
            `${name}: failed to make http request: 429 Too Many Requests ` +
            '{"success":false,"errors":[{"code":971,"message":"Please wait and consider throttling your request speed"}]}',
        source: `${CLOUDFLARE_CLIENT}, https://github.com/cloudflare/terraform-provider-cloudflare/issues/5505`,
    },
    // 404 is not among the answers that the client repeats.
    unseen: once(
        ({ name, missing = "" }) => `${name}: failed to make http request: 404 Not Found: could not find ${missing}`,
        CLOUDFLARE_CLIENT,
    ),
};

const KUBERNETES: Patience = {
    throttled: {
        // The client's 10 are retries after the first attempt; it waits as long as the server's Retry-After says.
        attempts: 11,
        firstPause: SECOND,
        longestPause: SECOND,
        lastWords: ({ name }) =>
            `${name}: the server has received too many requests and has asked us to try again later`,
        source: "https://github.com/kubernetes/client-go/blob/master/rest/request.go",
    },
    // So that an object may be made before its namespace or its kind is there.
    unseen: {
        attempts: 6,
        firstPause: SECOND,
        longestPause: MINUTE,
        lastWords: ({ name, missing = "" }) => `${name}: "${missing}" not found`,
        source: "https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/await/await.go",
    },
};

/** The provider asks nobody, so that there is nobody who could turn it away; a fault is met as it is. */
const ALONE: Patience = {
    throttled: once(({ name }) => `${name}: too many requests`, "no call leaves the provider"),
    unseen: once(({ name, missing = "" }) => `${name}: ${missing} not found`, "no call leaves the provider"),
};

const PROVIDERS: Readonly<Record<string, Patience>> = { aws: AWS, cloudflare: CLOUDFLARE, kubernetes: KUBERNETES };

export function patienceOf(packageName: string): Patience {
    return PROVIDERS[packageName] ?? ALONE;
}
