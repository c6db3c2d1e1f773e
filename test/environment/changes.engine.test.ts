import assert from "node:assert/strict";
import { testEnvironment, type TestEnvironment } from "../support/environment";
import type { RunResult } from "../support/engine";
import { changed, type StackConfig } from "../support/project-files";

type Settings = Readonly<Record<string, unknown>>;

/** The config of the services with one of them changed. */
function withService(config: StackConfig, name: string, settings: Settings): StackConfig {
    const services = config["plinth:services"] as Readonly<Record<string, Settings>>;
    return changed(config, "plinth:services", { [name]: { ...services[name], ...settings } });
}

/** Position of a step, which must be there. */
function stepAt({ steps }: RunResult, step: string): number {
    const position = steps.indexOf(step);
    assert.notEqual(position, -1, `no "${step}" among:\n${steps.join("\n")}`);
    return position;
}

function assertOrder(result: RunResult, ...steps: readonly string[]): void {
    const positions = steps.map((step) => stepAt(result, step));
    assert.deepEqual(
        positions,
        [...positions].sort((one, other) => one - other),
        result.steps.join("\n"),
    );
}

async function urnOf(environment: TestEnvironment, project: string, type: string): Promise<string> {
    const state: { readonly deployment: unknown } = await environment.stack(project).state();
    const { resources } = state.deployment as { readonly resources: readonly { readonly urn: string }[] };
    const found = resources.map(({ urn }) => urn).filter((urn) => urn.includes(`${type}::`));
    assert.equal(found.length, 1, `${type}: ${found.join(", ")}`);
    return found[0] ?? "";
}

/** Reads the number of resources of a type that are there. */
function idsOf(environment: TestEnvironment, type: string): readonly string[] {
    return environment
        .existing()
        .filter((record) => record.type === type)
        .map(({ id }) => id);
}

