import assert from "node:assert/strict";
import type { BackupSubstrate } from "../../../components/backup";
import type { Recording } from "../../support/mocks";
import { DATABASE_SECRET, ENCRYPTION_SECRET, recordBackup, STAGING } from "./fixtures";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const REGISTRY = "111122223333.dkr.ecr.eu-central-1.amazonaws.com";

type Container = Readonly<Record<string, unknown>>;

function containersOf(recording: Recording<BackupSubstrate>, kind: string): readonly Container[] {
    return JSON.parse(String(recording.find(TASK, `backup-${kind}`).inputs["containerDefinitions"])) as Container[];
}

function variablesOf(container: Container | undefined): ReadonlyMap<string, string> {
    const environment = (container?.["environment"] ?? []) as readonly { name: string; value: string }[];
    return new Map(environment.map(({ name, value }) => [name, value]));
}

function logOf(container: string, kind: string): object {
    return {
        logDriver: "awslogs",
        options: {
            "awslogs-group": `/ecs/restartix-staging/backup-${kind}`,
            "awslogs-region": "eu-central-1",
            "awslogs-stream-prefix": container,
            mode: "blocking",
        },
    };
}

const HARDENED = {
    essential: true,
    readonlyRootFilesystem: true,
    linuxParameters: { initProcessEnabled: true },
    portMappings: [],
};

