import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { EcsCluster, type EcsClusterArgs } from "../../../../components/ecs/cluster";
import { validateEcsCluster } from "../../../../components/ecs/cluster/plan";
import { InvalidArgsError } from "../../../../components/faults";
import { environmentNaming } from "../../../../components/naming";
import { record, type Recording, valueOf } from "../../../support/mocks";

const ARGS: EcsClusterArgs = {
    naming: environmentNaming({ prefix: "restartix", environment: "staging" }),
    namespace: { vpcId: "vpc-1" },
};

const CLUSTER = "aws:ecs/cluster:Cluster";
const CAPACITY = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders";
const NAMESPACE = "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace";

function recordCluster(change: Partial<EcsClusterArgs> = {}): Promise<Recording<EcsCluster>> {
    return record(() => new EcsCluster("ecs", { ...ARGS, ...change }));
}

describe("EcsCluster", () => {
    let cluster: Recording<EcsCluster>;

    before(async () => {
        cluster = await recordCluster();
    });

    it("has the URNs that state and aliases rely on", () => {
        assert.deepEqual(cluster.urns, [
            "plinth:ecs:EcsCluster$aws:ecs/cluster:Cluster::ecs-cluster",
            "plinth:ecs:EcsCluster$aws:ecs/clusterCapacityProviders:ClusterCapacityProviders::ecs-capacity-providers",
            "plinth:ecs:EcsCluster$aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace::ecs-namespace",
            "plinth:ecs:EcsCluster::ecs",
        ]);
    });

    it("is a cluster under a fixed name whose services find each other in the namespace", () => {
        assert.deepEqual(cluster.find(CLUSTER, "ecs-cluster").inputs, {
            name: "restartix-staging-cluster",
            settings: [{ name: "containerInsights", value: "enabled" }],
            serviceConnectDefaults: {
                namespace: "arn:aws:servicediscovery:eu-central-1:111122223333:ecs-namespace",
            },
            tags: { Name: "restartix-staging-cluster" },
        });
    });

    it("names the namespace after the environment unless told otherwise", async () => {
        assert.deepEqual(cluster.find(NAMESPACE, "ecs-namespace").inputs, {
            name: "staging.restartix.internal",
            vpc: "vpc-1",
            description: "Services of restartix staging",
            tags: { Name: "restartix-staging-namespace" },
        });
        const other = await recordCluster({ namespace: { vpcId: "vpc-1", name: "services.example" } });
        assert.equal(other.find(NAMESPACE, "ecs-namespace").inputs["name"], "services.example");
    });

    it("has no spare capacity unless asked for, and never as the default", async () => {
        const expected = (capacityProviders: string[]) => ({
            clusterName: "restartix-staging-cluster",
            capacityProviders,
            defaultCapacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1 }],
        });
        assert.deepEqual(cluster.find(CAPACITY, "ecs-capacity-providers").inputs, expected(["FARGATE"]));
        const spot = await recordCluster({ enableFargateSpot: true });
        assert.deepEqual(spot.find(CAPACITY, "ecs-capacity-providers").inputs, expected(["FARGATE", "FARGATE_SPOT"]));
    });

    it("records as much as it is told to", async () => {
        for (const containerInsights of ["disabled", "enhanced"] as const) {
            const { inputs } = (await recordCluster({ containerInsights })).find(CLUSTER, "ecs-cluster");
            assert.deepEqual(inputs["settings"], [{ name: "containerInsights", value: containerInsights }]);
        }
    });

    it("gives what services are made with", async () => {
        const { result } = cluster;
        assert.deepEqual(
            await Promise.all([
                valueOf(result.clusterArn),
                valueOf(result.clusterName),
                valueOf(result.namespaceId),
                valueOf(result.namespaceArn),
                valueOf(result.namespaceName),
            ]),
            [
                "arn:aws:ecs:eu-central-1:111122223333:ecs-cluster",
                "restartix-staging-cluster",
                "ecs-namespace-id",
                "arn:aws:servicediscovery:eu-central-1:111122223333:ecs-namespace",
                "staging.restartix.internal",
            ],
        );
    });

    it("gives its name only with its capacity providers, so that a service can use them at once", async () => {
        const outputs = (type: string) => (type === CAPACITY ? { clusterName: "with-capacity" } : {});
        const { result } = await record(() => new EcsCluster("ecs", ARGS), { outputs });
        assert.equal(await valueOf(result.clusterName), "with-capacity");
    });

    it("is used only after its capacity providers", async () => {
        const { find } = await record(
            () => new aws.ecs.Service("user", { cluster: new EcsCluster("ecs", ARGS).clusterArn }),
        );
        const { dependencies } = find("aws:ecs/service:Service", "user").options;
        assert.ok(
            dependencies.some((urn) => urn.includes(CAPACITY)),
            dependencies.join(),
        );
    });

    it("lets a contested child be bent", async () => {
        const bent = await recordCluster({ transform: { cluster: { settings: [] } } });
        const { inputs } = bent.find(CLUSTER, "ecs-cluster");
        assert.deepEqual([inputs["settings"], inputs["name"]], [[], "restartix-staging-cluster"]);
    });

    it("makes nothing when an argument is wrong, and says all that is", async () => {
        const wrong = { ...ARGS, namespace: { vpcId: "vpc-1", name: "Services" }, containerInsights: "on" };
        const { resources } = await record(() => {
            assert.throws(
                () => new EcsCluster("ecs", wrong as EcsClusterArgs),
                (error: unknown) => {
                    assert.ok(error instanceof InvalidArgsError);
                    assert.match(error.message, /EcsCluster "ecs" was not made: its arguments have 2 faults/);
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

describe("the arguments of a cluster", () => {
    it("may be left out", () => {
        assert.deepEqual(validateEcsCluster({}), []);
    });

    it("name one of the amounts that Container Insights records", () => {
        const containerInsights = "on" as "enabled";
        assert.deepEqual(validateEcsCluster({ containerInsights }), [
            { path: "containerInsights", given: "on", allowed: "one of disabled, enabled, enhanced" },
        ]);
    });

    it("name the namespace as DNS does", () => {
        for (const name of ["internal", "Staging.internal", "staging.internal."]) {
            assert.deepEqual(validateEcsCluster({ namespace: { name } }), [
                {
                    path: "namespace.name",
                    given: name,
                    allowed: "a host name of two or more labels in lower case, such as staging.restartix.internal",
                },
            ]);
        }
    });
});
