/** What holds of backups in IAM, as functions of the policies that are there: each answers its faults. */
import type { Account } from "../support/account";
import { type Backups, labelsOf, resourcesOf, SERVICES } from "../support/backups";
import { administrator, type Caller, laterRole, outsiders, rootUser, sessionOf } from "../support/callers";
import { callsOn } from "../support/calls";
import { and, withoutResourcePolicy, withResourcePolicy } from "../support/change";
import { differences, reachAmong, reachOf, roleNamed } from "../support/reach";
import { directWays, everyWay, openWays, type Way } from "../support/ways";
import { BACKUP_REACH, OPEN_TO_ADMINISTRATORS, OPEN_TO_TASKS } from "./backup-reach";
import { backupRequests } from "./backup-requests";
import { requestFaults } from "./requests";
import { trustFaults } from "./trust";

export async function backupFaults(account: Account, backups: Backups): Promise<readonly string[]> {
    const bare = withoutGuards(account, backups);
    const ownRoles = [backups.runner, backups.verify, backups.execution];
    const faults = await Promise.all([
        reachFaults(account, backups),
        reachFaults(bare, backups),
        othersFaults(account, backups),
        othersFaults(bare, backups),
        overgrantFaults(account, backups),
        requestFaults(account, backupRequests(account, backups)),
        trustFaults(
            account,
            ownRoles.map((arn) => ({ arn, service: "ecs-tasks.amazonaws.com", saysForWhom: true })),
        ),
    ]);
    return [...new Set(faults.flat())];
}

/** The roles' own policies alone: what they would allow if bucket and secret had no policy, and the key the one AWS gives it. */
function withoutGuards(account: Account, { bucket, encryptionSecret, key }: Backups): Account {
    const Principal = { AWS: `arn:aws:iam::${account.id}:root` };
    const usual = { Sid: "Usual", Effect: "Allow", Principal, Action: "kms:*", Resource: "*" } as const;
    const open = [bucket, encryptionSecret].reduce(withoutResourcePolicy, account);
    return withResourcePolicy(open, key, () => [usual]);
}

/** The backups' own roles can do what is written down, and nothing else anywhere. */
async function reachFaults(account: Account, backups: Backups): Promise<readonly string[]> {
    const { runner, verify, execution } = backups;
    const all = { runner, verify, execution };
    const faults = await Promise.all(
        (["runner", "verify", "execution"] as const).map(async (name) => {
            const reach = await reachOf(account, roleNamed(account, all[name]), labelsOf(backups));
            return differences(name, reach, BACKUP_REACH[name]);
        }),
    );
    return faults.flat();
}

/** All other roles, and those who are no part of the account, can do nothing whatever with anything of the backups. */
async function othersFaults(account: Account, backups: Backups): Promise<readonly string[]> {
    const own = [backups.runner, backups.verify, backups.execution];
    const roles = account.roles.filter(({ arn }) => !own.includes(arn)).map((role) => sessionOf(account, role));
    const calls = await callsOn(account, SERVICES, resourcesOf(backups));
    const faults = await Promise.all(
        [...roles, ...outsiders()].map(async (caller) =>
            differences(caller.name, await reachAmong(account, caller, calls, labelsOf(backups)), []),
        ),
    );
    return faults.flat();
}

/** Who is given everything by his IAM policies still finds no way but those that are written down. */
async function overgrantFaults(account: Account, backups: Backups): Promise<readonly string[]> {
    const { id } = account;
    const administrators = [
        administrator(account),
        rootUser(account),
        laterRole(id, "restartix-staging-scheduler", "ecr:*", "ecs:*", "iam:*", "kms:*", "s3:*", "secretsmanager:*"),
    ];
    const tasks = [
        laterRole(id, "restartix-staging-worker-task", "*"),
        laterRole(id, "restartix-staging-worker-execution", "*"),
    ];
    const faults = await Promise.all([
        ...administrators.map((caller) => waysFaults(account, caller, backups, OPEN_TO_ADMINISTRATORS)),
        ...tasks.map((caller) => waysFaults(account, caller, backups, OPEN_TO_TASKS)),
        granteeFaults(account, backups),
        allowFaults(account, backups),
    ]);
    return faults.flat();
}

/** What the key's policy allows is little already: it takes no denial to keep the account from using the key. */
async function allowFaults(account: Account, backups: Backups): Promise<readonly string[]> {
    const isOfKey = ({ calls }: Way): boolean => calls.every(({ resource }) => resource === backups.key);
    const ways = directWays(backups).filter(isOfKey);
    const undenied = withResourcePolicy(account, backups.key, (all) => all.filter(({ Effect }) => Effect === "Allow"));
    return differences(
        "an administrator by what is allowed",
        await openWays(undenied, administrator(account), ways),
        [],
    );
}

async function waysFaults(
    account: Account,
    caller: Caller,
    backups: Backups,
    expected: readonly string[],
): Promise<readonly string[]> {
    return differences(caller.name, await openWays(account, caller, everyWay(backups)), expected);
}

/** A grant of the key, or a statement of the bucket's policy, for somebody: it doesn't outweigh what is denied. */
async function granteeFaults(account: Account, backups: Backups): Promise<readonly string[]> {
    const grantee = laterRole(account.id, "grantee");
    const Principal = { AWS: `arn:aws:iam::${account.id}:role/grantee` };
    const { bucket, object, key } = backups;
    const keyGranted = withResourcePolicy(
        account,
        key,
        and({ Sid: "Grant", Effect: "Allow", Principal, Action: "kms:*", Resource: "*" }),
    );
    const granted = withResourcePolicy(
        keyGranted,
        bucket,
        and({ Sid: "Grant", Effect: "Allow", Principal, Action: "s3:*", Resource: [bucket, object] }),
    );
    return differences("a grantee", await openWays(granted, grantee, directWays(backups)), []);
}
