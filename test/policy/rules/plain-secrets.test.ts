import { plainSecrets } from "../../../policy/rules/plain-secrets";
import { CANARY, one, specify, UNKNOWN } from "../support";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const FUNCTION = "aws:lambda/function:Function";
const task = (environment: Readonly<Record<string, unknown>>): Record<string, string> => ({
    containerDefinitions: JSON.stringify([
        {
            name: "app",
            environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
            secrets: [{ name: "DB_PASSWORD", valueFrom: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:x" }],
        },
    ]),
});
const FOUND = ["it: containerDefinitions[0].environment[0].value"];
const refused = (name: string, value: string) => one(TASK, task({ [name]: value }), { finds: FOUND });

specify(plainSecrets, {
    accepts: {
        "plain settings": one(
            TASK,
            task({
                NODE_ENV: "production",
                PORT: "9000",
                DB_HOST: "pgbouncer.staging.restartix.internal",
                REDIS_URL: "rediss://master.cache.amazonaws.com:6379",
                TOKEN_TTL: "15m",
                JWT_SECRET_ARN: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:x",
                API_KEY_HEADER: "x-api-key",
                AUTH_ENABLED: "true",
                AUTH_URL: "https://clerk.example.com/v1",
                CLIENT_SECRET_FILE: "/run/secrets/client",
                BUILD_ID: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            }),
        ),
        "a function's settings": one(FUNCTION, { environment: { variables: { STAGE: "staging" } } }),
        "no environment": one(TASK, { containerDefinitions: "[]" }),
        "text that is no JSON": one(TASK, { containerDefinitions: "{" }),
    },
    refuses: {
        "a password": refused("DB_PASSWORD", "hunter2hunter"),
        "a key in camel case": refused("stripeApiKey", "abcdefgh"),
        "an access key by its shape": refused("SETTING", "AKIAIOSFODNN7EXAMPLE"),
        "a key among several words": refused("CLERK_SECRET_KEY", "abcdefgh"),
        "a password of digits": refused("DB_PASSWORD", "12345678"),
        "a password in a connection string": refused("JDBC", "jdbc:postgresql://db.internal/app?user=u&password=x"),
        "a private key": refused("CERT", "-----BEGIN RSA PRIVATE KEY-----\nabc"),
        "an address with a password": refused("DATABASE_URL", "postgres://app:pw@db.internal:5432/app"),
        "a long random word": refused("SALT", "q8ZfV2nR7bX1cM5kT9wLhJ3y"),
        "a function's secret": one(
            FUNCTION,
            { environment: { variables: { CLIENT_SECRET: "abcdefgh" } } },
            { finds: ["it: environment.variables.CLIENT_SECRET"] },
        ),
    },
    leavesUndecided: {
        "definitions that are computed": one(
            TASK,
            { containerDefinitions: UNKNOWN },
            { finds: ["it? containerDefinitions"] },
        ),
        "one variable, and judges the others": one(
            FUNCTION,
            { environment: { variables: { HOST: UNKNOWN, CLIENT_SECRET: "abcdefgh" } } },
            { finds: ["it: environment.variables.CLIENT_SECRET", "it? environment.variables.HOST"] },
        ),
    },
    keepsSecret: {
        "a password": one(TASK, task({ DB_PASSWORD: CANARY }), { finds: FOUND }),
    },
    obeys: {
        "names that only sound secret": one(TASK, task({ DB_PASSWORD: "not-one" }), {
            settings: { plainVariables: ["DB_PASSWORD"] },
        }),
    },
});
