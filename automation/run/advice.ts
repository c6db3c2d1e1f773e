import type { Target } from "./target";

/** What is known of an error, where to look first and what to do. The first that fits is given. */
interface Advice {
    readonly when: RegExp;
    /** May depend on what the expression found, and on where the stacks live. */
    readonly then: string | ((found: RegExpExecArray, kind: Target["kind"]) => string);
}

const ADVICE: readonly Advice[] = [
    {
        when: /unknown stack "(?:[^"/]+\/)?([^"/]+)\/([^"/]+)"/,
        then: ([, project = "", environment = ""], kind) =>
            `There is no stack ${project} (${environment}), which this one reads. ` +
            `Run \`plinth up ${environment} ${project}${kind === "sandbox" ? " --sandbox" : ""}\` first.`,
    },
    {
        when: /Resource monitor is terminating|No connection established/,
        then: "The program lost its connection to the engine; what it hadn't said by then was left alone. Run the command again.",
    },
    {
        // A contract doesn't know where its stacks live.
        when: /\bRun: (plinth up \S+ \S+)/,
        then: ([, command = ""], kind) => `Run \`${command}${kind === "sandbox" ? " --sandbox" : ""}\`.`,
    },
    {
        when: /no resource plugin '?pulumi-resource-[\w-]+'? found|failed to load plugin/,
        then: "In the sandbox: the sandbox has no provider of this package. On real clouds: `pulumi plugin install resource <package>`.",
    },
    {
        when: /[Dd]efault provider for '[^']+' disabled/,
        then: "Pass an explicit provider to the resource (option `provider`); default ones are disabled in every project.",
    },
    {
        when: /cannot be deleted\s*because it is protected|is protected and cannot be deleted/,
        then: "It is protected on purpose. To delete it all the same, turn its protection off in the configuration and run `plinth up` first.",
    },
    {
        when: /DeletionProtection|deletion protection|[Cc]annot delete protected/,
        then: 'Turn deletion protection off in the configuration, run `plinth up`, then delete. In production the policy pack has to be told: docs/command.md, "Taking production down".',
    },
    {
        when: /incorrect passphrase|passphrase must be set/,
        then: "The state's secrets were encrypted with another passphrase: set PULUMI_CONFIG_PASSPHRASE_FILE to the right one.",
    },
    {
        when: /account ID not allowed|not in the list of allowed account/i,
        then: "The credentials are those of another account than the one in the configuration; log in to the right one.",
    },
    {
        when: /no valid credential sources|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|No valid credential/,
        then: "Log in to the account first, for example with `aws sso login`, or use --sandbox.",
    },
    {
        when: /\b\w*(?:LimitExceeded|QuotaExceeded|LimitExceededException)\b/,
        then: "A quota of the account is used up: raise it in Service Quotas, or delete what isn't needed.",
    },
    {
        when: /DependencyViolation|ResourceInUse|DeleteConflict/,
        then: "Something outside of this stack still uses it; delete or detach that first.",
    },
    {
        when: /DBInstanceAlreadyExists|DBClusterAlreadyExists/,
        then: "A database isn't replaced, since that would lose its data. Take the change back, or restore beside it: docs/data.md.",
    },
    {
        when: /Duplicate resource URN|AlreadyExists|Duplicate\b/,
        then: "Something of this name is there already; use another name, or import the one that exists.",
    },
    {
        when: /AccessDenied|UnauthorizedOperation|not authorized to perform/,
        then: "The credentials may not do this; the message names the action that is missing.",
    },
    {
        when: /no Pulumi\.yaml project file found|no stack named/,
        then: "Run `plinth up <environment>` to create the stack first.",
    },
];

/** What to do about an error, if it's a known one. */
export function adviceFor(text: string, kind: Target["kind"]): string | undefined {
    for (const { when, then } of ADVICE) {
        const found = when.exec(text);
        if (found !== null) {
            return typeof then === "string" ? then : then(found, kind);
        }
    }
    return undefined;
}
