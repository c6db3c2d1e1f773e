/** Whole requests, with all that they say: what has to go through, and what must not although the action is allowed. */
import type { Account } from "../support/account";
import type { Caller, Context } from "../support/callers";
import { decide } from "../support/simulator";

export interface Request {
    readonly name: string;
    readonly caller: Caller;
    /** `kms:Decrypt` and ARN of the resource. */
    readonly call: readonly [action: string, resource: string];
    readonly context?: Context;
    readonly isRefused?: true;
}

/** As every request of an SDK is today. */
const BY_TLS = { "aws:SecureTransport": "true" };

/** Faults where a request isn't answered as it has to be. */
export async function requestFaults(account: Account, requests: readonly Request[]): Promise<readonly string[]> {
    const faults = await Promise.all(
        requests.map(async ({ name, caller, call: [action, resource], context = {}, isRefused = false }) => {
            const said = { ...BY_TLS, ...context };
            const { isAllowed, because } = await decide(account, caller, { action, resource }, said);
            const outcome = isAllowed ? "goes through, and must not" : "doesn't go through, and has to";
            return isAllowed === isRefused ? [`${caller.name} ${name}: ${action} ${outcome} (${because})`] : [];
        }),
    );
    return faults.flat();
}
