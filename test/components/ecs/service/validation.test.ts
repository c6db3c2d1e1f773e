import assert from "node:assert/strict";
import type { EcsServicePlanArgs } from "../../../../components/ecs/service/args";
import {
    type EcsServiceCandidate,
    planEcsService,
    validateEcsService,
    validateServiceNames,
} from "../../../../components/ecs/service/plan";
import { describeFault } from "../../../../components/faults";

const http = { hosts: ["api.example.com"], priority: 1, healthCheckPath: "/health" };
const valid: EcsServicePlanArgs = {
    serviceName: "core-api",
    image: { tag: "1.4.2" },
    port: 9000,
    cpu: 512,
    memory: 1024,
    scaling: { desired: 1, min: 1, max: 3 },
    http,
};

const DIGEST = `sha256:${"0".repeat(64)}`;

/** Each change is refused with exactly one fault: its path, and a piece of its text. */
const REFUSED: readonly [string, EcsServiceCandidate, string, RegExp][] = [
    ["a name with capitals", { serviceName: "Core" }, "serviceName", /2 to 24 lower-case letters/],
    ["a name that leaves no room for Pulumi's digits", { serviceName: "a".repeat(25) }, "serviceName", /2 to 24/],
    ["latest, with the reason", { image: { tag: "latest" } }, "image.tag", /changes behind the state's back/],
    ["a tag that no registry takes", { image: { tag: ".x" } }, "image.tag", /1 to 128 letters/],
    ["a shortened digest", { image: { digest: "sha256:abc" } }, "image.digest", /64 hexadecimal digits/],
    ["no version at all", { image: {} }, "image", /either a tag or a digest/],
    ["two versions", { image: { tag: "1", digest: DIGEST } }, "image", /either a tag or a digest/],
    ["hosts without a port", { port: undefined }, "port", /on which the container listens/],
    ["a port out of range", { port: 65_536 }, "port", /1 to 65535/],
    ["a CPU that Fargate doesn't have", { cpu: 300 }, "cpu", /one of 256, 512/],
    ["memory that doesn't go with the CPU", { memory: 512 }, "memory", /1024 to 4096/],
    ["no number of tasks", { scaling: {} }, "scaling.desired", /a number of tasks/],
    ["part of a task", { scaling: { desired: 1.5 } }, "scaling.desired", /whole number from 0/],
    ["a least without a most", { scaling: { desired: 1, min: 1 } }, "scaling.min", /none without max/],
    ["a least above the most", { scaling: { desired: 3, min: 4, max: 3 } }, "scaling.max", /4 \(min\) or more/],
    ["a most below the start", { scaling: { desired: 4, max: 3 } }, "scaling.max", /4 \(desired\) or more/],
    ["a start outside of the two", { scaling: { desired: 9, min: 1, max: 3 } }, "scaling.desired", /1 \(min\) to 3/],
    ["a load that is never reached", { scaling: { desired: 1, targetCpu: 99 } }, "scaling.targetCpu", /10 to 90/],
    [
        "a negative cooldown",
        { scaling: { desired: 1, scaleInCooldownSeconds: -1 } },
        "scaling.scaleInCooldownSeconds",
        /0/,
    ],
    [
        "a negative cooldown",
        { scaling: { desired: 1, scaleOutCooldownSeconds: -1 } },
        "scaling.scaleOutCooldownSeconds",
        /0/,
    ],
    ["no hosts", { http: { ...http, hosts: [] } }, "http.hosts", /1 to 5 hosts/],
    [
        "a sixth host",
        { http: { ...http, hosts: [1, 2, 3, 4, 5, 6].map((n) => `${n}.example.com`) } },
        "http.hosts",
        /1 to 5/,
    ],
    ["a URL as host", { http: { ...http, hosts: ["https://x.y"] } }, "http.hosts[0]", /a host name in lower case/],
    ["a host twice", { http: { ...http, hosts: ["a.b", "a.b"] } }, "http.hosts[1]", /each once/],
    ["a priority out of range", { http: { ...http, priority: 50_001 } }, "http.priority", /1 to 50000/],
    [
        "a path without its slash",
        { http: { ...http, healthCheckPath: "health" } },
        "http.healthCheckPath",
        /a slash first/,
    ],
    ["a code that isn't one", { http: { ...http, healthCheckMatcher: "ok" } }, "http.healthCheckMatcher", /200-299/],
    [
        "endless grace",
        { http: { ...http, healthCheckGraceSeconds: 7201 } },
        "http.healthCheckGraceSeconds",
        /0 to 7200/,
    ],
    [
        "an endless farewell",
        { http: { ...http, deregistrationDelaySeconds: 3601 } },
        "http.deregistrationDelaySeconds",
        /3600/,
    ],
    ["a variable that no shell takes", { environment: { "A-B": "x" } }, "environment.A-B", /no digit first/],
    ["a secret without a variable", { secrets: [{}] }, "secrets[0].name", /no digit first/],
    ["a secret's variable that no shell takes", { secrets: [{ name: "1A" }] }, "secrets[0].name", /no digit first/],
    ["a key with a colon", { secrets: [{ name: "A", key: "a:b" }] }, "secrets[0].key", /without a colon/],
    [
        "a variable that is plain and secret",
        { environment: { A: "x" }, secrets: [{ name: "A" }] },
        "secrets[0].name",
        /already/,
    ],
    ["a variable from two secrets", { secrets: [{ name: "A" }, { name: "A" }] }, "secrets[1].name", /already/],
    ["root by name", { user: "root" }, "user", /other than root/],
    ["root by number", { user: "0:1000" }, "user", /other than root/],
    ["a user that is none", { user: "a b" }, "user", /uid, uid:gid or name/],
    ["a relative path to write to", { writablePaths: ["tmp"] }, "writablePaths[0]", /absolute path/],
    ["everything to write to", { writablePaths: ["/"] }, "writablePaths[0]", /below \//],
    ["more time to stop than Fargate gives", { stopTimeoutSeconds: 121 }, "stopTimeoutSeconds", /2 to 120/],
    ["commands in a closed file system", { enableExecuteCommand: true }, "readonlyRootFilesystem", /false with/],
    ["a check without its kind", { healthCheck: { command: ["true"] } }, "healthCheck.command", /CMD or CMD-SHELL/],
    [
        "a hasty check",
        { healthCheck: { command: ["CMD", "x"], intervalSeconds: 1 } },
        "healthCheck.intervalSeconds",
        /5 to 300/,
    ],
    [
        "a check cut off",
        { healthCheck: { command: ["CMD", "x"], timeoutSeconds: 1 } },
        "healthCheck.timeoutSeconds",
        /2 to 60/,
    ],
    ["a stubborn check", { healthCheck: { command: ["CMD", "x"], retries: 11 } }, "healthCheck.retries", /1 to 10/],
    [
        "a late check",
        { healthCheck: { command: ["CMD", "x"], startPeriodSeconds: 301 } },
        "healthCheck.startPeriodSeconds",
        /300/,
    ],
    ["a retention that CloudWatch doesn't have", { logRetentionDays: 31 }, "logRetentionDays", /one of 1, 3, 5/],
];

/** What the compiler refuses as well, for programs that don't compile their types. */
const UNTYPED: readonly [Record<string, unknown>, string, RegExp][] = [
    [{ deployedBy: "me" }, "deployedBy", /one of config, ci/],
    [{ cpuArchitecture: "arm" }, "cpuArchitecture", /one of ARM64, X86_64/],
    [{ internal: { discovery: "dns" } }, "internal.discovery", /one of cloud-map, service-connect/],
];

describe("the validation of an ECS service", () => {
    it("accepts the document's values, a digest, a worker and an internal service", () => {
        const worker: EcsServiceCandidate = { ...valid, http: undefined, port: undefined, image: { digest: DIGEST } };
        const internal: EcsServiceCandidate = { ...worker, port: 6432, internal: { discovery: "cloud-map" } };
        const entered: EcsServiceCandidate = { ...worker, enableExecuteCommand: true, readonlyRootFilesystem: false };
        for (const args of [valid, worker, internal, entered]) {
            assert.deepEqual(validateEcsService(args).map(describeFault), []);
        }
    });

    for (const [what, change, path, text] of REFUSED) {
        it(`refuses ${what} (${path})`, () => {
            const faults = validateEcsService({ ...valid, ...change }).map(describeFault);
            assert.equal(faults.length, 1, faults.join("\n"));
            assert.ok(faults[0]?.startsWith(`${path}: `), faults[0]);
            assert.match(faults[0] ?? "", text);
        });
    }

    it("refuses kinds that don't exist", () => {
        for (const [change, path, text] of UNTYPED) {
            const faults = validateEcsService({ ...valid, ...change });
            assert.deepEqual([faults.length, faults[0]?.path], [1, path]);
            assert.match(faults[0]?.allowed ?? "", text);
        }
    });

    it("never shows the value of a variable", () => {
        const faults = validateEcsService({ ...valid, environment: { "1": "hunter2" } }).map(describeFault);
        assert.equal(faults.length, 1);
        assert.doesNotMatch(faults.join(), /hunter2/);
    });

    it("counts a service's names in AWS, with prefix and environment", () => {
        const long = { prefix: "a".repeat(20), environment: "b".repeat(20) };
        assert.deepEqual(validateServiceNames({ prefix: "restartix", environment: "production" }, "telemetry-api"), []);
        const faults = validateServiceNames(long, "telemetry-api").map(({ path }) => path);
        assert.deepEqual(faults, ["name of iamRole"]);
        assert.throws(
            () => planEcsService("EcsService", long, { ...valid, serviceName: "telemetry-api" }),
            /64 characters/,
        );
    });

    it("reports all faults of one service at once", () => {
        const bad: EcsServiceCandidate = { ...valid, cpu: 1, port: 0, user: "0", image: { tag: "latest" } };
        assert.deepEqual(
            validateEcsService(bad).map(({ path }) => path),
            ["image.tag", "port", "cpu", "user"],
        );
    });
});
