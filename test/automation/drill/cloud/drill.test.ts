import assert from "node:assert/strict";
import { CommandFault } from "../../../../automation/command-fault";
import { drillInCloud, type CloudVerdict } from "../../../../automation/drill/cloud/drill";
import type { ContainerState, TaskState } from "../../../../automation/drill/cloud/ports";
import { awsError, FakeAws, fakeClock, lastLine, PLACE, stopped, TASK_ARN } from "./fake-aws";

const CHECK_STREAM = "backup-verify/backup-verify/0123456789abcdef";
const SCRATCH_STREAM = "scratch/scratch/0123456789abcdef";

describe("a drill in ECS", () => {
    let aws: FakeAws;
    let notes: string[];
    let clock: ReturnType<typeof fakeClock>;
    let stop: AbortController;
    beforeEach(() => {
        [aws, notes, stop] = [new FakeAws(), [], new AbortController()];
        clock = fakeClock();
    });

    const drill = (timeoutMinutes = 120): Promise<CloudVerdict> =>
        drillInCloud({
            ...{ environment: "staging", place: PLACE, limits: { timeoutMinutes }, aws, clock },
            note: (line) => notes.push(line),
            signal: stop.signal,
            commands: { upCommand: "plinth up staging data", driftCommand: "plinth drift staging foundation data" },
        });
    const faultOf = async (timeoutMinutes?: number): Promise<CommandFault> => {
        const error: unknown = await drill(timeoutMinutes).catch((thrown: unknown) => thrown);
        return error instanceof CommandFault ? error : assert.fail(JSON.stringify(error));
    };
    const matches = ({ message, advice }: CommandFault, ...patterns: readonly RegExp[]): void =>
        patterns.forEach((pattern) => assert.match([message, ...advice].join("\n"), pattern));
    /** A task that ended before its check had anything to say. */
    const endsWith = (change: Partial<TaskState>, ...containers: readonly ContainerState[]): void => {
        aws.states = [stopped({ ...change, containers })];
        aws.lines.clear();
    };

    it("starts the check where the stack says, with no address and with a token that makes it one task", async () => {
        const { verdict, wholeSeconds, task, log } = await drill();
        assert.equal(verdict.is, "verified");
        assert.deepEqual([wholeSeconds, task], [423, TASK_ARN]);
        assert.deepEqual(log, { group: "/ecs/restartix-staging/backup-verify", stream: CHECK_STREAM });
        const [request, ...more] = aws.requests;
        assert.deepEqual(more, []);
        assert.match(request?.clientToken ?? "", /^[0-9a-f-]{36}$/);
        assert.deepEqual(request, {
            clusterArn: PLACE.clusterArn,
            taskDefinitionArn: PLACE.taskDefinitionArn,
            subnetIds: PLACE.subnetIds,
            securityGroupIds: PLACE.securityGroupIds,
            startedBy: "plinth-drill-restore",
            clientToken: request?.clientToken,
            tags: { Environment: "staging", ManagedBy: "plinth", Purpose: "restore-drill" },
        });
        assert.deepEqual(notes, [
            `started ${TASK_ARN}`,
            "the task is provisioning",
            "the task is running, after 10 s",
            "the task has ended after 7 min 3 s; reading its log",
        ]);
    });

    it("follows a drill that is under way instead of starting a second one", async () => {
        aws.running = [TASK_ARN];
        assert.equal((await drill()).verdict.is, "verified");
        assert.deepEqual(aws.requests, []);
        assert.match(notes[0] ?? "", /under way, and is followed/);
    });

    it("waits for a log that comes after the end of the task, and for a task that ECS doesn't know yet", async () => {
        aws.linesAfter = 4;
        aws.states = [undefined, undefined, stopped()];
        assert.equal((await drill()).verdict.is, "verified");
    });

    it("tells a long restore's time once a minute", async () => {
        aws.states = [...Array<TaskState>(13).fill({ ...stopped(), status: "RUNNING" }), stopped()];
        await drill();
        assert.deepEqual(notes.slice(1, -1), [
            "the task is running",
            "the task is running, after 1 min 0 s",
            "the task is running, after 2 min 0 s",
        ]);
    });

    it("has the last word of a check that failed", async () => {
        const line = lastLine({ event: "verify-failed", ending: "refused", message: "There is no good backup" });
        aws.lines.set(CHECK_STREAM, ["{}", "Node says something", line]);
        const { verdict } = await drill();
        assert.ok(verdict.is === "failed");
        assert.deepEqual([verdict.ending, verdict.message], ["refused", "There is no good backup"]);
    });

    for (const [name, message, ...patterns] of [
        [
            "AccessDeniedException",
            "User: x is not authorized to perform: ecs:RunTask",
            /a permission is missing/,
            /docs\/drill\.md/,
        ],
        [
            "AccessDeniedException",
            "not authorized to perform: iam:PassRole on resource: role",
            /may not hand its roles on/,
            /iam:PassRole on both/,
        ],
        [
            "ClusterNotFoundException",
            "Cluster not found.",
            /the cluster isn't there/,
            /account 111122223333/,
            /plinth drift staging/,
        ],
        [
            "ClientException",
            "TaskDefinition is inactive",
            /the task's revision can't be used/,
            /`plinth up staging data`/,
        ],
        [
            "ClientException",
            "You've reached the limit on the number of vCPUs you can run concurrently",
            /quota/,
            /Service Quotas/,
        ],
        [
            "InvalidParameterException",
            "The subnet ID 'subnet-a' does not exist",
            /network isn't as the stack says/,
            /plinth drift/,
        ],
        [
            "CredentialsProviderError",
            "Could not load credentials from any providers",
            /no valid credentials/,
            /Log in to the account 111122223333/,
        ],
        ["ExpiredTokenException", "The security token included in the request is expired", /aws sso login/],
        ["ThrottlingException", "Rate exceeded", /doesn't keep up/],
        ["Error", "getaddrinfo ENOTFOUND ecs.eu-central-1.amazonaws.com", /can't be reached from here/],
        ["StrangeException", "of a new kind", /StrangeException: of a new kind/, /docs\/drill\.md/],
    ] as const) {
        it(`says what is meant by ${name}: ${message}`, async () => {
            aws.errors.set("start", awsError(name, message));
            const fault = await faultOf();
            assert.equal(fault.exitCode, 1);
            matches(fault, /^Starting the task failed: /, ...patterns);
        });
    }

    it("says that there is no room where ECS starts nothing and gives a reason", async () => {
        aws.started = { refused: "Capacity is unavailable at this time. Please try again later" };
        matches(await faultOf(), /AWS has no room for it at the moment/, /in a few minutes/);
        aws.started = { refused: "RESOURCE:ENI" };
        matches(await faultOf(), /AWS has no room/);
    });

    it("names what it was doing when AWS refused, and the task that goes on", async () => {
        const denied = awsError("AccessDeniedException", "denied");
        for (const [call, doing] of [
            ["logPlaces", /^Reading the task's revision failed/],
            ["underWay", /^Looking for a drill that is under way failed/],
            [
                "look",
                /^Asking ECS for the task failed[\s\S]*aws ecs stop-task --region eu-central-1 --cluster restartix-staging-cluster --task 0123456789abcdef/,
            ],
            ["lastLines", /^Reading the task's log failed/],
        ] as const) {
            aws = new FakeAws();
            aws.errors.set(call, denied);
            matches(await faultOf(), doing);
        }
    });

    it("stops waiting when time is over, and says that the task goes on", async () => {
        aws.states = [{ ...stopped(), status: "RUNNING" }];
        const fault = await faultOf(5);
        assert.equal(fault.exitCode, 1);
        matches(fault, /hasn't ended after 5 min \(--timeout\)/, /goes on and ends by itself/, /aws ecs stop-task/);
        assert.equal(clock.paused(), 5 * 60_000);
    });

    it("stops waiting on Ctrl-C, and says that the task goes on", async () => {
        aws.states = [{ ...stopped(), status: "RUNNING" }];
        clock = fakeClock(() => stop.abort());
        const fault = await faultOf();
        assert.equal(fault.exitCode, 130);
        matches(fault, /Stopped waiting/, /goes on and ends by itself; the same command follows it/);
    });

    it("gives up on a task that ECS knows nothing of", async () => {
        aws.states = [undefined];
        matches(await faultOf(), /ECS knows nothing of the task/);
    });

    describe("that ends without a report", () => {
        const check = (state: Partial<ContainerState> = {}): ContainerState => ({
            ...{ name: "backup-verify", image: "registry/backup-runner:0.1.0" },
            ...state,
        });
        const scratch = (state: Partial<ContainerState> = {}): ContainerState => ({ name: "scratch", ...state });
        const pull = (why: string): ContainerState => check({ reason: `CannotPullContainerError: ${why}` });

        for (const [what, change, containers, ...patterns] of [
            [
                "an image that isn't there",
                { stopCode: "TaskFailedToStart" },
                [
                    pull(
                        "pull image manifest has been retried 1 time(s): failed to resolve ref registry/backup-runner:0.1.0: not found",
                    ),
                ],
                /image of backup-verify isn't in its repository/,
                /Push registry\/backup-runner:0\.1\.0/,
            ],
            [
                "an image that may not be read",
                {},
                [pull("pull access denied, 403 Forbidden")],
                /may not be read/,
                /execution role/,
            ],
            [
                "an image of another architecture",
                {},
                [pull("image Manifest does not contain descriptor matching platform 'linux/arm64'")],
                /another architecture/,
                /cpuArchitecture/,
            ],
            [
                "a repository out of reach",
                {},
                [pull("dial tcp: i/o timeout")],
                /can't be reached/,
                /NAT instance or endpoints/,
            ],
            [
                "a log group that is gone",
                {
                    stoppedReason:
                        "ResourceInitializationError: failed to validate logger args: The specified log group does not exist",
                },
                [check()],
                /couldn't prepare/,
                /log group/,
            ],
            [
                "too little memory",
                {},
                [check({ exitCode: 137, reason: "OutOfMemoryError: Container killed due to memory usage" })],
                /used up the task's memory/,
                /verify\.memory/,
            ],
            ["a killed container", {}, [check({ exitCode: 137 })], /most likely for want of memory/],
            [
                "too little disk",
                { stoppedReason: "Timeout waiting for EphemeralStorage provisioning to complete." },
                [check()],
                /disk/,
                /storageGiB/,
            ],
            [
                "a program that isn't there",
                {},
                [check({ reason: "CannotStartContainerError: exec: no such file or directory" })],
                /can't be started/,
                /entryPoint/,
            ],
            [
                "no capacity",
                { stopCode: "TaskFailedToStart", stoppedReason: "Capacity is unavailable at this time." },
                [check()],
                /no room/,
            ],
            [
                "somebody who stopped it",
                { stopCode: "UserInitiated", stoppedReason: "Task stopped by user" },
                [check({ exitCode: 143 })],
                /somebody has stopped it/,
            ],
            [
                "spare capacity that was taken back",
                { stopCode: "SpotInterruption" },
                [check({ exitCode: 143 })],
                /took its capacity back/,
            ],
            [
                "a machine out of service",
                { stopCode: "TerminationNotice" },
                [check({ exitCode: 143 })],
                /out of service/,
            ],
            [
                "a scratch database that didn't start",
                {},
                [check(), scratch({ exitCode: 1 })],
                /scratch database \(scratch\) ended before/,
            ],
            [
                "another program than the runner",
                {},
                [check({ exitCode: 0 }), scratch({ exitCode: 0 })],
                /ended well, and its report isn't in its log/,
            ],
            [
                "a program that broke off",
                {},
                [check({ exitCode: 1 }), scratch({ exitCode: 0 })],
                /has written nothing/,
                /Is the image that of the backup runner/,
            ],
        ] as const) {
            it(`names ${what}`, async () => {
                endsWith(change, ...containers);
                const fault = await faultOf();
                assert.equal(fault.exitCode, 1);
                matches(fault, /^The task has ended without a report: /, ...patterns);
            });
        }

        it("shows the last words of both containers", async () => {
            endsWith({}, check({ exitCode: 1 }), scratch({ exitCode: 1 }));
            aws.lines.set(CHECK_STREAM, ["one", "two", "three", "Error: Cannot find module"]);
            aws.lines.set(SCRATCH_STREAM, ["initdb: error: no space"]);
            const { message, advice } = await faultOf();
            assert.match(message, /the check broke off\. .*; backup-verify ended with 1; scratch ended with 1/);
            assert.deepEqual(advice.slice(1), [
                "backup-verify: two",
                "backup-verify: three",
                "backup-verify: Error: Cannot find module",
                "scratch: initdb: error: no space",
            ]);
        });
    });
});
