/** What could be wrong with the policies around backups. */
import type { PolicyStatement } from "../../../components/iam";
import type { Account } from "../support/account";
import type { Backups } from "../support/backups";
import {
    and,
    as,
    type Change,
    without,
    withoutResourcePolicy,
    withPolicy,
    withResourcePolicy,
    withTrust,
} from "../support/change";
import type { Seed } from "./seed";

const ELSEWHERE = "arn:aws:iam::444455556666:root";

export function backupSeeds(account: Account, backups: Backups): readonly Seed[] {
    return [
        ...ofOthers(account, backups),
        ...ofOwnRoles(backups),
        ...ofTrust(backups),
        ...ofKeyAndBucket(account, backups),
        ...ofSecret(backups),
        ...lackingStatements(account, backups),
    ];
}

function allow(action: string | readonly string[], resource: string | readonly string[] = "*"): Change {
    return and({ Sid: "Seeded", Effect: "Allow", Action: action, Resource: resource });
}

function ofOthers(
    { roles }: Account,
    { bucket, object, encryptionSecret, databaseSecret, runner }: Backups,
): readonly Seed[] {
    const arn = (ending: string): string => roles.find(({ name }) => name.endsWith(ending))?.arn ?? ending;
    const seed = (name: string, ending: string, change: Change, fault: RegExp): Seed => ({
        ...{ name, change: (account) => withPolicy(account, arn(ending), change), fault },
    });
    return [
        seed(
            "an application decrypts with every key",
            "core-api-task",
            allow("kms:Decrypt"),
            /core-api-task can.*kms:Decrypt/,
        ),
        seed(
            "an application reads every bucket",
            "clinic-task",
            allow("s3:GetObject"),
            /clinic-task can.*s3:GetObject on a backup/,
        ),
        seed(
            "an application lists the bucket",
            "portal-task",
            allow("s3:ListBucket", bucket),
            /portal-task can.*s3:ListBucket/,
        ),
        seed(
            "an application deletes in the bucket",
            "console-task",
            allow("s3:Delete*", object),
            /console-task can.*DeleteObjectVersion/,
        ),
        seed("an application may all", "telemetry-api-task", allow("*"), /telemetry-api-task can.*s3:PutBucketPolicy/),
        seed(
            "an application may all but one thing",
            "core-api-task",
            andNot("s3:ListBucket"),
            /core-api-task can.*s3:PutObject/,
        ),
        seed(
            "ECS injects the encryption secret into an application",
            "core-api-execution",
            allow("secretsmanager:GetSecretValue", encryptionSecret),
            /core-api-execution can.*GetSecretValue on the encryption secret/,
        ),
        seed(
            "ECS injects secrets of a name that begins alike",
            "pgbouncer-execution",
            allow("secretsmanager:GetSecretValue", databaseSecret.replace(/backup-.*/, "*")),
            /pgbouncer-execution can.*GetSecretValue on the database secret/,
        ),
        seed(
            "an application starts tasks with any role",
            "core-api-task",
            allow(["ecs:RunTask", "iam:PassRole"]),
            /core-api-task can.*iam:PassRole on the runner's role/,
        ),
        seed(
            "an application takes the runner's role",
            "core-api-task",
            allow("iam:*", runner),
            /core-api-task can.*iam:UpdateAssumeRolePolicy/,
        ),
        seed(
            "an application pushes images",
            "clinic-task",
            allow("ecr:PutImage"),
            /clinic-task can.*ecr:PutImage on image runner/,
        ),
        seed(
            "an application writes the runner's log",
            "clinic-task",
            allow("logs:PutLogEvents"),
            /clinic-task can.*logs:PutLogEvents/,
        ),
    ];
}

function andNot(action: string): Change {
    const everythingElse = { Sid: "Seeded", Effect: "Allow", NotAction: action, Resource: "*" };
    return (statements) => [...statements, everythingElse as unknown as PolicyStatement];
}

