/** What a caller can do, in words that can be written down and compared. */
import type { Account, Role } from "./account";
import { type Caller, sessionOf } from "./callers";
import { callsOf, servicesOf } from "./calls";
import { type Call, decideAtBest } from "./simulator";

/** Short names of resources, by their ARNs. */
export type Labels = Readonly<Record<string, string>>;

/** All that a role can do, on whatever is there: `s3:GetObject on a backup`. */
export async function reachOf(account: Account, role: Role, labels: Labels): Promise<readonly string[]> {
    return reachAmong(account, sessionOf(account, role), await callsOf(account, servicesOf(role)), labels);
}

/** Which of these calls somebody can make. */
export async function reachAmong(
    account: Account,
    caller: Caller,
    calls: readonly Call[],
    labels: Labels,
): Promise<readonly string[]> {
    const verdicts = await Promise.all(calls.map((call) => decideAtBest(account, caller, call)));
    const lines = calls.flatMap(({ action, resource }, index) => {
        const verdict = verdicts[index];
        const conditions = verdict?.conditions === "" ? "" : ` if ${verdict?.conditions}`;
        return verdict?.isAllowed === true ? [labelled(`${action} on ${resource}${conditions}`, labels)] : [];
    });
    return [...new Set(lines)].sort();
}

/** Faults where somebody can do more than is written down, or less. */
export function differences(name: string, actual: readonly string[], expected: readonly string[]): readonly string[] {
    return [
        ...actual.filter((line) => !expected.includes(line)).map((line) => `${name} can, and must not: ${line}`),
        ...expected.filter((line) => !actual.includes(line)).map((line) => `${name} can't, and has to: ${line}`),
    ];
}

export function roleNamed({ roles }: Account, arn: string): Role {
    const role = roles.find((one) => one.arn === arn);
    if (role === undefined) {
        throw new Error(`there is no role ${arn}`);
    }
    return role;
}

function labelled(text: string, labels: Labels): string {
    const longestFirst = Object.entries(labels).sort(([left], [right]) => right.length - left.length);
    return longestFirst.reduce((rest, [arn, label]) => rest.replaceAll(arn, label), text);
}
