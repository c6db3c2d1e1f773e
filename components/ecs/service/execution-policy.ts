/** What ECS may do to start a service's tasks, and nothing more. Pure. */
import type { PolicyStatement } from "../../iam";
import type { Place } from "./context";

/** What a service's tasks are made of. */
export interface ExecutionGrants {
    readonly place: Place;
    readonly logGroupArn: string;
    readonly repositoryArn: string | undefined;
    readonly secretArns: readonly string[];
    readonly secretsKeyArn: string | undefined;
}

/** Statements of the execution role's policy. */
export function executionStatements(grants: ExecutionGrants): PolicyStatement[] {
    return [...pullStatements(grants), logStatement(grants), ...secretStatements(grants)];
}

function pullStatements({ repositoryArn }: ExecutionGrants): PolicyStatement[] {
    if (repositoryArn === undefined) {
        return [];
    }
    const actions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    return [
        // The token is the registry's, not a repository's: this action knows no resource.
        { Sid: "LogInToRegistry", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
        { Sid: "PullImage", Effect: "Allow", Action: actions, Resource: repositoryArn },
    ];
}

/** The group is there already: ECS needn't make one. */
function logStatement({ logGroupArn }: ExecutionGrants): PolicyStatement {
    const actions = ["logs:CreateLogStream", "logs:PutLogEvents"];
    return { Sid: "WriteLog", Effect: "Allow", Action: actions, Resource: `${logGroupArn}:*` };
}

function secretStatements({ place, secretArns, secretsKeyArn }: ExecutionGrants): PolicyStatement[] {
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
    return secretsKeyArn === undefined ? [read] : [read, decryptStatement(place, secrets, secretsKeyArn)];
}

/** For these secrets alone, and only by way of Secrets Manager: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html */
function decryptStatement({ region }: Place, secrets: readonly string[], keyArn: string): PolicyStatement {
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
