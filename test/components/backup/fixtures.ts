import { BackupSubstrate, type BackupSubstrateArgs } from "../../../components/backup";
import { dataOutputs, NAMING } from "../../support/data-args";
import { record, type Recording } from "../../support/mocks";

const SECRET = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:restartix/staging";
const REGISTRY = "111122223333.dkr.ecr.eu-central-1.amazonaws.com";
const REPOSITORY = "arn:aws:ecr:eu-central-1:111122223333:repository";

export const DATABASE_SECRET = `${SECRET}/database-backup-AbCdEf`;
export const ENCRYPTION_SECRET = `${SECRET}/backup-encryption-AbCdEf`;
export const PLATFORM_KEY = "arn:aws:kms:eu-central-1:111122223333:key/platform";
export const BACKUP_KEY = "arn:aws:kms:eu-central-1:111122223333:key/backup";
export const BUCKET_ARN = "arn:aws:s3:::restartix-backups-primary-staging";
export const OPERATIONS = "arn:aws:iam::111122223333:role/operations";
export const DEPLOYER = "arn:aws:iam::111122223333:role/deploy";
export const RUNNER = "arn:aws:iam::111122223333:role/restartix-staging-backup-runner";
export const VERIFY = "arn:aws:iam::111122223333:role/restartix-staging-backup-verify";

export const STAGING: BackupSubstrateArgs = {
    naming: NAMING,
    accountId: "111122223333",
    region: "eu-central-1",
    bucketName: "restartix-backups-primary-staging",
    clusterArn: "arn:aws:ecs:eu-central-1:111122223333:cluster/restartix-staging-cluster",
    network: {
        vpcId: "vpc-1",
        subnetIds: ["subnet-a", "subnet-b"],
        securityGroupIds: ["sg-migrations"],
        endpointsSecurityGroupId: "sg-endpoints",
    },
    database: {
        host: "writer.db.example",
        name: "restartix",
        secretArn: DATABASE_SECRET,
        securityGroupId: "sg-rds",
    },
    encryptionSecretArn: ENCRYPTION_SECRET,
    secretsKeyArn: PLATFORM_KEY,
    runner: {
        image: {
            repositoryUrl: `${REGISTRY}/restartix-backup-runner`,
            repositoryArn: `${REPOSITORY}/restartix-backup-runner`,
            tag: "0.1.0",
        },
    },
    verify: {
        scratchImage: {
            repositoryUrl: `${REGISTRY}/restartix-postgres`,
            repositoryArn: `${REPOSITORY}/restartix-postgres`,
            digest: `sha256:${"0123456789abcdef".repeat(4)}`,
        },
    },
};

/** As production would have it, once somebody has confirmed the lock. */
export const PRODUCTION: BackupSubstrateArgs = {
    ...STAGING,
    complianceLockConfirmed: STAGING.bucketName,
    retainBucketOnDelete: true,
    retainKeyOnDelete: true,
    maxAgeHours: 26,
    operationsRoleArns: [OPERATIONS],
    administratorRoleArns: [DEPLOYER],
    alarmTopicArns: ["arn:aws:sns:eu-central-1:111122223333:restartix-alerts"],
};

export function recordBackup(change: Partial<BackupSubstrateArgs> = {}): Promise<Recording<BackupSubstrate>> {
    return record(() => new BackupSubstrate("backup", { ...STAGING, ...change }), { outputs: backupOutputs });
}

function backupOutputs(type: string, name: string): Record<string, unknown> {
    return type === "aws:kms/key:Key" ? { keyId: "key-id", arn: BACKUP_KEY } : dataOutputs(type, name);
}