describe("the backup's tasks", () => {
    let staging: Recording<BackupSubstrate>;

    before(async () => {
        staging = await recordBackup();
    });

    it("run on Fargate in the document's size, and one with room to restore", () => {
        const common = {
            requiresCompatibilities: ["FARGATE"],
            networkMode: "awsvpc",
            runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" },
            executionRoleArn: "arn:aws:iam::111122223333:role/backup-execution",
            skipDestroy: true,
        };
        const rest = (kind: string): Record<string, unknown> => {
            const { containerDefinitions, ...inputs } = staging.find(TASK, `backup-${kind}`).inputs;
            assert.equal(typeof containerDefinitions, "string");
            return inputs;
        };
        assert.deepEqual(rest("runner"), {
            ...common,
            family: "restartix-staging-backup-runner",
            cpu: "256",
            memory: "1024",
            taskRoleArn: "arn:aws:iam::111122223333:role/backup-runner",
        });
        assert.deepEqual(rest("verify"), {
            ...common,
            family: "restartix-staging-backup-verify",
            cpu: "1024",
            memory: "4096",
            taskRoleArn: "arn:aws:iam::111122223333:role/backup-verify",
            ephemeralStorage: { sizeInGib: 50 },
            volumes: [{ name: "scratch" }],
        });
    });

    it("make a backup as nobody's user, on a file system that can't be written, with no secret among the variables", () => {
        assert.deepEqual(containersOf(staging, "runner"), [
            {
                name: "backup-runner",
                image: `${REGISTRY}/restartix-backup-runner:0.1.0`,
                ...HARDENED,
                user: "65532:65532",
                logConfiguration: logOf("backup-runner", "runner"),
                command: ["run"],
                stopTimeout: 120,
                environment: [
                    { name: "AWS_REGION", value: "eu-central-1" },
                    { name: "BACKUP_BUCKET", value: "backup-bucket-bucket-id" },
                    { name: "BACKUP_ENCRYPTION_SECRET_ARN", value: ENCRYPTION_SECRET },
                    { name: "BACKUP_ENVIRONMENT", value: "staging" },
                    { name: "DATABASE_CA_FILE", value: "/etc/ssl/certs/rds-global-bundle.pem" },
                    { name: "DATABASE_HOST", value: "writer.db.example" },
                    { name: "DATABASE_NAME", value: "restartix" },
                    { name: "DATABASE_PORT", value: "5432" },
                    { name: "DATABASE_SECRET_ARN", value: DATABASE_SECRET },
                    { name: "DATABASE_SSLMODE", value: "verify-full" },
                ],
                mountPoints: [],
            },
        ]);
    });

    it("prove a backup in a scratch database of their own, once that answers", async () => {
        const verify = { ...STAGING.verify, canary: "public.heartbeat.at" };
        const [check, scratch] = containersOf(await recordBackup({ verify, maxAgeHours: 26 }), "verify");
        assert.deepEqual(check?.["command"], ["verify"]);
        assert.deepEqual(check["dependsOn"], [{ containerName: "scratch", condition: "HEALTHY" }]);
        assert.deepEqual(check["environment"], [
            { name: "AWS_REGION", value: "eu-central-1" },
            { name: "BACKUP_BUCKET", value: "backup-bucket-bucket-id" },
            { name: "BACKUP_ENCRYPTION_SECRET_ARN", value: ENCRYPTION_SECRET },
            { name: "BACKUP_ENVIRONMENT", value: "staging" },
            { name: "DATABASE_NAME", value: "restartix" },
            { name: "SCRATCH_DATABASE_URL", value: "postgres://postgres@127.0.0.1:5432/postgres" },
            { name: "VERIFY_CANARY", value: "public.heartbeat.at" },
            { name: "VERIFY_MAX_AGE_HOURS", value: "26" },
        ]);
        assert.equal(scratch?.["image"], `${REGISTRY}/restartix-postgres@${STAGING.verify.scratchImage.digest}`);
    });

    it("keep the scratch database to themselves and to the volume that goes with the task", () => {
        const [, scratch] = containersOf(staging, "verify");
        const [script] = (scratch?.["command"] ?? []) as string[];
        assert.match(script ?? "", /^initdb .* && exec postgres -c listen_addresses=127\.0\.0\.1 /);
        assert.match(script ?? "", / -c log_min_messages=log -c log_min_error_statement=panic$/);
        const { command, image, ...rest } = scratch ?? {};
        assert.ok(command !== undefined && image !== undefined);
        assert.deepEqual(rest, {
            name: "scratch",
            ...HARDENED,
            user: "999:999",
            logConfiguration: logOf("scratch", "verify"),
            entryPoint: ["sh", "-c"],
            environment: [{ name: "PGDATA", value: "/var/lib/postgresql/data/scratch" }],
            mountPoints: [{ sourceVolume: "scratch", containerPath: "/var/lib/postgresql/data", readOnly: false }],
            healthCheck: {
                command: ["CMD", "pg_isready", "--host=127.0.0.1", "--username=postgres", "--quiet"],
                interval: 5,
                timeout: 5,
                retries: 10,
                startPeriod: 60,
            },
        });
    });

    it("run inside another image, in another size and with further variables", async () => {
        const runner = {
            ...STAGING.runner,
            entryPoint: ["node", "/opt/backup/backup.mjs"],
            user: "1000",
            cpu: 1024,
            memory: 2048,
            environment: { PG_BIN: "/usr/libexec/postgresql17" },
        };
        const recording = await recordBackup({ runner, cpuArchitecture: "X86_64" });
        const [container] = containersOf(recording, "runner");
        assert.deepEqual(
            [container?.["entryPoint"], container?.["command"], container?.["user"]],
            [["node", "/opt/backup/backup.mjs"], ["run"], "1000"],
        );
        const { cpu, memory, runtimePlatform } = recording.find(TASK, "backup-runner").inputs;
        assert.deepEqual([cpu, memory], ["1024", "2048"]);
        assert.match(JSON.stringify(runtimePlatform), /X86_64/);
        // The check runs the same program, in the same surroundings.
        const [check] = containersOf(recording, "verify");
        assert.deepEqual(check?.["entryPoint"], ["node", "/opt/backup/backup.mjs"]);
        for (const either of [container, check]) {
            assert.equal(variablesOf(either).get("PG_BIN"), "/usr/libexec/postgresql17");
        }
    });

    it("verify the database's certificate unless they are told not to", async () => {
        const told = async (environment: Readonly<Record<string, string>>): Promise<unknown[]> => {
            const recording = await recordBackup({ runner: { ...STAGING.runner, environment } });
            const variables = variablesOf(containersOf(recording, "runner")[0]);
            return ["DATABASE_SSLMODE", "DATABASE_CA_FILE"].map((name) => variables.get(name));
        };
        assert.deepEqual(await told({ DATABASE_CA_FILE: "/ca.pem" }), ["verify-full", "/ca.pem"]);
        assert.deepEqual(await told({ DATABASE_SSLMODE: "require" }), ["require", undefined]);
    });

    it("can be bent where somebody has to", async () => {
        const transform = { taskDefinition: { memory: "2048" }, verifyTaskDefinition: { cpu: "2048" } };
        const bent = await recordBackup({ transform });
        assert.deepEqual(
            [bent.find(TASK, "backup-runner").inputs["memory"], bent.find(TASK, "backup-verify").inputs["cpu"]],
            ["2048", "2048"],
        );
    });
});
