import assert from "node:assert/strict";
import { backupBucketStatements } from "../../../components/backup/bucket-policy";
import { backupKeyPolicy } from "../../../components/backup/key-policy";
import { type BackupPrincipals, backupPrincipals } from "../../../components/backup/principals";
import { encryptionSecretPolicy } from "../../../components/backup/secret-policy";
import { runnerStatements, verifyStatements } from "../../../components/backup/role-policies";
import type { PolicyStatement } from "../../../components/iam";
import { NAMING } from "../../support/data-args";
import {
    BACKUP_KEY,
    BUCKET_ARN,
    DATABASE_SECRET,
    DEPLOYER,
    ENCRYPTION_SECRET,
    OPERATIONS,
    PLATFORM_KEY,
    RUNNER,
    VERIFY,
} from "./fixtures";

const ROOT = "arn:aws:iam::111122223333:root";
const ACCOUNT = { accountId: "111122223333" };
const alone = backupPrincipals(NAMING, ACCOUNT);
const listed = backupPrincipals(NAMING, {
    ...ACCOUNT,
    operationsRoleArns: [OPERATIONS],
    administratorRoleArns: [DEPLOYER],
});

const allBut = (...arns: string[]) => ({ ArnNotEquals: { "aws:PrincipalArn": arns } });
const only = (...arns: string[]) => ({ ArnEquals: { "aws:PrincipalArn": arns } });

const TASKS = {
    ArnLike: {
        "aws:PrincipalArn": [
            "arn:aws:iam::111122223333:role/restartix-staging-*-task",
            "arn:aws:iam::111122223333:role/restartix-staging-*-execution",
            RUNNER,
            VERIFY,
        ],
    },
};

function statementsOf(document: string): readonly PolicyStatement[] {
    return (JSON.parse(document) as { Statement: PolicyStatement[] }).Statement;
}

function keyStatements(principals: BackupPrincipals): readonly PolicyStatement[] {
    return statementsOf(backupKeyPolicy(principals));
}

/** Who it concerns, by the statement's name. */
function conditions(statements: readonly PolicyStatement[]): Record<string, unknown> {
    return Object.fromEntries(statements.map(({ Sid = "", Condition }) => [Sid, Condition]));
}

describe("the policy of the backup's key", () => {
    it("names nobody but the account as a principal, so that no role has to be there", () => {
        for (const { Effect, Principal, Resource } of keyStatements(listed)) {
            assert.deepEqual(Principal, Effect === "Allow" ? { AWS: ROOT } : "*");
            assert.equal(Resource, "*");
        }
    });

    it("lets the account administer it and not use it", () => {
        const [administration] = keyStatements(alone);
        assert.equal(administration?.Condition, undefined);
        assert.deepEqual(administration?.Action, [
            "kms:DescribeKey",
            "kms:GetKeyPolicy",
            "kms:GetKeyRotationStatus",
            "kms:ListGrants",
            "kms:ListKeyPolicies",
            "kms:ListKeyRotations",
            "kms:ListResourceTags",
            "kms:CancelKeyDeletion",
            "kms:CreateAlias",
            "kms:DeleteAlias",
            "kms:DisableKey",
            "kms:DisableKeyRotation",
            "kms:EnableKey",
            "kms:EnableKeyRotation",
            "kms:PutKeyPolicy",
            "kms:RevokeGrant",
            "kms:RotateKeyOnDemand",
            "kms:ScheduleKeyDeletion",
            "kms:TagResource",
            "kms:UntagResource",
            "kms:UpdateAlias",
            "kms:UpdateKeyDescription",
        ]);
    });

    it("lets the runner encrypt, and it, its check and operations decrypt, and refuses everybody else", () => {
        assert.deepEqual(conditions(keyStatements(listed)), {
            AccountAdministers: undefined,
            RunnerEncryptsAndDecrypts: only(RUNNER),
            CheckAndOperationsDecrypt: only(VERIFY, OPERATIONS),
            NobodyElseDecrypts: allBut(RUNNER, VERIFY, OPERATIONS),
            NobodyElseEncrypts: allBut(RUNNER),
            NobodyGrants: undefined,
            OthersDoNotAdminister: allBut(ROOT, OPERATIONS, DEPLOYER),
        });
    });

    it("denies what would be a way round: grants, and re-encryption with another key", () => {
        const actions = new Map(keyStatements(alone).map(({ Sid, Action }) => [Sid, Action]));
        assert.deepEqual(actions.get("NobodyGrants"), ["kms:CreateGrant"]);
        assert.ok(actions.get("NobodyElseEncrypts")?.includes("kms:ReEncrypt*"));
        assert.ok(actions.get("NobodyElseEncrypts")?.includes("kms:GenerateDataKey*"));
    });

    it("can be changed by the account's root whoever is listed, and by no task of the environment", () => {
        const [unlisted, named] = [alone, listed].map((who) => conditions(keyStatements(who))["OthersDoNotAdminister"]);
        assert.deepEqual(unlisted, TASKS);
        assert.deepEqual(named, allBut(ROOT, OPERATIONS, DEPLOYER));
    });
});

