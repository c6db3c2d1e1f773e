import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { messageOf, RunnerError } from "./fault";
import type { ReadSecret } from "./world";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
const NEXT: Readonly<Record<string, string>> = {
    ResourceNotFoundException: "Look at its ARN and AWS_REGION; if it is there, it has no value yet: set one",
    AccessDeniedException: "Look at the role this runs as and the policy of the key that encrypts it",
    CredentialsProviderError: "Give it credentials: a task's role, AWS_PROFILE or `aws sso login`",
};

/** Secrets Manager's current value. */
export function readSecretFrom(client: SecretsManagerClient): ReadSecret {
    return async (arn, what, abortSignal) => {
        let text: string | undefined;
        try {
            const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }), { abortSignal });
            text = SecretString;
        } catch (error) {
            const name = error instanceof Error ? error.name : "";
            throw new RunnerError(
                "refused",
                `${what} can't be read (${arn}): ${name} (${messageOf(error)})`,
                NEXT[name] ?? "Look at AWS_REGION, the network and the endpoint, and run it again",
                { cause: error },
            );
        }
        if (text === undefined) {
            throw new RunnerError("refused", `${what} is no text (${arn})`, "Set its SecretString");
        }
        return text;
    };
}
