import assert from "node:assert/strict";
import { EcsService, type EcsServiceArgs } from "../../../../components/ecs/service";
import { InvalidArgsError } from "../../../../components/faults";
import { outcomeOf, record, type Recording, valueOf } from "../../../support/mocks";
import {
    CLUSTER,
    CORE_API,
    DATABASE_SECRET,
    CLERK_SECRET,
    LISTENER,
    NAMESPACE,
    POOL,
    recordService,
    WORKER,
} from "./fixtures";
import { cloudMapUrns, httpUrns, scalingUrns, serviceUrns } from "./urns";

const SERVICE = "aws:ecs/service:Service";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";

/** The one container of the recorded task definition. */
function containerOf({ ofType }: Recording<unknown>): Record<string, unknown> {
    const [task] = ofType(TASK);
    const containers: unknown = JSON.parse(String(task?.inputs["containerDefinitions"]));
    assert.ok(Array.isArray(containers) && containers.length === 1);
    return containers[0] as Record<string, unknown>;
}

/** What is different in the inputs of two recordings, by URN. */
function changed(before: Recording<unknown>, after: Recording<unknown>): string[] {
    return before.resources
        .filter(({ type, name, inputs }) => {
            return JSON.stringify(inputs) !== JSON.stringify(after.find(type, name).inputs);
        })
        .map(({ type, name }) => `${type}::${name}`);
}