describe("the policy of the backup's bucket", () => {
    const statements = (principals: BackupPrincipals) => backupBucketStatements(BUCKET_ARN, BACKUP_KEY, principals);
    const find = (Sid: string, principals = listed): PolicyStatement => {
        const found = statements(principals).find((statement) => statement.Sid === Sid);
        assert.ok(found);
        return found;
    };

    it("only refuses, and refuses everybody who is not named", () => {
        assert.deepEqual([...new Set(statements(listed).map(({ Effect }) => Effect))], ["Deny"]);
        assert.deepEqual([...new Set(statements(listed).map(({ Principal }) => Principal))], ["*"]);
        const { NobodyElseWrites, NobodyElseReads, NobodyElseAborts, OnlyOperationsDeleteAndUnlock } = conditions(
            statements(listed),
        );
        assert.deepEqual(NobodyElseWrites, allBut(RUNNER));
        assert.deepEqual(NobodyElseReads, allBut(RUNNER, VERIFY, OPERATIONS));
        assert.deepEqual(NobodyElseAborts, allBut(RUNNER, OPERATIONS));
        assert.deepEqual(OnlyOperationsDeleteAndUnlock, allBut(OPERATIONS));
    });

    it("takes for writing whatever puts something else in an object's place, or says something of it", () => {
        assert.deepEqual(find("NobodyElseWrites").Action, [
            "s3:ObjectOwnerOverrideToBucketOwner",
            "s3:PutObject",
            "s3:PutObjectAnnotation",
            "s3:PutObjectVersionAnnotation",
            "s3:ReplicateDelete",
            "s3:ReplicateObject",
            "s3:ReplicateObjectAnnotation",
            "s3:ReplicateTags",
            "s3:UpdateObjectEncryption",
        ]);
    });

    it("lets nobody at all delete or unlock while no operations role is listed", () => {
        assert.deepEqual(find("OnlyOperationsDeleteAndUnlock", alone), {
            Sid: "OnlyOperationsDeleteAndUnlock",
            Effect: "Deny",
            Principal: "*",
            Action: [
                "s3:BypassGovernanceRetention",
                "s3:DeleteObject*",
                "s3:PutObjectAcl",
                "s3:PutObjectLegalHold",
                "s3:PutObjectRetention",
                "s3:PutObjectTagging",
                "s3:PutObjectVersionAcl",
                "s3:PutObjectVersionTagging",
                "s3:RestoreObject",
            ],
            Resource: `${BUCKET_ARN}/*`,
        });
    });

    it("takes what comes without a word about encryption, or names this key", () => {
        const header = "s3:x-amz-server-side-encryption";
        const key = `${header}-aws-kms-key-id`;
        assert.deepEqual(find("NoOtherKey").Condition, {
            StringNotEquals: { [key]: BACKUP_KEY },
            Null: { [key]: "false" },
        });
        assert.deepEqual(find("NoEncryptionWithoutTheKey").Condition, { Null: { [header]: "false", [key]: "true" } });
        assert.deepEqual(find("NoKeyOfTheCaller").Condition, { Null: { [`${header}-customer-algorithm`]: "false" } });
    });

    it("keeps its settings from the environment's tasks, and from all but administrators where they are listed", () => {
        const { Action, Resource, Condition } = find("OthersDoNotChangeSettings", alone);
        assert.equal(Resource, BUCKET_ARN);
        assert.deepEqual(Condition, TASKS);
        assert.deepEqual(find("OthersDoNotChangeSettings").Condition, allBut(ROOT, OPERATIONS, DEPLOYER));
        for (const action of ["PutBucketPolicy", "PutLifecycleConfiguration", "PutBucketObjectLockConfiguration"]) {
            assert.ok(Action.includes(`s3:${action}`), action);
        }
    });

    it("leaves to IAM what `pulumi up` asks: whether the bucket is there, and how it is set", () => {
        const denied = statements(listed).flatMap(({ Action }) => Action);
        assert.deepEqual(
            denied.filter((action) => /^s3:(List|GetBucket|Get\w+Configuration|\*)/.test(action)),
            [],
        );
    });
});

