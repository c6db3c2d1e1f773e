/** What AWS's refusals mean for a drill, and what to do about each. Pure. */
import { CommandFault } from "../../command-fault";
import type { DrillPlace } from "../place";

/** What messages name. */
export interface FaultContext {
    readonly place: DrillPlace;
    /** As typed: `plinth up production data`. */
    readonly upCommand: string;
    /** As typed: `plinth drift production foundation data`. */
    readonly driftCommand: string;
    /** The task that goes on meanwhile, if there is one. */
    readonly taskArn?: string;
}

type Advice = (context: FaultContext) => readonly string[];

interface Meaning {
    /** Matches `Name: message` of an error, or the reason of a refusal. */
    readonly pattern: RegExp;
    readonly means: string;
    readonly advice: Advice;
}

const LOGIN: Advice = ({ place }) => [
    `Log in to the account ${place.accountId} (\`aws sso login\`, AWS_PROFILE, …), and run the drill again.`,
];

/** The first that fits counts: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html#API_RunTask_Errors */
const MEANINGS: readonly Meaning[] = [
    {
        pattern:
            /^(CredentialsProviderError|ExpiredToken|UnrecognizedClient|InvalidClientTokenId|SignatureDoesNotMatch|TokenProviderError)/,
        means: "there are no valid credentials",
        advice: LOGIN,
    },
    {
        pattern: /iam:PassRole/,
        means: "whoever starts the task may not hand its roles on to ECS",
        advice: () => ["Allow iam:PassRole on both of the task's roles: docs/drill.md has the whole policy."],
    },
    {
        pattern: /^(AccessDenied|UnauthorizedOperation|NotAuthorized)/,
        means: "a permission is missing",
        advice: ({ place }) => [
            "docs/drill.md has the policy that whoever runs a drill needs.",
            `If it is there: are these credentials of the account ${place.accountId}?`,
        ],
    },
    {
        pattern: /^ClusterNotFound|ClusterNotFoundException|cluster.*(inactive|not found)/i,
        means: "the cluster isn't there",
        advice: (context) => [
            `Are these credentials of the account ${context.place.accountId}? The cluster is ${context.place.clusterArn}.`,
            `If they are, it was deleted behind the program's back: \`${context.driftCommand}\` tells what is gone.`,
        ],
    },
    {
        pattern: /task ?definition/i,
        means: "the task's revision can't be used",
        advice: ({ upCommand }) => [`Register it anew: \`${upCommand}\`.`],
    },
    {
        pattern: /[Cc]apacity is unavailable|RESOURCE:/,
        means: "AWS has no room for it at the moment",
        advice: () => ["Run the drill again in a few minutes; an alternative is a subnet in a further zone."],
    },
    {
        pattern: /limit on the number of|LimitExceeded|quota/i,
        means: "a quota of the account is used up",
        advice: () => [
            "Run the drill again when fewer tasks are running, or have Fargate's quota of vCPUs raised (Service Quotas).",
        ],
    },
    {
        pattern: /^(Throttl|TooManyRequests|ServerException|InternalServer|ServiceUnavailable)/,
        means: "AWS doesn't keep up",
        advice: () => ["Run the drill again in a minute."],
    },
    {
        pattern: /subnet|security ?group|network configuration/i,
        means: "its network isn't as the stack says",
        advice: ({ driftCommand }) => [`Look what was changed behind the program's back: \`${driftCommand}\`.`],
    },
    {
        pattern: /^Blocked/,
        means: "AWS has blocked the account",
        advice: () => ["Talk to AWS Support."],
    },
    {
        pattern:
            /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|^TimeoutError|socket hang up/,
        means: "AWS can't be reached from here",
        advice: () => ["Look at the network of this machine (proxy, VPN), and run the drill again."],
    },
];

/** The fault for what ECS or CloudWatch Logs has refused. @param doing completes "… failed": `Starting the task`. */
export function awsFault(doing: string, error: unknown, context: FaultContext): CommandFault {
    const words = wordsOf(error);
    const meaning = MEANINGS.find(({ pattern }) => pattern.test(words));
    const { taskArn } = context;
    return new CommandFault("failed", `${doing} failed: ${meaning === undefined ? "" : `${meaning.means}. `}${words}`, [
        ...(meaning?.advice(context) ?? ["docs/drill.md lists what a drill needs."]),
        ...(taskArn === undefined ? [] : goesOn(taskArn)),
    ]);
}

/** What to do about a task that is left behind. */
export function goesOn(taskArn: string): readonly string[] {
    const [, , , region = "", , resource = ""] = taskArn.split(":");
    const [, cluster = "", id = ""] = resource.split("/");
    return [
        `The task ${id} goes on and ends by itself; the same command follows it while it runs.`,
        `To end it: aws ecs stop-task --region ${region} --cluster ${cluster} --task ${id}`,
    ];
}

function wordsOf(error: unknown): string {
    if (!(error instanceof Error)) {
        return String(error);
    }
    // Those of connections to several addresses say nothing themselves.
    const code = "code" in error && typeof error.code === "string" ? error.code : "";
    const parts = [error.name === "Error" || error.name === "AggregateError" ? code : error.name, error.message];
    return parts.filter((part) => part !== "").join(": ") || "no reason is given";
}
