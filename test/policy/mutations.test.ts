/** A stack that breaks no rule, and each of its safe settings undone: exactly the rule that watches over it must speak. */
import assert from "node:assert/strict";
import { RULES } from "../../policy/rules";
import { group, ingress } from "./groups";
import { type Given, judge, type Properties, UNKNOWN, verdicts } from "./support";

const tags = { Project: "p", Environment: "production", ManagedBy: "pulumi", Owner: "o", CostCenter: "c" };
const allow = (Action: string, Resource: string): string =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource }] });
const environment = (name: string, value: string): string =>
    JSON.stringify([{ name: "app", environment: [{ name, value }] }]);
const denial = JSON.stringify({
    Statement: [
        {
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: ["arn:aws:s3:::restartix-production-uploads", "arn:aws:s3:::restartix-production-uploads/*"],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
    ],
});
const OPEN = JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: "a:B", Resource: "*" }] });
const named = (name: string): string => `restartix-production-${name}`;

const GOOD: readonly Given[] = [
    group("network-alb", { tags }),
    group("network-fargate-app", { tags }),
    group("network-redis", { tags }),
    ingress("web", "network-alb", "0.0.0.0/0", 443, { tags }),
    ingress("app", "network-fargate-app", "network-alb", 9000, { tags }),
    group("network-worker", { tags }),
    ingress("work", "network-worker", "network-fargate-app", 9001, { tags }),
    ingress("cached", "network-redis", "network-fargate-app", 6379, { tags }),
    {
        type: "aws:rds/instance:Instance",
        name: "database",
        props: {
            tags,
            identifier: named("database"),
            engine: "postgres",
            parameterGroupName: UNKNOWN,
            storageEncrypted: true,
            deletionProtection: true,
            skipFinalSnapshot: false,
            deleteAutomatedBackups: false,
            vpcSecurityGroupIds: [UNKNOWN],
        },
    },
    {
        type: "aws:rds/parameterGroup:ParameterGroup",
        name: "parameters",
        props: { tags, family: "postgres17", parameters: [{ name: "rds.force_ssl", value: "1" }] },
    },
    {
        type: "aws:elasticache/replicationGroup:ReplicationGroup",
        name: "cache",
        props: {
            tags,
            replicationGroupId: named("cache"),
            atRestEncryptionEnabled: true,
            transitEncryptionEnabled: true,
            securityGroupIds: [UNKNOWN],
            finalSnapshotIdentifier: named("cache-final"),
        },
    },
    {
        type: "aws:lb/loadBalancer:LoadBalancer",
        name: "balancer",
        props: { tags, name: named("alb"), enableDeletionProtection: true },
    },
    {
        type: "aws:lb/listener:Listener",
        name: "https",
        props: { tags, protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
    },
    { type: "aws:s3/bucket:Bucket", name: "bucket", props: { tags, bucket: named("uploads"), forceDestroy: false } },
    {
        type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        name: "encryption",
        props: { bucket: named("uploads") },
    },
    { type: "aws:s3/bucketPolicy:BucketPolicy", name: "tls", props: { bucket: named("uploads"), policy: denial } },
    { type: "aws:kms/key:Key", name: "key", props: { tags, enableKeyRotation: true, deletionWindowInDays: 30 } },
    {
        type: "aws:secretsmanager/secret:Secret",
        name: "secret",
        props: { tags, name: "restartix/production/clerk-1", kmsKeyId: UNKNOWN, recoveryWindowInDays: 30 },
    },
    {
        type: "aws:iam/role:Role",
        name: "role",
        props: { tags, name: named("role"), assumeRolePolicy: allow("sts:AssumeRole", "") },
    },
    {
        type: "aws:iam/rolePolicy:RolePolicy",
        name: "rights",
        props: { policy: allow("s3:GetObject", "arn:aws:s3:::restartix-production-uploads/*") },
    },
    {
        type: "aws:cloudwatch/logGroup:LogGroup",
        name: "logs",
        props: { tags, name: "/ecs/restartix-production/app", retentionInDays: 90 },
    },
    {
        type: "aws:dynamodb/table:Table",
        name: "table",
        props: {
            tags,
            name: named("table"),
            serverSideEncryption: { enabled: true },
            deletionProtectionEnabled: true,
            pointInTimeRecovery: { enabled: true },
        },
    },
    { type: "aws:sqs/queue:Queue", name: "queue", props: { tags, name: named("queue"), sqsManagedSseEnabled: true } },
    {
        type: "aws:cloudwatch/logGroup:LogGroup",
        name: "job-logs",
        props: { tags, name: `/aws/lambda/${named("job")}`, retentionInDays: 90 },
    },
    {
        type: "aws:lambda/function:Function",
        name: "job",
        props: { tags, name: named("job"), environment: { variables: { TABLE_NAME: named("table") } } },
    },
    { type: "aws:scheduler/schedule:Schedule", name: "schedule", props: { name: named("job") } },
    {
        type: "aws:ecs/taskDefinition:TaskDefinition",
        name: "task",
        props: { tags, family: named("app"), containerDefinitions: environment("PORT", "9000") },
    },
];

interface Mutation {
    readonly of: string;
    readonly change: Properties;
    readonly fires: string;
}

const of = (name: string, change: Properties, fires: string): Mutation => ({ of: name, change, fires });

const MUTATIONS: readonly Mutation[] = [
    of("web", { toPort: 8443 }, "open-ingress"),
    of("web", { ipProtocol: "-1" }, "open-ingress"),
    of("work", { referencedSecurityGroupId: undefined, cidrIpv6: "::/0" }, "open-ingress"),
    of("cached", { referencedSecurityGroupId: undefined, cidrIpv4: "10.0.0.0/8" }, "closed-data-tier"),
    of("cached", { prefixListId: UNKNOWN }, "closed-data-tier"),
    of("database", { identifier: "database" }, "fixed-names"),
    of("database", { parameterGroupName: undefined }, "encryption-in-transit"),
    of("database", { storageEncrypted: false }, "encryption-at-rest"),
    of("database", { deletionProtection: false }, "deletion-protection"),
    of("database", { skipFinalSnapshot: true }, "deletion-protection"),
    of("database", { deleteAutomatedBackups: undefined }, "deletion-protection"),
    of("database", { publiclyAccessible: true }, "closed-data-tier"),
    of("database", { vpcSecurityGroupIds: [] }, "closed-data-tier"),
    of("database", { parameterGroupName: "default.postgres17" }, "encryption-in-transit"),
    of("parameters", { parameters: [{ name: "rds.force_ssl", value: "0" }] }, "encryption-in-transit"),
    of("cache", { replicationGroupId: "restartix-staging-cache" }, "fixed-names"),
    of("cache", { atRestEncryptionEnabled: false }, "encryption-at-rest"),
    of("cache", { transitEncryptionEnabled: false }, "encryption-in-transit"),
    of("cache", { finalSnapshotIdentifier: undefined }, "deletion-protection"),
    of("balancer", { name: "alb" }, "fixed-names"),
    of("balancer", { enableDeletionProtection: false }, "deletion-protection"),
    of("https", { sslPolicy: "ELBSecurityPolicy-2016-08" }, "encryption-in-transit"),
    of("https", { protocol: "HTTP", defaultActions: [{ type: "forward" }] }, "encryption-in-transit"),
    of("bucket", { forceDestroy: true }, "deletion-protection"),
    of("encryption", { bucket: "another" }, "encryption-at-rest"),
    of("tls", { policy: "{}" }, "encryption-in-transit"),
    of("tls", { bucket: "another" }, "encryption-in-transit"),
    of("key", { enableKeyRotation: false }, "encryption-at-rest"),
    of("key", { deletionWindowInDays: 7 }, "deletion-protection"),
    of("secret", { name: "clerk" }, "fixed-names"),
    of("secret", { kmsKeyId: undefined }, "encryption-at-rest"),
    of("secret", { recoveryWindowInDays: 0 }, "deletion-protection"),
    of("secret", { kmsKeyId: "alias/aws/secretsmanager" }, "encryption-at-rest"),
    of("secret", { policy: OPEN }, "iam-wildcards"),
    of("role", { assumeRolePolicy: allow("*", "") }, "iam-wildcards"),
    of("rights", { policy: allow("s3:*", "arn:aws:s3:::restartix-production-uploads/*") }, "iam-wildcards"),
    of("rights", { policy: allow("s3:GetObject", "*") }, "iam-wildcards"),
    of("logs", { retentionInDays: 0 }, "log-retention"),
    of("table", { name: "restartix-staging-table" }, "fixed-names"),
    of("table", { serverSideEncryption: undefined }, "encryption-at-rest"),
    of("table", { deletionProtectionEnabled: false }, "deletion-protection"),
    of("table", { pointInTimeRecovery: undefined }, "deletion-protection"),
    of("queue", { name: "queue" }, "fixed-names"),
    of("queue", { sqsManagedSseEnabled: false }, "encryption-at-rest"),
    of("queue", { policy: OPEN }, "iam-wildcards"),
    of("job-logs", { name: `/aws/lambda/${named("other")}` }, "log-retention"),
    of("job", { environment: { variables: { API_TOKEN: "correct-horse" } } }, "plain-secrets"),
    of("schedule", { name: "every-hour" }, "fixed-names"),
    of("task", { containerDefinitions: environment("DB_PASSWORD", "correct-horse") }, "plain-secrets"),
    ...GOOD.filter(({ props }) => "tags" in props).map(({ name = "" }) => of(name, { tags: {} }, "required-tags")),
];

const firedBy = (resources: readonly Given[]): string[] => [
    ...new Set(judge(RULES, { resources, stack: "production" }).findings.map(({ rule }) => rule)),
];

describe("a stack that breaks no rule", () => {
    it("is told nothing, and nothing of it is undecided", () => {
        assert.deepEqual(verdicts(judge(RULES, { resources: GOOD, stack: "production" })), []);
    });

    for (const { of: name, change, fires } of MUTATIONS) {
        const words = JSON.stringify(change, (_key, value: unknown) => (value === undefined ? "(none)" : value));
        it(`is told of ${fires} when ${name} becomes ${words.slice(0, 90)}`, () => {
            const mutated = GOOD.map((given) =>
                given.name === name ? { ...given, props: { ...given.props, ...change } } : given,
            );
            assert.deepEqual(firedBy(mutated), [fires]);
        });
    }

    it("has a mutation for every rule", () => {
        const fired = new Set(MUTATIONS.map(({ fires }) => fires));
        assert.deepEqual(
            RULES.map(({ id }) => id).filter((id) => !fired.has(id)),
            [],
        );
    });
});
