import assert from "node:assert/strict";
import { asText } from "../../../../../sandbox/models/aws/ec2/records";
import { ECS_TYPES } from "../../../../../sandbox/models/aws/ecs/sources";
import { INACTIVE_TASK_DEFINITION, KEPT_TASK_DEFINITION } from "../../../../../sandbox/models/aws/ecs/task-definition";
import { taskDefinitionRefusals as refusals } from "../../../../../sandbox/models/aws/ecs/task-definition-refusals";
import { cpuUnits, isFargateSize, mebibytes } from "../../../../../sandbox/models/aws/ecs/task-sizes";
import type { Refusal } from "../../../../../sandbox/models/kernel/refusal";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import { CONTAINER, containers, makeRole, makeTask, taskInputs } from "./platform";

const TASK = ECS_TYPES.taskDefinition;
const FAMILY = "arn:aws:ecs:eu-central-1:111122223333:task-definition/staging-api";

describe("aws:ecs/taskDefinition:TaskDefinition", () => {
    let cloud: TestCloud;
    let role: Made;
    beforeEach(async () => {
        cloud = testCloud();
        role = await makeRole(cloud, "api-task");
    });

    it("fills in what ECS fills in", async () => {
        const { id, outputs } = await makeTask(cloud, role);
        const { containerDefinitions, ...rest } = outputs;
        assert.deepEqual(rest, {
            arn: `${FAMILY}:1`,
            arnWithoutRevision: FAMILY,
            cpu: "512",
            enableFaultInjection: false,
            executionRoleArn: role.outputs["arn"],
            family: "staging-api",
            id,
            ipcMode: "",
            memory: "1024",
            networkMode: "awsvpc",
            pidMode: "",
            region: "eu-central-1",
            requiresCompatibilities: ["FARGATE"],
            revision: 1,
            skipDestroy: false,
            tagsAll: {},
            taskRoleArn: role.outputs["arn"],
            trackLatest: false,
        });
        assert.deepEqual(JSON.parse(asText(containerDefinitions)), [
            {
                cpu: 0,
                environment: [],
                essential: true,
                image: CONTAINER["image"],
                logConfiguration: CONTAINER["logConfiguration"],
                mountPoints: [],
                name: "api",
                portMappings: [{ containerPort: 9000, hostPort: 9000, name: "http", protocol: "tcp" }],
                systemControls: [],
                volumesFrom: [],
            },
        ]);
        assert.deepEqual(await cloud.read(TASK, id), outputs);
    });

    it("sorts variables by name", async () => {
        const environment = ["B", "A"].map((name) => ({ name, value: "1" }));
        const definitions = containers({ ...CONTAINER, environment });
        const { outputs } = await makeTask(cloud, role, { containerDefinitions: definitions });
        assert.match(asText(outputs["containerDefinitions"]), /"environment":\[\{"name":"A",.*\{"name":"B"/);
    });

    it("is a further revision of its family with each registration", async () => {
        await makeTask(cloud, role);
        const second = await makeTask(cloud, role, { memory: "2048" });
        assert.equal(second.outputs["arn"], `${FAMILY}:2`);
        const other = await makeTask(cloud, role, { family: "other" });
        assert.equal(other.outputs["revision"], 1);
    });

    it("stays as an inactive revision when it goes, and numbers go on behind it", async () => {
        const { id } = await makeTask(cloud, role);
        await cloud.delete(TASK, id);
        const [left] = cloud.records(INACTIVE_TASK_DEFINITION);
        assert.equal(left?.id, `${FAMILY}:1`);
        assert.match(left?.remainder ?? "", /^inactive: ECS keeps/);
        assert.deepEqual(left?.outputs["containerDefinitions"], undefined);
        const next = await makeTask(cloud, role);
        assert.equal(next.outputs["revision"], 2);
    });

    it("stays active with skipDestroy", async () => {
        const { id } = await makeTask(cloud, role, { skipDestroy: true });
        await cloud.delete(TASK, id);
        assert.match(cloud.records(KEPT_TASK_DEFINITION)[0]?.remainder ?? "", /^still active: skipDestroy/);
    });

    it("is replaced by any change of the task, the new revision first", async () => {
        const { id } = await makeTask(cloud, role);
        const diff = await cloud.diff(
            TASK,
            id,
            taskInputs(role, {
                containerDefinitions: containers({ ...CONTAINER, image: "other" }),
                cpu: "1024",
                memory: "2048",
                runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" },
                taskRoleArn: undefined,
                skipDestroy: true,
                tags: { Name: "api" },
            }),
        );
        assert.deepEqual([...diff.replaces].sort(), [
            "containerDefinitions",
            "cpu",
            "memory",
            "runtimePlatform",
            "taskRoleArn",
        ]);
        assert.equal(diff.changed.length, 7);
        assert.equal(diff.deleteBeforeReplace, false);
        assert.deepEqual((await cloud.diff(TASK, id, taskInputs(role))).changed, []);
    });

    it("keeps its revision when only its tags change", async () => {
        const made = await makeTask(cloud, role);
        const tagged = await cloud.update(TASK, made.id, taskInputs(role, { tags: { Name: "api" } }));
        assert.equal(tagged.outputs["arn"], made.outputs["arn"]);
    });
});

describe("the sizes of Fargate tasks", () => {
    it("are read as numbers or with their unit", () => {
        assert.deepEqual(
            [cpuUnits("256"), cpuUnits(".25 vCPU"), cpuUnits("2vcpu"), cpuUnits("x")],
            [256, 256, 2048, undefined],
        );
        assert.deepEqual(
            [mebibytes("512"), mebibytes("0.5GB"), mebibytes("1 GB"), mebibytes("1 MB")],
            [512, 512, 1024, undefined],
        );
    });

    const pairs: readonly (readonly [number, number, boolean])[] = [
        [256, 512, true],
        [256, 2048, true],
        [256, 3072, false],
        [512, 512, false],
        [512, 4096, true],
        [1024, 8192, true],
        [1024, 1024, false],
        [4096, 30_720, true],
        [8192, 18_432, false],
        [8192, 61_440, true],
        [16_384, 122_880, true],
        [300, 1024, false],
    ];
    for (const [cpu, memory, exists] of pairs) {
        it(`${exists ? "include" : "do not include"} ${cpu} CPU units with ${memory} MiB`, () => {
            assert.equal(isFargateSize(cpu, memory), exists);
        });
    }
});

describe("aws:ecs/taskDefinition:TaskDefinition refuses", () => {
    let cloud: TestCloud;
    let role: Made;
    beforeEach(async () => {
        cloud = testCloud();
        role = await makeRole(cloud, "api-task");
    });
    const { logConfiguration: _log, ...plain } = CONTAINER;
    const ecr = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/api:1";
    const secret = (valueFrom: string, name = "PASSWORD"): Properties => ({ secrets: [{ name, valueFrom }] });
    const PARAMETER = "arn:aws:ssm:eu-central-1:111122223333:parameter/password";
    const sidecar = (more: Properties): Properties => ({ ...plain, name: "sidecar", portMappings: [], ...more });
    const bridge = { networkMode: "bridge", requiresCompatibilities: ["EC2"] };
    const log = (logDriver: string, options: Properties = {}): Properties => ({
        logConfiguration: { logDriver, options },
    });

    const one = (more: Properties): Properties => ({ containerDefinitions: containers({ ...plain, ...more }) });
    const two = (more: Properties, first: Properties = {}): Properties => ({
        containerDefinitions: containers({ ...plain, ...first }, sidecar(more)),
    });
    const cases: readonly (readonly [string, Refusal, Properties])[] = [
        ["a network mode that Fargate does not have", refusals.fargateMode, { networkMode: "bridge" }],
        ["no CPU", refusals.fargateCpu, { cpu: undefined }],
        ["no memory of the task", refusals.fargateMemory, { ...one({ memory: 512 }), memory: undefined }],
        ["512 CPU units with 512 MiB", refusals.fargateSize, { memory: "512" }],
        ["a log driver that Fargate does not have", refusals.fargateDriver, one(log("json-file"))],
        ["logs without an execution role", refusals.fargateLogRole, { executionRoleArn: undefined }],
        [
            "an image of ECR without one",
            refusals.fargateImageRole,
            { ...one({ image: ecr }), executionRoleArn: undefined },
        ],
        ["a folder of the host", refusals.fargatePath, { volumes: [{ name: "data", hostPath: "/data" }] }],
        ["a privileged container", refusals.fargatePrivileged, one({ privileged: true })],
        ["the processes of the host", refusals.fargatePid, { pidMode: "host" }],
        ["three minutes to stop", refusals.fargateStop, one({ stopTimeout: 180 })],
        ["no container", refusals.noContainers, { containerDefinitions: "[]" }],
        ["a container without a name", refusals.noName, one({ name: undefined })],
        ["a container without an image", refusals.noName, one({ image: "" })],
        ["a container with an odd name", refusals.nameForm, one({ name: "a b" })],
        ["two containers of one name", refusals.nameTwice, { containerDefinitions: containers(plain, plain) }],
        ["no essential container", refusals.noEssential, one({ essential: false })],
        ["no memory anywhere", refusals.noMemory, { ...bridge, memory: undefined }],
        ["more memory than the task's", refusals.memoryAboveTask, one({ memory: 2048 })],
        ["more reserved memory than the task's", refusals.memoryAboveTask, one({ memoryReservation: 1025 })],
        ["more CPU than the task's", refusals.cpuAboveTask, two({ cpu: 256 }, { cpu: 512 })],
        ["CPU that cannot be read", refusals.cpuForm, { cpu: "half" }],
        [
            "a port of the host that is another",
            refusals.hostPort,
            one({ portMappings: [{ containerPort: 80, hostPort: 8080 }] }),
        ],
        ["a mapping without a port", refusals.portForm, one({ portMappings: [{ hostPort: 80 }] })],
        ["linked containers", refusals.links, one({ links: ["db"] })],
        ["a log driver that nobody has", refusals.logDriver, one(log("papertrail"))],
        ["logs without a group", refusals.logOptions, one(log("awslogs", { "awslogs-region": "eu-central-1" }))],
        [
            "secrets without an execution role",
            refusals.secretRole,
            { ...one(secret(PARAMETER)), executionRoleArn: undefined },
        ],
        ["a secret of another service", refusals.secretForm, one(secret("arn:aws:s3:::bucket/key"))],
        ["a secret with spaces", refusals.secretForm, one(secret("my password"))],
        [
            "a secret of a variable's name",
            refusals.secretTwice,
            one({ ...secret(PARAMETER), environment: [{ name: "PASSWORD", value: "x" }] }),
        ],
        ["a volume that is not there", refusals.unknownVolume, one({ mountPoints: [{ sourceVolume: "data" }] })],
        [
            "waiting for nobody",
            refusals.unknownDependency,
            one({ dependsOn: [{ containerName: "db", condition: "START" }] }),
        ],
        [
            "waiting for the end of an essential container",
            refusals.essentialDependency,
            two({}, { dependsOn: [{ containerName: "sidecar", condition: "SUCCESS" }] }),
        ],
        [
            "a health check each second",
            refusals.healthCheck,
            one({ healthCheck: { command: ["CMD", "true"], interval: 1 } }),
        ],
        ["a role that does not exist", refusals.role, { taskRoleArn: "arn:aws:iam::111122223333:role/nobody" }],
    ];
    for (const [what, refusal, inputs] of cases) {
        it(`${refusal.code}: ${what}`, async () => {
            await cloud.refuses(() => makeTask(cloud, role, inputs), refusal);
        });
    }

    it("in the words of ECS", async () => {
        const error = await cloud.refuses(() => makeTask(cloud, role, { memory: "512" }), refusals.fargateSize);
        assert.match(
            error.message,
            /api error ClientException: No Fargate configuration exists for given values: 512 CPU, 512 memory\. See the/,
        );
    });

    it("nothing that runs on machines of one's own", async () => {
        await makeTask(cloud, role, { ...bridge, cpu: "100", memory: "100", executionRoleArn: undefined });
    });

    it("nothing of a container that mounts a volume and waits for another", async () => {
        const mount = { mountPoints: [{ sourceVolume: "tmp", containerPath: "/tmp" }] };
        const wait = { dependsOn: [{ containerName: "sidecar", condition: "SUCCESS" }] };
        await makeTask(cloud, role, {
            ...two({ essential: false }, { ...mount, ...wait }),
            volumes: [{ name: "tmp" }],
        });
    });

    const base = { family: "api", containerDefinitions: containers(plain) };
    const text = (containerDefinitions: string): Properties => ({ family: "api", containerDefinitions });
    checkTable(() => cloud, TASK, [
        [refusals.containersForm, "containerDefinitions", text("{")],
        [refusals.containersForm, "containerDefinitions", text("{}")],
        [refusals.containersForm, "containerDefinitions", text("[1]")],
        [refusals.containersForm, "containerDefinitions", text('[{ "cpu": "256" }]')],
        [refusals.containersForm, "containerDefinitions", text('[{ "environment": [{ "name": "A", "value": 1 }] }]')],
        [refusals.containersForm, "containerDefinitions", text('[{ "portMappings": { "containerPort": 80 } }]')],
        [refusals.familyForm, "family", { ...base, family: "a/b" }],
        [refusals.enumForm, "networkMode", { ...base, networkMode: "vpc" }],
        [refusals.enumForm, "requiresCompatibilities", { ...base, requiresCompatibilities: ["LAMBDA"] }],
        [refusals.enumForm, "cpuArchitecture", { ...base, runtimePlatform: { cpuArchitecture: "arm" } }],
        [refusals.storage, "ephemeralStorage", { ...base, ephemeralStorage: { sizeInGib: 20 } }],
        [refusals.roleForm, "taskRoleArn", { ...base, taskRoleArn: "api-task" }],
    ]);
});
