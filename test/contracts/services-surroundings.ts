/** The outputs of the stacks that the services read, as they look after an update. */
import { join } from "node:path";
import { readStackFile } from "../../config/stack-file";
import servicesProgram from "../../stacks/services/index";
import { record, type Recording } from "../support/mocks";

export const SERVICES_FOLDER = join(__dirname, "..", "..", "stacks", "services");

export type ServicesRecording = Recording<Awaited<ReturnType<typeof servicesProgram>>>;

/** The config in a stack's own file. */
export function stackConfig(stack: string): Record<string, unknown> {
    return readStackFile(join(SERVICES_FOLDER, `Pulumi.${stack}.yaml`));
}

const ecr = (name: string): string => `111122223333.dkr.ecr.eu-central-1.amazonaws.com/restartix-${name}`;
const each = (names: readonly string[], value: (name: string) => string): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, value(name)]));

const SECRETS = ["database", "database-app", "redis", "encryption", "clerk", "external"];
export const REPOSITORIES = ["core-api", "telemetry-api", "clinic", "portal", "console", "pgbouncer"];

export function foundationOutputs(stack: string): Record<string, unknown> {
    const infix = stack === "staging" ? "-staging" : "";
    const arn = (service: string, rest: string): string => `arn:aws:${service}:eu-central-1:111122223333:${rest}`;
    return {
        contractVersion: 1,
        vpcId: "vpc-1",
        vpcCidrBlock: "10.10.0.0/16",
        availabilityZones: ["eu-central-1a", "eu-central-1b"],
        privateSubnetIds: ["subnet-a", "subnet-b"],
        publicSubnetIds: ["subnet-c", "subnet-d"],
        privateRouteTableIds: ["rtb-a", "rtb-b"],
        natPublicIps: ["198.18.0.1"],
        albSecurityGroupId: "sg-alb",
        fargateAppSecurityGroupId: "sg-app",
        fargatePgbouncerSecurityGroupId: "sg-pgbouncer",
        rdsSecurityGroupId: "sg-rds",
        redisSecurityGroupId: "sg-redis",
        migrationsRunnerSecurityGroupId: "sg-migrations",
        endpointsSecurityGroupId: "sg-endpoints",
        appPortFrom: 3000,
        appPortTo: 9999,
        fargateSpot: stack === "staging",
        clusterArn: arn("ecs", `cluster/restartix-${stack}-cluster`),
        clusterName: `restartix-${stack}-cluster`,
        serviceNamespaceId: "ns-1",
        serviceNamespaceArn: arn("servicediscovery", "namespace/ns-1"),
        serviceNamespaceName: `${stack}.restartix.internal`,
        albArn: arn("elasticloadbalancing", "loadbalancer/app/alb/1"),
        albArnSuffix: "app/alb/1",
        albDnsName: "alb.eu-central-1.elb.amazonaws.com",
        albZoneId: "Z215JYRZR1TBD5",
        httpsListenerArn: arn("elasticloadbalancing", "listener/app/alb/1/2"),
        certificateArn: arn("acm", "certificate/1"),
        certificateDomainNames: [
            ...["api", "telemetry", "console"].map((name) => `${name}${infix}.restartix.pro`),
            ...["clinic", "portal"].map((name) => `*.${name}${infix}.restartix.pro`),
        ],
    };
}

export const DATA_OUTPUTS: Readonly<Record<string, unknown>> = {
    contractVersion: 1,
    databaseIdentifier: "restartix-staging-database",
    databaseWriterEndpoint: "writer.db.example",
    databaseReaderEndpoint: "reader.db.example",
    databasePort: 5432,
    databaseName: "restartix",
    cachePrimaryEndpoint: "primary.cache.example",
    cacheReaderEndpoint: "replica.cache.example",
    cachePort: 6379,
    encryptionKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/1",
    secretArns: each(SECRETS, (name) => `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-AbCdEf`),
    repositoryUrls: each(REPOSITORIES, ecr),
    repositoryArns: each(REPOSITORIES, (name) => `arn:aws:ecr:eu-central-1:111122223333:repository/restartix-${name}`),
    backupBucketName: "restartix-backups-primary-staging",
    backupBucketArn: "arn:aws:s3:::restartix-backups-primary-staging",
    backupKmsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/2",
    backupEncryptionSecretArn: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:backup-encryption-AbCdEf",
};

/** What a test changes of a stack of services and of what is around it. */
export interface ServicesChange {
    readonly config?: Readonly<Record<string, unknown>>;
    readonly foundation?: Readonly<Record<string, unknown>>;
    readonly data?: Readonly<Record<string, unknown>>;
    readonly preview?: boolean;
}

/** The program under mocks, with the config of the stack's own file, as Pulumi would hand it over. */
export function recordServices(stack: string, change: ServicesChange = {}): Promise<ServicesRecording> {
    const values = Object.entries({ ...stackConfig(stack), ...change.config });
    const asText = values.map(
        ([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const,
    );
    return record(servicesProgram, {
        project: "services",
        stack,
        config: Object.fromEntries(asText),
        preview: change.preview ?? false,
        stackReferences: {
            [`organization/foundation/${stack}`]: { ...foundationOutputs(stack), ...change.foundation },
            [`organization/data/${stack}`]: { ...DATA_OUTPUTS, ...change.data },
        },
    });
}
