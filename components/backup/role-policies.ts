/** What the two tasks may do in AWS, and nothing more. Pure. */
import { secretStatements } from "../ecs/task/execution-policy";
import type { PolicyStatement } from "../iam";
import { RUNNER_KEY_ACTIONS } from "./key-policy";

/** What the tasks work with. */
export interface BackupResources {
    readonly region: string;
    readonly bucketArn: string;
    readonly kmsKeyArn: string;
    readonly databaseSecretArn: string;
    readonly encryptionSecretArn: string;
    readonly secretsKeyArn: string | undefined;
}

/**
 * The document's actions: objects of this bucket, this key, these two secrets. One is added: `AbortMultipartUpload`,
 * without which the parts of an upload that failed would stay, and be paid for, until the bucket's lifecycle removes them.
 */
export function runnerStatements(resources: BackupResources): PolicyStatement[] {
    const { region, bucketArn, kmsKeyArn, databaseSecretArn, encryptionSecretArn, secretsKeyArn } = resources;
    const secretArns = [databaseSecretArn, encryptionSecretArn];
    return [
        allow("WriteAndReadBackups", ["AbortMultipartUpload", "GetObject", "PutObject"].map(s3), `${bucketArn}/*`),
        allow(
            "EncryptObjects",
            RUNNER_KEY_ACTIONS.map((action) => `kms:${action}`),
            kmsKeyArn,
        ),
        ...secretStatements({ region, secretArns, secretsKeyArn }),
    ];
}

/** Finding a backup in any of its versions and decrypting it; nothing of the database, and nothing that changes one. */
export function verifyStatements(resources: BackupResources): PolicyStatement[] {
    const { region, bucketArn, kmsKeyArn, encryptionSecretArn, secretsKeyArn } = resources;
    return [
        allow("FindBackups", ["ListBucket", "ListBucketVersions"].map(s3), bucketArn),
        allow("ReadBackups", ["GetObject", "GetObjectVersion"].map(s3), `${bucketArn}/*`),
        allow("DecryptObjects", ["kms:Decrypt"], kmsKeyArn),
        ...secretStatements({ region, secretArns: [encryptionSecretArn], secretsKeyArn }),
    ];
}

function s3(action: string): string {
    return `s3:${action}`;
}

function allow(Sid: string, Action: readonly string[], Resource: string): PolicyStatement {
    return { Sid, Effect: "Allow", Action, Resource };
}
