import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { BackupSubstrate } from "../../components/backup";
import { RedisCache } from "../../components/cache";
import { Database } from "../../components/database";
import { EncryptionKey } from "../../components/encryption";
import { openEnvironment } from "../../components/environment";
import type { EnvironmentNaming } from "../../components/naming";
import { ImageRepository } from "../../components/registry";
import { SecretContainer } from "../../components/secrets";
import type { SecretKind } from "../../components/secrets";
import { databaseArgs, type DataConfig, dataConfig } from "../../config/data";
import { type ExportedOutputs, exportOutputs, readContract, stackReferenceName } from "../../contracts/contract";
import { dataContract } from "../../contracts/data";
import { foundationContract } from "../../contracts/foundation";

/** What a part of this program is made with. */
interface Surroundings {
    readonly config: DataConfig;
    readonly naming: EnvironmentNaming;
    readonly encryptionKeyArn: pulumi.Output<string>;
    readonly opts: pulumi.ComponentResourceOptions;
}

/**
 * Where an environment keeps its data: the platform's key, the secrets, the database, the cache, the image repositories
 * and the backups. It stands on the foundation, whose outputs it reads by contract.
 *
 * As every program here it reads config and makes resources only when called, and relies on no working directory.
 */
async function dataProgram(): Promise<ExportedOutputs<typeof dataContract>> {
    const config = dataConfig.read(pulumi.getStack());
    const { naming, provider } = openEnvironment(config);
    const opts = {
        providers: {
            aws: provider,
            awsx: new awsx.Provider("awsx", {}),
            random: new random.Provider("random", {}),
        },
    };
    const foundation = readContract(foundationContract, stackReferenceName(foundationContract, config.environment));

    const key = createKey(config, naming, opts);
    const surroundings: Surroundings = { config, naming, encryptionKeyArn: key.arn, opts };
    const secrets = createSecrets(surroundings);
    const database = createDatabase(surroundings, foundation, secretOfKind(config, secrets, "database"));
    const cache = createCache(surroundings, foundation, secretOfKind(config, secrets, "redis"));
    const repositories = createRepositories(surroundings);
    const backup = createBackup(surroundings, foundation, { secrets, database, repositories });

    return exportOutputs(dataContract, {
        databaseIdentifier: database.identifier,
        databaseInstanceIdentifiers: database.instanceIdentifiers,
        databaseResourceId: database.resourceId,
        databaseWriterEndpoint: database.writerEndpoint,
        databaseReaderEndpoint: database.readerEndpoint,
        databaseReaderEndpoints: database.readerEndpoints,
        databasePort: database.port,
        databaseName: database.databaseName,
        cacheReplicationGroupId: cache.replicationGroupId,
        cacheMemberClusters: cache.memberClusters,
        cachePrimaryEndpoint: cache.primaryEndpoint,
        cacheReaderEndpoint: cache.readerEndpoint,
        cachePort: cache.port,
        encryptionKeyArn: key.arn,
        secretArns: mapOf(secretsOfApplications(config, secrets), ({ arn }) => arn),
        repositoryUrls: mapOf(repositories, ({ url }) => url),
        repositoryArns: mapOf(repositories, ({ arn }) => arn),
        backupEncryptionSecretArn: secretOfKind(config, secrets, "backup-keys").arn,
        ...backupOutputs(backup),
    });
}

function createKey(config: DataConfig, naming: EnvironmentNaming, opts: pulumi.ComponentResourceOptions) {
    const { accountId, region } = config;
    return new EncryptionKey("encryption-key", { ...config.encryptionKey, naming, accountId, region }, opts);
}

type Foundation = ReturnType<typeof readContract<typeof foundationContract>>;

function createSecrets({ config, naming, encryptionKeyArn, opts }: Surroundings): ReadonlyMap<string, SecretContainer> {
    const { containers, recoveryWindowDays } = config.secrets;
    const { masterUsername } = config.database;
    const made = Object.entries(containers).map(([secretName, { kind, keys, ...given }]) => {
        const username = kind === "database" ? masterUsername : given.username;
        const args = { naming, secretName, kind, keys, username, recoveryWindowDays, encryptionKeyArn };
        return [secretName, new SecretContainer(`secret-${secretName}`, args, opts)] as const;
    });
    return new Map(made);
}

/** Config has exactly one secret of the kind. */
function secretOfKind(
    { secrets: { containers } }: DataConfig,
    secrets: ReadonlyMap<string, SecretContainer>,
    kind: SecretKind,
): SecretContainer {
    const [name = ""] = Object.entries(containers).find(([, secret]) => secret.kind === kind) ?? [];
    const secret = secrets.get(name);
    if (secret === undefined) {
        throw new RangeError(`the config passed its checks without a secret of the kind ${kind}`);
    }
    return secret;
}

function createDatabase(around: Surroundings, foundation: Foundation, secret: SecretContainer): Database {
    const { config, naming, encryptionKeyArn, opts } = around;
    return new Database(
        "database",
        {
            ...databaseArgs(config.database),
            naming,
            encryptionKeyArn,
            subnetIds: foundation.privateSubnetIds,
            securityGroupIds: [foundation.rdsSecurityGroupId],
            masterSecretArn: secret.arn,
            masterPassword: secret.generatedValue(),
        },
        opts,
    );
}