function ofOwnRoles(backups: Backups): readonly Seed[] {
    const { runner, verify, execution, object, key, platformKey, databaseSecret } = backups;
    const seed = (name: string, role: string, change: Change, fault: RegExp): Seed => ({
        ...{ name, change: (account) => withPolicy(account, role, change), fault },
    });
    return [
        seed(
            "the runner deletes versions",
            runner,
            allow("s3:DeleteObjectVersion", object),
            /runner can.*DeleteObjectVersion/,
        ),
        seed(
            "the runner goes round the lock",
            runner,
            allow("s3:BypassGovernanceRetention", object),
            /runner can.*Bypass/,
        ),
        seed(
            "the runner writes into any bucket",
            runner,
            widen("WriteAndReadBackups"),
            /runner can.*s3:PutObject on arn:aws:s3:::restartix/,
        ),
        seed("the runner administers its key", runner, allow("kms:*", key), /runner can.*kms:PutKeyPolicy/),
        seed(
            "the runner reads all secrets",
            runner,
            widen("ReadSecrets"),
            /runner can.*GetSecretValue on arn:aws:secretsmanager/,
        ),
        seed(
            "the runner decrypts whatever the platform's key encrypts",
            runner,
            unconditionally("DecryptSecrets"),
            /runner can.*Decrypt on the platform's key$/m,
        ),
        seed("the runner decrypts with every key", runner, widen("EncryptObjects"), /runner can.*Encrypt on/),
        seed("the runner has a table", runner, allow("dynamodb:GetItem"), /runner can.*dynamodb:GetItem/),
        seed(
            "the runner can't abort",
            runner,
            as("WriteAndReadBackups", (one) => ({ ...one, Action: ["s3:GetObject", "s3:PutObject"] })),
            /runner can't.*AbortMultipartUpload/,
        ),
        seed("the check writes", verify, allow("s3:PutObject", object), /verify can.*s3:PutObject/),
        seed(
            "the check reads the database's secret",
            verify,
            allow("secretsmanager:GetSecretValue", databaseSecret),
            /verify can.*the database secret/,
        ),
        seed(
            "the check can't decrypt",
            verify,
            without("DecryptObjects"),
            /verify can't.*kms:Decrypt on the backups' key/,
        ),
        seed(
            "ECS reads a secret for the runner",
            execution,
            allow("secretsmanager:GetSecretValue", databaseSecret),
            /execution can.*GetSecretValue/,
        ),
        seed(
            "ECS decrypts for the runner",
            execution,
            allow("kms:Decrypt", [key, platformKey]),
            /execution can.*kms:Decrypt/,
        ),
    ];
}

