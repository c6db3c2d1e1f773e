/** Why a task of a drill has ended without a verdict, and what to do about it. Pure. */
import { CommandFault } from "../../command-fault";
import type { ContainerState, TaskState } from "./ports";

/** What is known of a task that has ended. */
export interface Ended {
    readonly task: TaskState;
    /** Of the container that checks. */
    readonly checks: string;
    /** The last lines of each container that has any, by its name. */
    readonly lines: ReadonlyMap<string, readonly string[]>;
}

interface Cause {
    readonly means: string;
    readonly advice: readonly string[];
}

interface Known {
    /** Matches the reasons that ECS gives of the task and its containers. */
    readonly pattern: RegExp;
    readonly cause: (container: ContainerState | undefined) => Cause;
}

/** 128 and SIGKILL's number. */
const KILLED = 137;

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html; the first that fits counts. */
const KNOWN: readonly Known[] = [
    {
        pattern: /CannotPull\w*.*(not found|manifest unknown|no such image|does not exist)/is,
        cause: (container) => ({
            means: `the image of ${named(container)} isn't in its repository`,
            advice: [
                `Push ${container?.image ?? "it"}, or name one that is there: plinth:backup in stacks/data's config; docs/backups.md.`,
            ],
        }),
    },
    {
        pattern: /CannotPull\w*.*(denied|forbidden|403|unauthorized|not authorized)/is,
        cause: (container) => ({
            means: `the image of ${named(container)} may not be read`,
            advice: [
                "Look at the policies of the task's execution role and of the repository: `plinth drift` tells what was changed.",
            ],
        }),
    },
    {
        pattern: /CannotPull\w*.*(platform|exec format|architecture)/is,
        cause: (container) => ({
            means: `the image of ${named(container)} is built for another architecture`,
            advice: ["Build it for the one of plinth:backup.cpuArchitecture (ARM64 unless it says so), and push it."],
        }),
    },
    {
        pattern: /CannotPull|ResourceInitializationError.*(pull|registry|timeout|timed out|connection)/is,
        cause: (container) => ({
            means: `the image of ${named(container)} can't be reached`,
            advice: [
                "Look at the way out of the private subnets: NAT instance or endpoints of ECR and S3, and the task's group.",
            ],
        }),
    },
    {
        pattern: /ResourceInitializationError/,
        cause: () => ({
            means: "AWS couldn't prepare what the task needs",
            advice: [
                "The log group, its way there (NAT instance or endpoint), or the execution role is missing: `plinth drift` tells what was changed.",
            ],
        }),
    },
    {
        pattern: /OutOfMemory/,
        cause: (container) => ({
            means: `${named(container)} has used up the task's memory`,
            advice: [
                "Raise plinth:backup.verify.memory (MiB) in stacks/data's config, bring it up, and run the drill again.",
            ],
        }),
    },
    {
        pattern: /CannotCreateVolume|EphemeralStorage|no space left/i,
        cause: () => ({
            means: "the task's disk couldn't be had, or is full",
            advice: [
                "Raise plinth:backup.verify.storageGiB in stacks/data's config, bring it up, and run the drill again.",
            ],
        }),
    },
    {
        pattern: /CannotStartContainer|ContainerRuntime|exec format|no such file/i,
        cause: (container) => ({
            means: `${named(container)} can't be started`,
            advice: [
                "Does the image fit plinth:backup (entryPoint, user, cpuArchitecture)? docs/backups.md says what it has to have.",
            ],
        }),
    },
    {
        pattern: /capacity is unavailable|insufficient capacity/i,
        cause: () => ({
            means: "AWS has no room for it at the moment",
            advice: ["Run the drill again in a few minutes."],
        }),
    },
];

const CODES: Readonly<Record<string, Cause>> = {
    UserInitiated: { means: "somebody has stopped it", advice: ["Run the drill again."] },
    SpotInterruption: { means: "AWS took its capacity back", advice: ["Run the drill again."] },
    TerminationNotice: { means: "AWS took its machine out of service", advice: ["Run the drill again."] },
};

/** A task that has said neither that the backup is good nor that it isn't. */
export function endedWithoutVerdict(ended: Ended): CommandFault {
    const { task, lines } = ended;
    const { means, advice } = causeOf(ended);
    const reasons = [task.stoppedReason, ...task.containers.map(containerText)].filter((text) => text !== undefined);
    const words = [...lines].flatMap(([name, last]) => last.slice(-SHOWN).map((line) => `${name}: ${line}`));
    return new CommandFault("failed", `The task has ended without a report: ${means}. ${reasons.join("; ")}`.trim(), [
        ...advice,
        ...words,
    ]);
}

const SHOWN = 3;

function causeOf(ended: Ended): Cause {
    const { task } = ended;
    for (const { pattern, cause } of KNOWN) {
        const container = task.containers.find(({ reason = "" }) => pattern.test(reason));
        if (container !== undefined || pattern.test(task.stoppedReason ?? "")) {
            return cause(container);
        }
    }
    const known = CODES[task.stopCode ?? ""];
    return known ?? fromExits(ended);
}

/** No reason that AWS tells: what the containers themselves ended with. */
function fromExits({ task, checks, lines }: Ended): Cause {
    const killed = task.containers.find(({ exitCode }) => exitCode === KILLED);
    const check = task.containers.find(({ name }) => name === checks);
    const scratch = task.containers.find(({ name, exitCode = 0 }) => name !== checks && exitCode !== 0);
    if (check?.exitCode === 0) {
        return {
            means: "the check ended well, and its report isn't in its log",
            advice: [
                "Look at the log group's data protection and retention, and whether the image is that of the backup runner.",
            ],
        };
    }
    if (check?.exitCode === undefined && scratch !== undefined) {
        return {
            means: `the scratch database (${scratch.name}) ended before the check could begin`,
            advice: [
                "Its image has to be PostgreSQL's own, or one with its programs: plinth:backup.verify in stacks/data's config.",
            ],
        };
    }
    if (killed !== undefined) {
        return {
            means: `${killed.name} was killed, most likely for want of memory`,
            advice: [
                "Raise plinth:backup.verify.memory (MiB) in stacks/data's config, bring it up, and run the drill again.",
            ],
        };
    }
    const isSilent = (lines.get(checks) ?? []).length === 0;
    return {
        means: isSilent ? "the check has written nothing" : "the check broke off",
        advice: [
            "Is the image that of the backup runner, and as new as this plinth? docs/backups.md says how it is built.",
        ],
    };
}

function named(container: ContainerState | undefined): string {
    return container?.name ?? "a container";
}

function containerText({ name, exitCode, reason }: ContainerState): string | undefined {
    const parts = [exitCode === undefined ? undefined : `ended with ${exitCode}`, reason];
    const text = parts.filter((part) => part !== undefined).join(", ");
    return text === "" ? undefined : `${name} ${text}`;
}
