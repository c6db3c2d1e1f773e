/** Requests of a run, a check and a restore as they are made, and some that must come to nothing. */
import type { Account } from "../support/account";
import type { Backups } from "../support/backups";
import { type Caller, type Context, service, sessionOf } from "../support/callers";
import { roleNamed } from "../support/reach";
import type { Request } from "./requests";

const REGION = "eu-central-1";
const TLS = { "s3:TlsVersion": "1.3" };
const OLD_TLS = { "s3:TlsVersion": "1.1" };

export function backupRequests(account: Account, backups: Backups): readonly Request[] {
    const runner = sessionOf(account, roleNamed(account, backups.runner));
    const verify = sessionOf(account, roleNamed(account, backups.verify));
    return [
        ...writing(runner, backups),
        ...reading(runner, backups, "GetObject"),
        ...readingSecret(runner, backups, backups.encryptionSecret),
        ...readingSecret(runner, backups, backups.databaseSecret),
        { name: "lists", caller: verify, call: ["s3:ListBucketVersions", backups.bucket], context: TLS },
        ...reading(verify, backups, "GetObject"),
        ...reading(verify, backups, "GetObjectVersion"),
        ...readingSecret(verify, backups, backups.encryptionSecret),
        ...unprotected(runner, backups),
        ...otherwiseEncrypted(runner, backups),
        ...starting(account, backups),
    ];
}

/** In parts: S3 asks KMS for a key, and later for what it is, with the ARN of the role that uploads. */
function writing(caller: Caller, { object, key }: Backups): readonly Request[] {
    return [
        { name: "uploads", caller, call: ["s3:PutObject", object], context: TLS },
        { name: "uploads", caller, call: ["kms:GenerateDataKey", key], context: viaS3(object) },
        { name: "uploads in parts", caller, call: ["kms:Decrypt", key], context: viaS3(object) },
        {
            name: "names the bucket's key",
            caller,
            call: ["s3:PutObject", object],
            context: { ...TLS, ...encryptedBy("aws:kms", key) },
        },
        { name: "ends an upload", caller, call: ["s3:AbortMultipartUpload", object], context: TLS },
    ];
}

function reading(caller: Caller, { object, key }: Backups, action: string): readonly Request[] {
    return [
        { name: "reads", caller, call: [`s3:${action}`, object], context: TLS },
        { name: "reads", caller, call: ["kms:Decrypt", key], context: viaS3(object) },
    ];
}

function readingSecret(caller: Caller, { platformKey }: Backups, secret: string): readonly Request[] {
    const context = {
        "kms:ViaService": `secretsmanager.${REGION}.amazonaws.com`,
        "kms:EncryptionContext:SecretARN": secret,
    };
    return [
        { name: "reads a secret", caller, call: ["secretsmanager:GetSecretValue", secret] },
        { name: "reads a secret", caller, call: ["kms:Decrypt", platformKey], context },
        { name: "decrypts by itself", caller, call: ["kms:Decrypt", platformKey], isRefused: true },
        {
            name: "decrypts what isn't its own",
            caller,
            call: ["kms:Decrypt", platformKey],
            context: { ...context, "kms:EncryptionContext:SecretARN": `${secret}-2` },
            isRefused: true,
        },
    ];
}

function unprotected(caller: Caller, { object, bucket }: Backups): readonly Request[] {
    const calls = [
        ["s3:PutObject", object],
        ["s3:GetObject", object],
    ] as const;
    return [
        ...calls.flatMap((call): readonly Request[] => [
            { name: "without TLS", caller, call, context: { "aws:SecureTransport": "false" }, isRefused: true },
            { name: "with old TLS", caller, call, context: OLD_TLS, isRefused: true },
        ]),
        { name: "lists", caller, call: ["s3:ListBucketVersions", bucket], context: TLS, isRefused: true },
    ];
}

/** Readable to whoever has that other key, and not to the check. */
function otherwiseEncrypted(caller: Caller, { object, platformKey }: Backups): readonly Request[] {
    const request = (name: string, headers: Context): Request => ({
        ...{ name, caller, call: ["s3:PutObject", object], context: { ...TLS, ...headers }, isRefused: true },
    });
    return [
        request("encrypts with another key", encryptedBy("aws:kms", platformKey)),
        request("names another key and no algorithm", { [`${ENCRYPTION}-aws-kms-key-id`]: platformKey }),
        request("encrypts with S3's key", { [ENCRYPTION]: "AES256" }),
        request("encrypts with the account's key of S3", { [ENCRYPTION]: "aws:kms" }),
        request("encrypts with a key of its own", { [`${ENCRYPTION}-customer-algorithm`]: "AES256" }),
    ];
}

/** ECS takes a task's role on for tasks of this account. */
function starting({ id }: Account, { runner, verify, execution }: Backups): readonly Request[] {
    const context = { "aws:SourceAccount": id, "aws:SourceArn": `arn:aws:ecs:${REGION}:${id}:task/cluster/1` };
    return [runner, verify, execution].map((arn) => ({
        ...{
            name: `takes on ${arn}`,
            caller: service("ecs-tasks.amazonaws.com"),
            call: ["sts:AssumeRole", arn],
            context,
        },
    }));
}

const ENCRYPTION = "s3:x-amz-server-side-encryption";

function encryptedBy(algorithm: string, key: string): Context {
    return { [ENCRYPTION]: algorithm, [`${ENCRYPTION}-aws-kms-key-id`]: key };
}

function viaS3(object: string): Context {
    return { "kms:ViaService": `s3.${REGION}.amazonaws.com`, "kms:EncryptionContext:aws:s3:arn": object };
}
