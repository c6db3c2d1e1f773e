import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { servicesContract } from "../../contracts/services";
import { valueOf } from "../support/mocks";
import { DATA_OUTPUTS, foundationOutputs, recordServices, REPOSITORIES, stackConfig } from "./services-surroundings";
import type { ServicesRecording } from "./services-surroundings";

const SERVICE = "aws:ecs/service:Service";
const BEHIND_THE_BALANCER = REPOSITORIES.filter((name) => name !== "pgbouncer");

/** The environment of a service's container, as it is in its task definition. */
function environmentOf({ find }: ServicesRecording, name: string): Record<string, string> {
    const definitions: unknown = find("aws:ecs/taskDefinition:TaskDefinition", name).inputs["containerDefinitions"];
    const [container] = JSON.parse(String(definitions)) as { environment: { name: string; value: string }[] }[];
    return Object.fromEntries((container?.environment ?? []).map((each) => [each.name, each.value]));
}

describe("the services program", () => {
    let staging: ServicesRecording;
    let production: ServicesRecording;

    before(async () => {
        staging = await recordServices("staging");
        production = await recordServices("production");
    });

    it("exports its contract, all of it and nothing else", () => {
        for (const { result } of [staging, production]) {
            const names = [...Object.keys(servicesContract.outputs), "contractVersion"];
            assert.deepEqual(Object.keys(result).sort(), names.sort());
            assert.equal(result.contractVersion, servicesContract.version);
        }
    });

    it("exports every service by its name, and what only some have for those", async () => {
        const keysOf = async (name: keyof typeof servicesContract.outputs): Promise<string[]> =>
            Object.keys(await valueOf(pulumi.output(staging.result[name]))).sort();
        for (const name of ["serviceArns", "serviceNames", "taskDefinitionArns", "taskRoleArns"] as const) {
            assert.deepEqual(await keysOf(name), [...REPOSITORIES].sort(), name);
        }
        assert.deepEqual(await keysOf("executionRoleArns"), [...REPOSITORIES].sort());
        assert.deepEqual(await keysOf("logGroupNames"), [...REPOSITORIES].sort());
        assert.deepEqual(await keysOf("targetGroupArns"), [...BEHIND_THE_BALANCER].sort());
        assert.deepEqual(await keysOf("internalHostnames"), ["pgbouncer"]);
    });

    it("reads the two stacks below, and nothing else", () => {
        assert.deepEqual(
            staging.reads.map(({ name }) => name),
            ["organization/foundation/staging", "organization/data/staging"],
        );
    });

    it("gives no service anything of the backups", () => {
        const given = [...staging.resources, ...production.resources].map(({ inputs }) => JSON.stringify(inputs));
        const ofBackups = Object.entries(DATA_OUTPUTS).filter(([name]) => name.startsWith("backup"));
        assert.ok(ofBackups.length > 3);
        for (const [name, value] of ofBackups) {
            assert.deepEqual(
                given.filter((inputs) => inputs.includes(String(value))),
                [],
                name,
            );
        }
    });

    it("makes everything with one provider, for one account, with the standard tags", () => {
        const [provider, ...others] = staging.resources.filter(({ type }) => type.startsWith("pulumi:providers:"));
        assert.deepEqual(others, []);
        assert.equal(provider?.inputs["allowedAccountIds"], '["111122223333"]');
        assert.match(
            String(provider?.inputs["defaultTags"]),
            /"Environment":"staging".*"CostCenter":"platform".*"Stack":"services\/staging"/,
        );
        const made = staging.resources.filter(({ type }) => type.startsWith("aws:"));
        const used = new Set(made.map(({ options }) => options.provider.split("::").slice(-3).join("::")));
        assert.deepEqual([...used], ["pulumi:providers:aws::aws::aws-id"]);
    });

    it("differs between the environments in size alone", () => {
        // The pool has no auto-scaling in either; everything else is there in both.
        assert.deepEqual(staging.urns, production.urns);
        assert.equal(staging.resources.length, 64);
        const providers = (recording: ServicesRecording): unknown[] =>
            recording.ofType(SERVICE).map(({ name, inputs }) => {
                const [strategy] = inputs["capacityProviderStrategies"] as { capacityProvider: string }[];
                return [name, strategy?.capacityProvider, inputs["desiredCount"]];
            });
        const spot = new Set(providers(staging).map((each) => JSON.stringify((each as unknown[]).slice(1))));
        assert.deepEqual([...spot].sort(), ['["FARGATE",1]', '["FARGATE_SPOT",1]']);
        const onDemand = new Set(providers(production).map((each) => JSON.stringify((each as unknown[]).slice(1))));
        assert.deepEqual([...onDemand], ['["FARGATE",2]']);
    });

    it("puts every service into its security group and the private subnets", () => {
        for (const { name, inputs } of staging.ofType(SERVICE)) {
            assert.deepEqual(inputs["networkConfiguration"], {
                subnets: ["subnet-a", "subnet-b"],
                securityGroups: [name === "pgbouncer" ? "sg-pgbouncer" : "sg-app"],
                assignPublicIp: false,
            });
        }
    });

    it("tells services where the others are in plain variables: the pool stands in the database's place", () => {
        assert.deepEqual(environmentOf(staging, "core-api"), {
            DATABASE_HOST: "pgbouncer.staging.restartix.internal",
            DATABASE_NAME: "restartix",
            DATABASE_PORT: "6432",
            ENVIRONMENT: "staging",
            PORT: "9000",
            REDIS_HOST: "primary.cache.example",
            REDIS_PORT: "6379",
            REDIS_READER_HOST: "replica.cache.example",
            REDIS_TLS: "true",
        });
        const pool = environmentOf(staging, "pgbouncer");
        assert.deepEqual([pool["DATABASE_HOST"], pool["DATABASE_PORT"]], ["writer.db.example", "5432"]);
    });

    it("tells every service its port, the pool too", () => {
        assert.equal(environmentOf(staging, "pgbouncer")["PORT"], "6432");
        assert.equal(environmentOf(staging, "clinic")["PORT"], "3000");
    });

    it("lets each service's tasks start with its own image and its own secrets alone", () => {
        const policy = String(staging.find("aws:iam/rolePolicy:RolePolicy", "clinic-execution").inputs["policy"]);
        assert.match(policy, /repository\/restartix-clinic"/);
        assert.deepEqual(new Set(policy.match(/secret:[a-z]+/g)), new Set(["secret:clerk"]));
    });

    it("makes the pool before those that use it", () => {
        const { dependencies } = staging.find("plinth:ecs:EcsService", "core-api").options;
        assert.ok(dependencies.some((urn) => urn.endsWith("ecs/service:Service::pgbouncer")));
        assert.deepEqual(staging.find("plinth:ecs:EcsService", "console").options.dependencies, []);
    });

    it("previews while the stacks below are known only in part", async () => {
        const { urns } = await recordServices("staging", { preview: true });
        assert.deepEqual(urns, staging.urns);
    });

    it("makes nothing when its config is wrong", async () => {
        await assert.rejects(
            recordServices("staging", { config: { "plinth:services": {}, "plinth:tags": {} } }),
            /config of stack staging has 3 faults/,
        );
    });
});

describe("a seventh service", () => {
    /** As it stands in the file of an environment. */
    const text = [
        "rates:",
        "  image: { tag: 0.1.0 }",
        "  port: 9200",
        "  cpu: 256",
        "  memory: 512",
        "  scaling: { desired: 1, min: 1, max: 2 }",
        "  hosts: [rates-staging.restartix.pro]",
        "  healthCheckPath: /health",
        "  connectsTo: [redis]",
        "  secrets:",
        "    - { env: REDIS_PASSWORD, secret: redis, key: authToken }",
    ];
    const config = {
        "plinth:services": {
            ...(stackConfig("staging")["plinth:services"] as object),
            ...(parse(text.join("\n")) as object),
        },
    };
    const names = foundationOutputs("staging")["certificateDomainNames"] as string[];
    const foundation = { certificateDomainNames: [...names, "rates-staging.restartix.pro"] };
    const added = (map: string): Record<string, string> => ({
        ...(DATA_OUTPUTS[map] as object),
        rates: `${map}/rates`,
    });
    const data = { repositoryUrls: added("repositoryUrls"), repositoryArns: added("repositoryArns") };

    it("takes config alone, and adds itself without a change to the others", async () => {
        const before = await recordServices("staging");
        const after = await recordServices("staging", { config, foundation, data });
        const gained = after.resources.filter(({ urn }) => !before.urns.includes(urn));
        assert.deepEqual(gained.map(({ type }) => type).sort(), [
            "aws:appautoscaling/policy:Policy",
            "aws:appautoscaling/target:Target",
            "aws:cloudwatch/logGroup:LogGroup",
            "aws:ecs/service:Service",
            "aws:ecs/taskDefinition:TaskDefinition",
            "aws:iam/role:Role",
            "aws:iam/role:Role",
            "aws:iam/rolePolicy:RolePolicy",
            "aws:lb/listenerRule:ListenerRule",
            "aws:lb/targetGroup:TargetGroup",
            "plinth:ecs:EcsService",
        ]);
        for (const { type, name, inputs } of before.resources) {
            assert.deepEqual(after.find(type, name).inputs, inputs, `${type} ${name}`);
        }
        assert.equal(after.find(SERVICE, "rates").inputs["name"], "restartix-staging-rates");
        const task = after.find("aws:ecs/taskDefinition:TaskDefinition", "rates").inputs["containerDefinitions"];
        assert.match(String(task), /"image":"repositoryUrls\/rates:0\.1\.0"/);
    });

    it("takes fewer than 30 lines in all files, for both environments, with its repository and host", () => {
        // One line in the data stack's list of repositories, and one in the certificate's of hosts.
        assert.ok(2 * (text.length + 1 + 1) < 30, `${text.length} lines for each environment`);
    });

    it("keeps every service from being made as long as its host has no certificate and its image no repository", async () => {
        const { resources } = await recordServices("staging", { config });
        // Of all services: what has no value from another stack, and nothing that runs or is reachable.
        const made = new Set(resources.map(({ type }) => type).filter((type) => type.startsWith("aws:")));
        assert.deepEqual([...made], ["aws:cloudwatch/logGroup:LogGroup"]);
    });
});