describe("an ECS service", () => {
    let coreApi: Recording<EcsService>;
    let pool: Recording<EcsService>;
    const inputs = (type: string): Readonly<Record<string, unknown>> => coreApi.find(type, "core-api").inputs;

    before(async () => {
        coreApi = await recordService(CORE_API);
        pool = await recordService(POOL);
    });

    it("keeps its URNs, behind the load balancer, internal and as a worker", async () => {
        const http = [...serviceUrns("core-api"), ...httpUrns("core-api"), ...scalingUrns("core-api")];
        assert.deepEqual(coreApi.urns, http.sort());
        assert.deepEqual(pool.urns, [...serviceUrns("pgbouncer"), ...cloudMapUrns("pgbouncer")].sort());
        assert.deepEqual((await recordService(WORKER)).urns, serviceUrns("worker").sort());
    });

    it("registers a task of one container on ARM", () => {
        const { containerDefinitions, ...task } = inputs(TASK);
        assert.equal(typeof containerDefinitions, "string");
        assert.deepEqual(task, {
            family: "restartix-staging-core-api",
            requiresCompatibilities: ["FARGATE"],
            networkMode: "awsvpc",
            cpu: "512",
            memory: "1024",
            runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" },
            executionRoleArn: "arn:aws:iam::111122223333:role/core-api-execution",
            taskRoleArn: "arn:aws:iam::111122223333:role/core-api-task",
            skipDestroy: true,
        });
    });

    it("closes the container: no root, a file system to read, a log of its own, secrets by reference", () => {
        assert.deepEqual(containerOf(coreApi), {
            name: "core-api",
            image: "registry.example/restartix-core-api:1.4.2",
            essential: true,
            user: "65532:65532",
            readonlyRootFilesystem: true,
            linuxParameters: { initProcessEnabled: true },
            stopTimeout: 30,
            portMappings: [{ name: "core-api", containerPort: 9000, hostPort: 9000, protocol: "tcp" }],
            mountPoints: [],
            environment: [
                { name: "API", value: "a" },
                { name: "ZONE", value: "b" },
            ],
            secrets: [
                { name: "CLERK", valueFrom: CLERK_SECRET },
                { name: "DATABASE_PASSWORD", valueFrom: `${DATABASE_SECRET}:password::` },
                { name: "DATABASE_USER", valueFrom: `${DATABASE_SECRET}:username::` },
            ],
            logConfiguration: {
                logDriver: "awslogs",
                options: {
                    "awslogs-group": "/ecs/restartix-staging/core-api",
                    "awslogs-region": "eu-central-1",
                    "awslogs-stream-prefix": "core-api",
                    mode: "non-blocking",
                    "max-buffer-size": "25m",
                },
            },
        });
    });

    it("runs what it is told otherwise", async () => {
        const told: Partial<EcsServiceArgs> = {
            cpuArchitecture: "X86_64",
            command: ["serve"],
            user: "node",
            readonlyRootFilesystem: false,
            writablePaths: ["/tmp", "/app/.next/cache"],
            stopTimeoutSeconds: 120,
            healthCheck: { command: ["CMD", "true"] },
        };
        const recording = await recordService(WORKER, told);
        const container = containerOf(recording);
        assert.equal(container["image"], `registry.example/worker@sha256:${"ab".repeat(32)}`);
        assert.deepEqual(
            [container["command"], container["user"], container["readonlyRootFilesystem"], container["stopTimeout"]],
            [["serve"], "node", false, 120],
        );
        assert.deepEqual(container["mountPoints"], [
            { sourceVolume: "tmp", containerPath: "/tmp", readOnly: false },
            { sourceVolume: "app__next_cache", containerPath: "/app/.next/cache", readOnly: false },
        ]);
        assert.deepEqual(container["healthCheck"], {
            command: ["CMD", "true"],
            interval: 30,
            timeout: 5,
            retries: 3,
            startPeriod: 30,
        });
        const task = recording.find(TASK, "worker").inputs;
        assert.deepEqual(task["volumes"], [{ name: "tmp" }, { name: "app__next_cache" }]);
        assert.deepEqual(task["runtimePlatform"], { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" });
    });

    it("deploys new tasks before old ones go, and goes back when they don't come up", () => {
        assert.deepEqual(inputs(SERVICE), {
            name: "restartix-staging-core-api",
            cluster: CLUSTER,
            taskDefinition: "arn:aws:ecs:eu-central-1:111122223333:core-api",
            desiredCount: 1,
            capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", base: 0, weight: 1 }],
            networkConfiguration: {
                subnets: ["subnet-a", "subnet-b"],
                securityGroups: ["sg-app"],
                assignPublicIp: false,
            },
            deploymentMinimumHealthyPercent: 100,
            deploymentMaximumPercent: 200,
            deploymentCircuitBreaker: { enable: true, rollback: true },
            forceNewDeployment: true,
            availabilityZoneRebalancing: "ENABLED",
            propagateTags: "SERVICE",
            enableEcsManagedTags: true,
            enableExecuteCommand: false,
            waitForSteadyState: true,
            healthCheckGracePeriodSeconds: 60,
            loadBalancers: [
                {
                    targetGroupArn: "arn:aws:lb:eu-central-1:111122223333:core-api",
                    containerName: "core-api",
                    containerPort: 9000,
                },
            ],
        });
    });

    it("leaves to auto-scaling and to CI what is theirs", async () => {
        const ignored = async (change: Partial<EcsServiceArgs>): Promise<readonly string[]> =>
            (await recordService(CORE_API, change)).find(SERVICE, "core-api").options.ignoreChanges;
        assert.deepEqual(await ignored({}), ["desiredCount"]);
        assert.deepEqual(await ignored({ scaling: { desired: 2 } }), []);
        assert.deepEqual(await ignored({ deployedBy: "ci" }), ["desiredCount", "taskDefinition"]);
        assert.deepEqual(await ignored({ deployedBy: "ci", scaling: { desired: 2 } }), ["taskDefinition"]);
    });

    it("auto-names the target group, and puts its rule before the service", () => {
        assert.deepEqual(inputs("aws:lb/targetGroup:TargetGroup"), {
            vpcId: "vpc-1",
            targetType: "ip",
            protocol: "HTTP",
            protocolVersion: "HTTP1",
            port: 9000,
            deregistrationDelay: 30,
            healthCheck: {
                enabled: true,
                protocol: "HTTP",
                port: "traffic-port",
                path: "/health",
                matcher: "200-299",
                interval: 15,
                timeout: 5,
                healthyThreshold: 2,
                unhealthyThreshold: 3,
            },
            tags: { Name: "restartix-staging-core-api" },
        });
        assert.deepEqual(inputs("aws:lb/listenerRule:ListenerRule"), {
            listenerArn: LISTENER,
            priority: 100,
            conditions: [{ hostHeader: { values: ["api-staging.restartix.pro"] } }],
            actions: [{ type: "forward", targetGroupArn: "arn:aws:lb:eu-central-1:111122223333:core-api" }],
            tags: { Name: "restartix-staging-core-api" },
        });
        const { dependencies } = coreApi.find(SERVICE, "core-api").options;
        for (const end of ["ListenerRule::core-api", "RolePolicy::core-api-execution"]) {
            assert.ok(
                dependencies.some((urn) => urn.endsWith(end)),
                end,
            );
        }
    });

    it("holds the average CPU between the two numbers of tasks", () => {
        const resource = {
            serviceNamespace: "ecs",
            scalableDimension: "ecs:service:DesiredCount",
            resourceId: "service/restartix-staging-cluster/restartix-staging-core-api",
        };
        assert.deepEqual(inputs("aws:appautoscaling/target:Target"), { ...resource, minCapacity: 1, maxCapacity: 3 });
        assert.deepEqual(coreApi.find("aws:appautoscaling/policy:Policy", "core-api-cpu").inputs, {
            ...resource,
            policyType: "TargetTrackingScaling",
            targetTrackingScalingPolicyConfiguration: {
                predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
                targetValue: 70,
                scaleInCooldown: 300,
                scaleOutCooldown: 60,
            },
        });
    });

    it("touches the scaling target alone when the most tasks change", async () => {
        const more = await recordService(CORE_API, { scaling: { ...CORE_API.scaling, max: 8 } });
        assert.deepEqual(changed(coreApi, more), ["aws:appautoscaling/target:Target::core-api"]);
    });

    it("touches the task definition alone when the memory changes, and with it the revision that the service runs", async () => {
        const bigger = await recordService(CORE_API, { memory: 2048 });
        assert.deepEqual(changed(coreApi, bigger), [`${TASK}::core-api`]);
        assert.ok(bigger.find(SERVICE, "core-api").options.dependencies.some((urn) => urn.includes(TASK)));
    });

    it("has a log of its own that ends", async () => {
        const logGroup = { name: "/ecs/restartix-staging/core-api", retentionInDays: 30 };
        assert.deepEqual(inputs("aws:cloudwatch/logGroup:LogGroup"), logGroup);
        const longer = await recordService(CORE_API, { logRetentionDays: 90 });
        assert.equal(longer.find("aws:cloudwatch/logGroup:LogGroup", "core-api").inputs["retentionInDays"], 90);
    });

    it("is found through Cloud Map", async () => {
        assert.deepEqual(pool.find("aws:servicediscovery/service:Service", "pgbouncer").inputs, {
            name: "pgbouncer",
            description: "Addresses of the healthy tasks of pgbouncer",
            dnsConfig: { namespaceId: "ns-1", routingPolicy: "MULTIVALUE", dnsRecords: [{ type: "A", ttl: 10 }] },
            healthCheckCustomConfig: { failureThreshold: 1 },
            forceDestroy: true,
        });
        const service = pool.find(SERVICE, "pgbouncer").inputs;
        assert.deepEqual(service["serviceRegistries"], {
            registryArn: "arn:aws:servicediscovery:eu-central-1:111122223333:pgbouncer",
        });
        assert.deepEqual(service["capacityProviderStrategies"], [{ capacityProvider: "FARGATE", base: 0, weight: 1 }]);
        assert.equal(service["healthCheckGracePeriodSeconds"], undefined);
        const hostname = pool.result.internalHostname ?? assert.fail("it has no private name");
        assert.equal(await valueOf(hostname), "pgbouncer.staging.restartix.internal");
    });

    it("is found through Service Connect, by the same name", async () => {
        const connected = await recordService(POOL, {
            internal: { discovery: "service-connect", namespace: NAMESPACE },
        });
        assert.deepEqual(connected.ofType("aws:servicediscovery/service:Service"), []);
        assert.deepEqual(connected.find(SERVICE, "pgbouncer").inputs["serviceConnectConfiguration"], {
            enabled: true,
            namespace: NAMESPACE.arn,
            logConfiguration: {
                logDriver: "awslogs",
                options: {
                    "awslogs-group": "/ecs/restartix-staging/pgbouncer",
                    "awslogs-region": "eu-central-1",
                    "awslogs-stream-prefix": "service-connect",
                },
            },
            services: [
                {
                    portName: "pgbouncer",
                    discoveryName: "pgbouncer-sc",
                    clientAlias: [{ port: 6432, dnsName: "pgbouncer.staging.restartix.internal" }],
                },
            ],
        });
    });

    it("uses Service Connect as a client alone where it serves nothing there", async () => {
        const client = await recordService(CORE_API, { serviceConnectNamespaceArn: NAMESPACE.arn });
        const config = client.find(SERVICE, "core-api").inputs["serviceConnectConfiguration"];
        assert.deepEqual(Object.keys(Object(config) as object).sort(), ["enabled", "logConfiguration", "namespace"]);
    });

    it("says what others need of it", async () => {
        const { result } = coreApi;
        assert.equal(await valueOf(result.serviceName), "restartix-staging-core-api");
        assert.equal(await valueOf(result.serviceArn), "arn:aws:ecs:eu-central-1:111122223333:core-api");
        assert.equal(await valueOf(result.taskDefinitionArn), "arn:aws:ecs:eu-central-1:111122223333:core-api");
        assert.equal(await valueOf(result.taskDefinitionFamily), "restartix-staging-core-api");
        assert.equal(await valueOf(result.containerName), "core-api");
        assert.equal(await valueOf(result.taskRoleArn), "arn:aws:iam::111122223333:role/core-api-task");
        assert.equal(await valueOf(result.executionRoleArn), "arn:aws:iam::111122223333:role/core-api-execution");
        assert.equal(await valueOf(result.logGroupName), "/ecs/restartix-staging/core-api");
        const targetGroup = result.targetGroupArn ?? assert.fail("it has no target group");
        assert.equal(await valueOf(targetGroup), "arn:aws:lb:eu-central-1:111122223333:core-api");
        assert.deepEqual([result.internalHostname, pool.result.targetGroupArn], [undefined, undefined]);
    });

    it("fails with what to do when ECS went back to the revision before", async () => {
        const before = "arn:aws:ecs:eu-central-1:111122223333:task-definition/restartix-staging-core-api:1";
        const arnOf = async (change: Partial<EcsServiceArgs>, preview = false): Promise<string> => {
            const { result } = await record(() => new EcsService("core-api", { ...CORE_API, ...change }), {
                preview,
                outputs: (type) => (type === SERVICE ? { arn: "arn:service", taskDefinition: before } : {}),
            });
            return outcomeOf(result.serviceArn);
        };
        await assert.rejects(arnOf({}), (error: Error) => {
            assert.match(
                error.message,
                /EcsService "core-api": ECS runs \S+core-api:1, not \S+:core-api: the new tasks/,
            );
            assert.match(error.message, /aws ecs describe-services .*up again/s);
            return true;
        });
        assert.equal(await arnOf({ deployedBy: "ci" }), "arn:service");
        assert.equal(await arnOf({}, true), "arn:service");
    });

    it("lets a contested child be bent", async () => {
        const bent = await recordService(CORE_API, {
            transform: { service: { deploymentMaximumPercent: 150 }, targetGroup: { slowStart: 30 } },
        });
        assert.equal(bent.find(SERVICE, "core-api").inputs["deploymentMaximumPercent"], 150);
        assert.equal(bent.find("aws:lb/targetGroup:TargetGroup", "core-api").inputs["slowStart"], 30);
    });

    it("makes nothing when an argument is wrong, and says all that is", async () => {
        const wrong: EcsServiceArgs = { ...CORE_API, memory: 1000, image: { ...CORE_API.image, tag: "latest" } };
        const { resources } = await record(() => {
            assert.throws(
                () => new EcsService("core-api", wrong),
                (error: unknown) => {
                    assert.ok(error instanceof InvalidArgsError);
                    assert.match(error.message, /EcsService "core-api" was not made: its arguments have 2 faults/);
                    assert.deepEqual(
                        error.faults.map(({ path }) => path),
                        ["image.tag", "memory"],
                    );
                    return true;
                },
            );
        });
        assert.deepEqual(
            resources.filter(({ type }) => type.startsWith("aws:")),
            [],
        );
    });
});