describe("the policy of the secret with the keys", () => {
    const statements = (principals: BackupPrincipals) => statementsOf(encryptionSecretPolicy(principals));

    it("refuses reading and changing, and allows nothing", () => {
        const deny = { Effect: "Deny", Principal: "*", Resource: "*" };
        const found = statements(alone).map(({ Condition: _, ...rest }) => rest);
        assert.deepEqual(found, [
            { ...deny, Sid: "OthersDoNotRead", Action: ["secretsmanager:GetSecretValue"] },
            {
                ...deny,
                Sid: "OthersDoNotChange",
                Action: [
                    "secretsmanager:CancelRotateSecret",
                    "secretsmanager:DeleteResourcePolicy",
                    "secretsmanager:DeleteSecret",
                    "secretsmanager:PutResourcePolicy",
                    "secretsmanager:PutSecretValue",
                    "secretsmanager:RemoveRegionsFromReplication",
                    "secretsmanager:ReplicateSecretToRegions",
                    "secretsmanager:RotateSecret",
                    "secretsmanager:StopReplicationToReplica",
                    "secretsmanager:TagResource",
                    "secretsmanager:UntagResource",
                    "secretsmanager:UpdateSecret",
                    "secretsmanager:UpdateSecretVersionStage",
                ],
            },
        ]);
    });

    it("keeps it from the environment's tasks, of which its own two read", () => {
        assert.deepEqual(conditions(statements(alone)), {
            OthersDoNotRead: { ...TASKS, ...allBut(RUNNER, VERIFY) },
            OthersDoNotChange: TASKS,
        });
    });

    it("lets operations read though they are called like a task", () => {
        const restore = "arn:aws:iam::111122223333:role/restartix-staging-restore-task";
        const named = backupPrincipals(NAMING, { ...ACCOUNT, operationsRoleArns: [restore] });
        assert.deepEqual(conditions(statements(named))["OthersDoNotRead"], {
            ...TASKS,
            ...allBut(RUNNER, VERIFY, restore),
        });
    });

    it("keeps it from all but administrators, operations and root where those are listed; its own two read", () => {
        assert.deepEqual(conditions(statements(listed)), {
            OthersDoNotRead: allBut(ROOT, RUNNER, VERIFY, OPERATIONS, DEPLOYER),
            OthersDoNotChange: allBut(ROOT, OPERATIONS, DEPLOYER),
        });
    });

    it("leaves to IAM what `pulumi up` asks besides: what the secret and its policy are", () => {
        const denied = [alone, listed].flatMap((who) => statements(who).flatMap(({ Action }) => Action));
        assert.ok(!denied.some((action) => /:(Describe|GetResourcePolicy|List)/.test(action)));
    });
});

describe("what the tasks may do", () => {
    const resources = {
        region: "eu-central-1",
        bucketArn: BUCKET_ARN,
        kmsKeyArn: BACKUP_KEY,
        databaseSecretArn: DATABASE_SECRET,
        encryptionSecretArn: ENCRYPTION_SECRET,
        secretsKeyArn: PLATFORM_KEY,
    };
    const readSecrets = (secrets: readonly string[]): PolicyStatement[] => [
        { Sid: "ReadSecrets", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secrets },
        {
            Sid: "DecryptSecrets",
            Effect: "Allow",
            Action: "kms:Decrypt",
            Resource: PLATFORM_KEY,
            Condition: {
                StringEquals: {
                    "kms:EncryptionContext:SecretARN": secrets,
                    "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com",
                },
            },
        },
    ];

    it("is for the runner the document's actions, and aborting an upload", () => {
        assert.deepEqual(runnerStatements(resources), [
            {
                Sid: "WriteAndReadBackups",
                Effect: "Allow",
                Action: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
                Resource: `${BUCKET_ARN}/*`,
            },
            {
                Sid: "EncryptObjects",
                Effect: "Allow",
                Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
                Resource: BACKUP_KEY,
            },
            ...readSecrets([ENCRYPTION_SECRET, DATABASE_SECRET]),
        ]);
    });

    it("is for its check to find, read and decrypt, and nothing of the database", () => {
        assert.deepEqual(verifyStatements(resources), [
            {
                Sid: "FindBackups",
                Effect: "Allow",
                Action: ["s3:ListBucket", "s3:ListBucketVersions"],
                Resource: BUCKET_ARN,
            },
            {
                Sid: "ReadBackups",
                Effect: "Allow",
                Action: ["s3:GetObject", "s3:GetObjectVersion"],
                Resource: `${BUCKET_ARN}/*`,
            },
            { Sid: "DecryptObjects", Effect: "Allow", Action: ["kms:Decrypt"], Resource: BACKUP_KEY },
            ...readSecrets([ENCRYPTION_SECRET]),
        ]);
    });

    it("needs no key for secrets that AWS's own encrypts", () => {
        const plain = runnerStatements({ ...resources, secretsKeyArn: undefined });
        assert.deepEqual(
            plain.map(({ Sid }) => Sid),
            ["WriteAndReadBackups", "EncryptObjects", "ReadSecrets"],
        );
    });
});
