/** Who may take a role on. */
import type { Account } from "../support/account";
import { administrator, outsiders, rootUser, service } from "../support/callers";
import { decide, decideAtBest } from "../support/simulator";

export interface Expected {
    readonly arn: string;
    /** The one service that takes the role on. */
    readonly service: string;
    /** Whether the service says for whom, so that another account's can be refused. */
    readonly saysForWhom: boolean;
}

const ELSEWHERE = "444455556666";
const OTHER_SERVICES = [
    "ec2.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "lambda.amazonaws.com",
    "scheduler.amazonaws.com",
];

/** Faults where anybody but the service takes one of these roles on, or the service for another account. */
export async function trustFaults(account: Account, roles: readonly Expected[]): Promise<readonly string[]> {
    const faults = await Promise.all(roles.map((role) => faultsOf(account, role)));
    return faults.flat();
}

async function faultsOf(account: Account, { arn, service: own, saysForWhom }: Expected): Promise<readonly string[]> {
    const call = { action: "sts:AssumeRole", resource: arn };
    const others = [
        ...[administrator(account), rootUser(account), ...outsiders()].filter(({ principal }) => principal !== own),
        ...OTHER_SERVICES.filter((principal) => principal !== own).map(service),
    ];
    const verdicts = await Promise.all(others.map((caller) => decideAtBest(account, caller, call)));
    const wrong = others.filter((_, index) => verdicts[index]?.isAllowed === true);
    const isLetIn = (await decideAtBest(account, service(own), call)).isAllowed;
    const place = {
        "aws:SourceAccount": ELSEWHERE,
        "aws:SourceArn": `arn:aws:service:eu-central-1:${ELSEWHERE}:thing`,
    };
    const isForOthers = (await decide(account, service(own), call, place)).isAllowed;
    return [
        ...wrong.map(({ name }) => `${arn} is taken on, and must not be, by ${name}`),
        ...(isLetIn ? [] : [`${arn} isn't taken on, and has to be, by ${own}`]),
        ...(saysForWhom && isForOthers ? [`${arn} is taken on by ${own} for another account`] : []),
    ];
}
