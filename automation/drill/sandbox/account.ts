/** The part of an AWS account that a backup needs, in an emulator: its bucket and two secrets. */
import { randomBytes } from "node:crypto";
import {
    type BucketLocationConstraint,
    CreateBucketCommand,
    PutObjectLockConfigurationCommand,
    S3Client,
} from "@aws-sdk/client-s3";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { CREDENTIALS, NO_NODE_WARNING } from "../../aws-sdk";
import type { BackupUser } from "./sample";
import type { StatedLock } from "./stated";

export interface AccountRequest {
    readonly endpoint: string;
    readonly region: string;
    readonly bucketName: string;
    readonly lock: StatedLock;
    /** ARNs, as the tasks are given them; empty where they aren't. */
    readonly encryptionSecretArn: string;
    readonly databaseSecretArn: string;
    readonly user: BackupUser;
}

/** Where buckets have no place in their names. */
const FIRST_REGION = "us-east-1";
const KEY_BYTES = 32;

export async function fillAccount(request: AccountRequest): Promise<void> {
    Object.assign(process.env, NO_NODE_WARNING);
    const { endpoint, region, user } = request;
    const settings = { endpoint, region, credentials: CREDENTIALS };
    const s3 = new S3Client({ ...settings, forcePathStyle: true });
    const secrets = new SecretsManagerClient(settings);
    try {
        await makeBucket(s3, request);
        const keys = { drill: randomBytes(KEY_BYTES).toString("base64") };
        const values = [
            [request.encryptionSecretArn, { current: "drill", keys }],
            [request.databaseSecretArn, user],
        ] as const;
        for (const [arn, value] of values.filter(([given]) => given !== "")) {
            const command = new CreateSecretCommand({ Name: nameOf(arn), SecretString: JSON.stringify(value) });
            await secrets.send(command);
        }
    } finally {
        s3.destroy();
        secrets.destroy();
    }
}

async function makeBucket(s3: S3Client, { region, bucketName: Bucket, lock }: AccountRequest): Promise<void> {
    const LocationConstraint = region as BucketLocationConstraint;
    await s3.send(
        new CreateBucketCommand({
            Bucket,
            ObjectLockEnabledForBucket: true,
            ...(region === FIRST_REGION ? {} : { CreateBucketConfiguration: { LocationConstraint } }),
        }),
    );
    const { mode: Mode, years: Years } = lock;
    await s3.send(
        new PutObjectLockConfigurationCommand({
            Bucket,
            ObjectLockConfiguration: { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: { Mode, Years } } },
        }),
    );
}

/** moto finds a secret of another account by the end of its ARN, the characters that AWS adds included. */
function nameOf(arn: string): string {
    return arn.split(":").at(-1) ?? arn;
}
