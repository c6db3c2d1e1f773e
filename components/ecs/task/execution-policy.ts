/** What ECS may do to start tasks, and nothing more. Pure. */
import type { PolicyStatement } from "../../iam";

/** Secrets of one region that somebody may read. */
export interface SecretGrants {
    readonly region: string;
    readonly secretArns: readonly string[];
    /** Key that encrypts them, where it isn't AWS's own. */
    readonly secretsKeyArn: string | undefined;
}

/** What tasks are made of. */
export interface ExecutionGrants extends SecretGrants {
    readonly logGroupArns: readonly string[];
    /** Those that images are pulled from; of a public registry there is none. */
    readonly repositoryArns: readonly string[];
}

/** Statements of the execution role's policy. */
export function executionStatements(grants: ExecutionGrants): PolicyStatement[] {
    return [...pullStatements(grants), logStatement(grants), ...secretStatements(grants)];
}

function pullStatements({ repositoryArns }: ExecutionGrants): PolicyStatement[] {
    if (repositoryArns.length === 0) {
        return [];
    }
    const actions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    return [
        // The token is the registry's, not a repository's: this action knows no resource.
        { Sid: "LogInToRegistry", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
        { Sid: "PullImage", Effect: "Allow", Action: actions, Resource: oneOrAll(repositoryArns) },
    ];
}

/** The groups are there already: ECS needn't make one. */
function logStatement({ logGroupArns }: ExecutionGrants): PolicyStatement {
    const actions = ["logs:CreateLogStream", "logs:PutLogEvents"];
    return {
        Sid: "WriteLog",
        Effect: "Allow",
        Action: actions,
        Resource: oneOrAll(logGroupArns.map((arn) => `${arn}:*`)),
    };
}

/** Reading these secrets and no others, with the key that encrypts them. */
export function secretStatements({ region, secretArns, secretsKeyArn }: SecretGrants): PolicyStatement[] {
    const secrets = [...new Set(secretArns)].sort();
    if (secrets.length === 0) {
        return [];
    }
    const read: PolicyStatement = {
        Sid: "ReadSecrets",
        Effect: "Allow",
        Action: "secretsmanager:GetSecretValue",
        Resource: secrets,
    };
    return secretsKeyArn === undefined ? [read] : [read, decryptStatement(region, secrets, secretsKeyArn)];
}

/** For these secrets alone, and only by way of Secrets Manager: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html */
function decryptStatement(region: string, secrets: readonly string[], keyArn: string): PolicyStatement {
    return {
        Sid: "DecryptSecrets",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: keyArn,
        Condition: {
            StringEquals: {
                "kms:EncryptionContext:SecretARN": secrets,
                "kms:ViaService": `secretsmanager.${region}.amazonaws.com`,
            },
        },
    };
}

function oneOrAll(arns: readonly string[]): PolicyStatement["Resource"] {
    const [only = "", ...others] = [...new Set(arns)].sort();
    return others.length === 0 ? only : [only, ...others];
}