function createCache(around: Surroundings, foundation: Foundation, secret: SecretContainer): RedisCache {
    const { config, naming, encryptionKeyArn, opts } = around;
    return new RedisCache(
        "cache",
        {
            ...config.cache,
            naming,
            encryptionKeyArn,
            subnetIds: foundation.privateSubnetIds,
            securityGroupIds: [foundation.redisSecurityGroupId],
            authentication: { authToken: secret.generatedValue(), authSecretArn: secret.arn },
        },
        opts,
    );
}

function createRepositories({ config, naming, encryptionKeyArn, opts }: Surroundings) {
    const { services, ...plan } = config.repositories;
    const made = services.map((service) => {
        const args = { ...plan, naming, service, encryptionKeyArn };
        return [service, new ImageRepository(`repository-${service}`, args, opts)] as const;
    });
    return new Map<string, ImageRepository>(made);
}

/** What the backups are made of, beside what is theirs alone. */
interface BackedUp {
    readonly secrets: ReadonlyMap<string, SecretContainer>;
    readonly database: Database;
    readonly repositories: ReadonlyMap<string, ImageRepository>;
}

function createBackup(around: Surroundings, foundation: Foundation, { secrets, database, repositories }: BackedUp) {
    const { config, naming, encryptionKeyArn, opts } = around;
    const { accountId, region } = config;
    const { databaseSecret, runner, verify, ...plan } = config.backup;
    const encryptionSecret = secretOfKind(config, secrets, "backup-keys");
    return new BackupSubstrate(
        "backup",
        {
            ...plan,
            naming,
            accountId,
            region,
            clusterArn: foundation.clusterArn,
            network: {
                vpcId: foundation.vpcId,
                subnetIds: foundation.privateSubnetIds,
                securityGroupIds: [foundation.migrationsRunnerSecurityGroupId],
                endpointsSecurityGroupId: foundation.endpointsSecurityGroupId,
            },
            database: {
                host: database.writerEndpoint,
                name: database.databaseName,
                secretArn: entryOf(secrets, databaseSecret).arn,
                securityGroupId: foundation.rdsSecurityGroupId,
            },
            encryptionSecretArn: encryptionSecret.arn,
            secretsKeyArn: encryptionKeyArn,
            runner: { ...runner, image: imageOf(runner.image, repositories) },
            verify: { ...verify, scratchImage: imageOf(verify.scratchImage, repositories) },
        },
        { ...opts, dependsOn: [encryptionSecret] },
    );
}

function imageOf(
    { repository, ...version }: DataConfig["backup"]["runner"]["image"],
    repositories: ReadonlyMap<string, ImageRepository>,
) {
    const { url, arn } = entryOf(repositories, repository);
    return { ...version, repositoryUrl: url, repositoryArn: arn };
}

/** Config's checks have seen to it that the entry is there. */
function entryOf<T>(entries: ReadonlyMap<string, T>, name: string): T {
    const entry = entries.get(name);
    if (entry === undefined) {
        throw new RangeError(`the config passed its checks although there is no ${name}`);
    }
    return entry;
}

/** Without the backups' two: what another stack can't name, it can't give to an application. */
function secretsOfApplications(
    { backup, secrets: { containers } }: DataConfig,
    secrets: ReadonlyMap<string, SecretContainer>,
): ReadonlyMap<string, SecretContainer> {
    const isBackups = (name: string): boolean =>
        name === backup.databaseSecret || containers[name]?.kind === "backup-keys";
    return new Map([...secrets].filter(([name]) => !isBackups(name)));
}

function backupOutputs(backup: BackupSubstrate) {
    return {
        backupBucketName: backup.bucketName,
        backupBucketArn: backup.bucketArn,
        backupKmsKeyArn: backup.kmsKeyArn,
        backupTaskDefinitionArn: backup.taskDefinitionArn,
        backupTaskRoleArn: backup.taskRoleArn,
        backupExecutionRoleArn: backup.executionRoleArn,
        backupContainerName: backup.containerName,
        backupLogGroupName: backup.logGroupName,
        backupSecurityGroupIds: backup.securityGroupIds,
        backupVerifyTaskDefinitionArn: backup.verifyTaskDefinitionArn,
        backupVerifyTaskRoleArn: backup.verifyTaskRoleArn,
        backupVerifyContainerName: backup.verifyContainerName,
        backupVerifyLogGroupName: backup.verifyLogGroupName,
        backupVerifySecurityGroupIds: backup.verifySecurityGroupIds,
        backupClusterArn: backup.clusterArn,
        backupSubnetIds: backup.subnetIds,
    };
}

/** One output of each component, by the component's name in config. */
function mapOf<T>(
    components: ReadonlyMap<string, T>,
    output: (component: T) => pulumi.Output<string>,
): pulumi.Output<Record<string, string>> {
    return pulumi.all(Object.fromEntries([...components].map(([name, component]) => [name, output(component)])));
}

// Pulumi calls what a CommonJS module exports as a whole; it does not look for a default export there.
export = dataProgram;