describe("a change of staging while it runs", () => {
    let environment: TestEnvironment;
    before(async () => {
        environment = await testEnvironment("staging");
        const older = changed(environment.config("data"), "plinth:database", { engineVersion: "16" });
        environment.stack("data").configure(changed(older, "plinth:cache", { engine: "redis", engineVersion: "7.1" }));
        await environment.up();
    });
    after(() => environment.discard());

    const services = (): StackConfig => environment.config("services");
    const update = (project: string, config: StackConfig): Promise<RunResult> => {
        environment.stack(project).configure(config);
        return environment.stack(project).up();
    };

    it("of a service's greatest number of tasks touches its scaling target alone", async () => {
        const scaling = { desired: 1, min: 1, max: 8, targetCpu: 70 };
        const { steps } = await update("services", withService(services(), "core-api", { scaling }));
        assert.deepEqual(steps, ["update aws:appautoscaling/target:Target core-api"]);
    });

    it("of a task's memory registers a revision and updates the service in place", async () => {
        const [service] = idsOf(environment, "aws:ecs/service:Service").filter((id) => id.endsWith("core-api"));
        const result = await update("services", withService(services(), "core-api", { memory: 2048 }));
        const touched = result.steps.filter((step) => !step.includes("appautoscaling"));
        assert.deepEqual(touched.toSorted(), [
            "create-replacement aws:ecs/taskDefinition:TaskDefinition core-api",
            "delete-replaced aws:ecs/taskDefinition:TaskDefinition core-api",
            "replace aws:ecs/taskDefinition:TaskDefinition core-api",
            "update aws:ecs/service:Service core-api",
        ]);
        assert.ok(idsOf(environment, "aws:ecs/service:Service").includes(service ?? ""));
        const revisions = environment
            .existing()
            .filter(({ type, id }) => type === "aws:ecs/taskDefinition:TaskDefinition" && id.includes("core-api"))
            .map(({ outputs }) => outputs["revision"]);
        assert.deepEqual(revisions, [2]);
        // ECS goes back to it when the new one doesn't come up.
        assert.deepEqual(
            environment.remainder().map(({ type }) => type),
            ["aws:ecs/taskDefinition:TaskDefinition (kept)"],
        );
    });

    it("of a service's port replaces its target group, and nothing is in use when the old one goes", async () => {
        const result = await update("services", withService(services(), "core-api", { port: 9001 }));
        assertOrder(
            result,
            "create-replacement aws:lb/targetGroup:TargetGroup core-api",
            "update aws:lb/listenerRule:ListenerRule core-api",
            "update aws:ecs/service:Service core-api",
            "delete-replaced aws:lb/targetGroup:TargetGroup core-api",
        );
    });

    it("to another major version replaces the database's parameter group under the running cluster", async () => {
        const [cluster] = idsOf(environment, "aws:rds/cluster:Cluster");
        const upgrade = { engineVersion: "17", allowMajorVersionUpgrade: true, applyImmediately: true };
        const result = await update("data", changed(environment.config("data"), "plinth:database", upgrade));
        assertOrder(
            result,
            "create-replacement aws:rds/clusterParameterGroup:ClusterParameterGroup database-parameters",
            "update aws:rds/cluster:Cluster database-cluster",
            "delete-replaced aws:rds/clusterParameterGroup:ClusterParameterGroup database-parameters",
        );
        // The same update took the cache from Redis to Valkey.
        assertOrder(
            result,
            "create-replacement aws:elasticache/parameterGroup:ParameterGroup cache-parameters",
            "update aws:elasticache/replicationGroup:ReplicationGroup cache",
            "delete-replaced aws:elasticache/parameterGroup:ParameterGroup cache-parameters",
        );
        assert.deepEqual(idsOf(environment, "aws:rds/cluster:Cluster"), [cluster]);
    });

    it("of the cache's subnet group makes a cache in the new one before the old one goes", async () => {
        const urn = await urnOf(environment, "data", "aws:elasticache/subnetGroup:SubnetGroup");
        const result = await environment.stack("data").replace([urn]);
        assertOrder(
            result,
            "create-replacement aws:elasticache/subnetGroup:SubnetGroup cache-subnets",
            "create-replacement aws:elasticache/replicationGroup:ReplicationGroup cache",
            "delete-replaced aws:elasticache/replicationGroup:ReplicationGroup cache",
            "delete-replaced aws:elasticache/subnetGroup:SubnetGroup cache-subnets",
        );
    });

    it("of the certificate's names makes the new one before the listener lets go of the old one", async () => {
        const domainNames = ["api-staging.restartix.pro", "*.restartix.pro"];
        const result = await update(
            "foundation",
            changed(environment.config("foundation"), "plinth:certificate", { domainNames }),
        );
        assertOrder(
            result,
            "create-replacement aws:acm/certificate:Certificate certificate-acm",
            "update aws:lb/listener:Listener alb-https",
            "delete-replaced aws:acm/certificate:Certificate certificate-acm",
        );
    });

    it("is gone without a rest afterwards", async () => {
        await environment.destroy();
        assert.deepEqual(environment.existing(), []);
    });
});

describe("a seventh service", () => {
    it("is a few lines of config in two files", async () => {
        const environment = await testEnvironment("staging");
        const lines = { data: 1, services: 0, foundation: 1 };
        const reporting = {
            image: { tag: "0.1.0" },
            port: 9200,
            cpu: 256,
            memory: 512,
            scaling: { desired: 1, min: 1, max: 2 },
            hosts: ["reports-staging.restartix.pro"],
            healthCheckPath: "/health",
            connectsTo: ["pgbouncer"],
            secrets: [{ env: "DATABASE_PASSWORD", secret: "database", key: "password" }],
        };
        lines.services = 1 + Object.keys(reporting).length;
        const data = environment.config("data");
        const repositories = data["plinth:repositories"] as { readonly services: readonly string[] };
        const foundation = environment.config("foundation");
        const certificate = foundation["plinth:certificate"] as { readonly domainNames: readonly string[] };
        try {
            environment
                .stack("data")
                .configure(changed(data, "plinth:repositories", { services: [...repositories.services, "reporting"] }));
            environment.stack("foundation").configure(
                changed(foundation, "plinth:certificate", {
                    domainNames: [...certificate.domainNames, "reports-staging.restartix.pro"],
                }),
            );
            environment
                .stack("services")
                .configure(withService(environment.config("services"), "reporting", reporting));
            await environment.up();
            const names = idsOf(environment, "aws:ecs/service:Service").map((id) => id.split("/").at(-1));
            assert.ok(names.includes("restartix-staging-reporting"), names.join());
            assert.ok(lines.data + lines.services + lines.foundation < 30);
        } finally {
            await environment.discard();
        }
    });
});