function ofTrust({ runner, verify, execution }: Backups): readonly Seed[] {
    const seed = (name: string, role: string, change: Change, fault: RegExp): Seed => ({
        ...{ name, change: (account) => withTrust(account, role, change), fault },
    });
    const principal = (Principal: PolicyStatement["Principal"]): Change =>
        and({ Effect: "Allow", Principal, Action: "sts:AssumeRole" });
    const everybody: Change = (statements) =>
        statements.map(({ Condition: _, ...rest }) => ({ ...rest, Principal: "*" }));
    const always: Change = (statements) => statements.map(({ Condition: _, ...rest }) => rest);
    return [
        seed(
            "anybody is the runner",
            runner,
            everybody,
            /backup-runner is taken on.*by an administrator of another account/,
        ),
        seed(
            "another account is the runner",
            runner,
            principal({ AWS: ELSEWHERE }),
            /backup-runner is taken on.*another account/,
        ),
        seed(
            "a function is the check",
            verify,
            principal({ Service: "lambda.amazonaws.com" }),
            /backup-verify is taken on.*lambda/,
        ),
        seed(
            "ECS is the check for any account",
            verify,
            always,
            /backup-verify is taken on by ecs-tasks.* for another account/,
        ),
        seed("ECS can't start the tasks", execution, () => [], /backup-execution isn't taken on/),
    ];
}

function ofKeyAndBucket({ id }: Account, { bucket, key, object }: Backups): readonly Seed[] {
    const ofKey = (name: string, change: Change, fault: RegExp): Seed => ({
        ...{ name, change: (account) => withResourcePolicy(account, key, change), fault },
    });
    const ofBucket = (name: string, change: Change, fault: RegExp): Seed => ({
        ...{ name, change: (account) => withResourcePolicy(account, bucket, change), fault },
    });
    const inverted = (one: PolicyStatement): PolicyStatement => ({
        ...one,
        Condition: { ArnEquals: one.Condition?.["ArnNotEquals"] ?? {} },
    });
    const misspelled = (one: PolicyStatement): PolicyStatement => ({
        ...one,
        Condition: { StringNotLike: { "aws:PrincipalArn": `arn:aws:iam::${id}:role/*` } },
    });
    const letting = (action: string, resource: string, AWS: string): Change =>
        and({ Sid: "Seeded", Effect: "Allow", Principal: { AWS }, Action: action, Resource: resource });
    return [
        ofKey(
            "the key's condition is the wrong way round",
            as("NobodyElseDecrypts", inverted),
            /runner can't.*kms:Decrypt/,
        ),
        ofKey(
            "the key's condition lets every role through",
            as("NobodyElseDecrypts", misspelled),
            /a grantee can.*decrypts/,
        ),
        ofKey(
            "the account encrypts",
            as("RunnerEncryptsAndDecrypts", unconditional),
            /an administrator by what is allowed can.*decrypts/,
        ),
        ofKey(
            "another account sees the key",
            letting("kms:DescribeKey", "*", ELSEWHERE),
            /another account can.*kms:DescribeKey/,
        ),
        ofBucket(
            "older versions can be read",
            as("NobodyElseReads", (one) => ({ ...one, Action: "s3:GetObject" })),
            /administrator can.*reads an older version/,
        ),
        ofBucket(
            "versions can be deleted",
            as("OnlyOperationsDeleteAndUnlock", (one) => ({ ...one, Action: "s3:DeleteObject" })),
            /administrator can.*deletes a version/,
        ),
        ofBucket(
            "what isn't an upload is forgotten",
            as("NobodyElseWrites", (one) => ({ ...one, Action: ["s3:PutObject", "s3:Replicate*"] })),
            /administrator can.*annotates a version/,
        ),
        ofBucket(
            "objects can be moved to another key",
            as("NobodyElseWrites", (one) => ({ ...one, Action: one.Action.slice(0, -1) })),
            /administrator can.*moves it to another key/,
        ),
        ofBucket("every role writes", as("NobodyElseWrites", misspelled), /administrator can.*overwrites a backup/),
        ofBucket(
            "the condition of reading is the wrong way round",
            as("NobodyElseReads", inverted),
            /runner.*GetObject doesn't go through/,
        ),
        ofBucket(
            "another account lists",
            letting("s3:ListBucket", bucket, ELSEWHERE),
            /another account can.*s3:ListBucket/,
        ),
        ofBucket("nobody but the operations may abort", as("NobodyElseAborts", unconditional), /runner ends an upload/),
        ofBucket(
            "only the bucket's own objects are guarded",
            as("NobodyElseReads", (one) => ({ ...one, Resource: object.replace("another", "postgres/*") })),
            /administrator can.*reads a backup/,
        ),
    ];
}

function unconditional({ Condition: _, ...rest }: PolicyStatement): PolicyStatement {
    return rest;
}

function ofSecret({ encryptionSecret }: Backups): readonly Seed[] {
    const seed = (name: string, change: Change, fault: RegExp): Seed => ({
        ...{ name, change: (account) => withResourcePolicy(account, encryptionSecret, change), fault },
    });
    return [
        {
            name: "the secret has no policy",
            change: (account) => withoutResourcePolicy(account, encryptionSecret),
            fault: /worker-task can.*deletes the encryption secret at once/,
        },
        seed(
            "the secret isn't kept from what starts tasks",
            as("OthersDoNotRead", (one) => ({ ...one, Condition: { ArnLike: { "aws:PrincipalArn": "*-task" } } })),
            /worker-execution can.*reads the encryption secret/,
        ),
        seed(
            "the secret is kept from its own roles too",
            as("OthersDoNotRead", unconditional),
            /runner reads a secret.*GetSecretValue doesn't go through/,
        ),
        seed(
            "the secret's value can be set with its settings",
            as("OthersDoNotChange", (one) => ({ ...one, Action: ["secretsmanager:PutSecretValue"] })),
            /worker-task can.*exchanges it, or its key/,
        ),
        seed(
            "another account reads the secret",
            and({ Effect: "Allow", Principal: { AWS: ELSEWHERE }, Action: "secretsmanager:*", Resource: "*" }),
            /another account can.*GetSecretValue on the encryption secret/,
        ),
    ];
}

/** Each statement that denies, left out. */
function lackingStatements({ resourcePolicies }: Account, backups: Backups): readonly Seed[] {
    return [backups.bucket, backups.key, backups.encryptionSecret].flatMap((arn) =>
        (resourcePolicies.get(arn)?.Statement ?? [])
            .filter(({ Effect }) => Effect === "Deny")
            .map(({ Sid = "" }) => ({
                name: `${Sid} is left out`,
                change: (account: Account) => withResourcePolicy(account, arn, without(Sid)),
                fault: /must not/,
            })),
    );
}

function widen(sid: string): Change {
    return as(sid, (statement) => ({ ...statement, Resource: "*" }));
}

function unconditionally(sid: string): Change {
    return as(sid, unconditional);
}
