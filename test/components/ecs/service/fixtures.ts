import { EcsService, type EcsServiceArgs } from "../../../../components/ecs/service";
import { environmentNaming } from "../../../../components/naming";
import { record, type Recording } from "../../../support/mocks";

const arn = (service: string, rest: string): string => `arn:aws:${service}:eu-central-1:111122223333:${rest}`;

export const CLUSTER = arn("ecs", "cluster/restartix-staging-cluster");
export const LISTENER = arn("elasticloadbalancing", "listener/app/alb/1/2");
export const KEY = arn("kms", "key/1");
export const REPOSITORY = arn("ecr", "repository/restartix-core-api");
export const DATABASE_SECRET = arn("secretsmanager", "secret:database-AbCdEf");
export const CLERK_SECRET = arn("secretsmanager", "secret:clerk-AbCdEf");
export const NAMESPACE = {
    id: "ns-1",
    arn: arn("servicediscovery", "namespace/ns-1"),
    name: "staging.restartix.internal",
};

const COMMON = {
    naming: environmentNaming({ prefix: "restartix", environment: "staging" }),
    clusterArn: CLUSTER,
    vpcId: "vpc-1",
    subnetIds: ["subnet-a", "subnet-b"],
};

/** The document's Core API in staging. */
export const CORE_API: EcsServiceArgs = {
    ...COMMON,
    serviceName: "core-api",
    image: { repositoryUrl: "registry.example/restartix-core-api", repositoryArn: REPOSITORY, tag: "1.4.2" },
    port: 9000,
    cpu: 512,
    memory: 1024,
    scaling: { desired: 1, min: 1, max: 3, targetCpu: 70 },
    useSpot: true,
    securityGroupIds: ["sg-app"],
    http: { listenerArn: LISTENER, hosts: ["api-staging.restartix.pro"], priority: 100, healthCheckPath: "/health" },
    environment: { ZONE: "b", API: "a" },
    secrets: [
        { name: "DATABASE_PASSWORD", secretArn: DATABASE_SECRET, key: "password" },
        { name: "CLERK", secretArn: CLERK_SECRET },
        { name: "DATABASE_USER", secretArn: DATABASE_SECRET, key: "username" },
    ],
    secretsKeyArn: KEY,
};

/** The connection pool, found through Cloud Map. */
export const POOL: EcsServiceArgs = {
    ...COMMON,
    serviceName: "pgbouncer",
    image: { repositoryUrl: "registry.example/restartix-pgbouncer", tag: "1.24.1" },
    port: 6432,
    cpu: 256,
    memory: 512,
    scaling: { desired: 2 },
    securityGroupIds: ["sg-pgbouncer"],
    internal: { discovery: "cloud-map", namespace: NAMESPACE },
};

/** Nobody calls it. */
export const WORKER: EcsServiceArgs = {
    ...COMMON,
    serviceName: "worker",
    image: { repositoryUrl: "registry.example/worker", digest: `sha256:${"ab".repeat(32)}` },
    cpu: 256,
    memory: 512,
    scaling: { desired: 1 },
    securityGroupIds: ["sg-app"],
};

/** A service under mocks. */
export function recordService(
    args: EcsServiceArgs,
    change: Partial<EcsServiceArgs> = {},
): Promise<Recording<EcsService>> {
    return record(() => new EcsService(args.serviceName, { ...args, ...change }));
}
