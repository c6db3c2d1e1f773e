import assert from "node:assert/strict";
import { asText } from "../../../../../sandbox/models/aws/ec2/records";
import { scalingPolicyRefusals as refusals } from "../../../../../sandbox/models/aws/appautoscaling/policy";
import { scheduledActionRefusals } from "../../../../../sandbox/models/aws/appautoscaling/scheduled-action";
import { SCALING_TYPES } from "../../../../../sandbox/models/aws/appautoscaling/sources";
import { scalingTargetRefusals } from "../../../../../sandbox/models/aws/appautoscaling/target";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import type { Platform } from "../ecs/platform";
import { makePlatform, makeService, makeTarget } from "../ecs/platform";

const { policy: POLICY, scheduledAction: ACTION, target: TARGET } = SCALING_TYPES;
const SCALED = {
    resourceId: "service/staging/api",
    scalableDimension: "ecs:service:DesiredCount",
    serviceNamespace: "ecs",
};
const ROLE =
    "arn:aws:iam::111122223333:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/" +
    "AWSServiceRoleForApplicationAutoScaling_ECSService";
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

function tracking(metric = "ECSServiceAverageCPUUtilization", more: Properties = {}): Properties {
    return {
        ...SCALED,
        name: "cpu",
        policyType: "TargetTrackingScaling",
        targetTrackingScalingPolicyConfiguration: {
            predefinedMetricSpecification: { predefinedMetricType: metric },
            targetValue: 70,
            ...more,
        },
    };
}

function steps(...bounds: readonly (readonly [string | undefined, string | undefined])[]): Properties {
    return {
        ...SCALED,
        name: "steps",
        stepScalingPolicyConfiguration: {
            adjustmentType: "ChangeInCapacity",
            stepAdjustments: bounds.map(([from, to]) => ({
                scalingAdjustment: 1,
                ...(from === undefined ? {} : { metricIntervalLowerBound: from }),
                ...(to === undefined ? {} : { metricIntervalUpperBound: to }),
            })),
        },
    };
}

describe("Application Auto Scaling", () => {
    let cloud: TestCloud;
    let platform: Platform;
    beforeEach(async () => {
        cloud = testCloud();
        platform = await makePlatform(cloud);
        await makeService(cloud, platform);
    });
    const makeScalable = (inputs: Properties = {}): Promise<Made> =>
        cloud.create(TARGET, { ...SCALED, minCapacity: 1, maxCapacity: 3, ...inputs });

    describe("aws:appautoscaling/target:Target", () => {
        it("acts in its service-linked role", async () => {
            const { id, outputs } = await makeScalable();
            const { arn, ...rest } = outputs;
            assert.match(
                asText(arn),
                /^arn:aws:application-autoscaling:eu-central-1:111122223333:scalable-target\/0ec5[0-9a-f]{32}$/,
            );
            assert.deepEqual(rest, {
                ...SCALED,
                id: "service/staging/api",
                maxCapacity: 3,
                minCapacity: 1,
                region: "eu-central-1",
                roleArn: ROLE,
                suspendedState: {
                    dynamicScalingInSuspended: false,
                    dynamicScalingOutSuspended: false,
                    scheduledScalingSuspended: false,
                },
                tagsAll: {},
            });
            assert.deepEqual(await cloud.read(TARGET, id), outputs);
        });

        it("changes its bounds in place and is replaced for anything else", async () => {
            const { id } = await makeScalable();
            const inPlace = { ...SCALED, minCapacity: 2, maxCapacity: 6 };
            assert.deepEqual((await cloud.diff(TARGET, id, inPlace)).replaces, []);
            const other = { ...inPlace, resourceId: "service/staging/web" };
            assert.deepEqual((await cloud.diff(TARGET, id, other)).replaces, ["resourceId"]);
        });

        it("is one for each resource and dimension", async () => {
            await makeScalable();
            await makeScalable({ maxCapacity: 5 });
            assert.deepEqual(
                cloud.records(TARGET).map((record) => record.outputs["maxCapacity"]),
                [5],
            );
        });

        it("takes its policies and actions along", async () => {
            const { id } = await makeScalable();
            await cloud.create(POLICY, tracking());
            await cloud.create(ACTION, {
                ...SCALED,
                schedule: "rate(1 hour)",
                scalableTargetAction: { minCapacity: 1 },
            });
            await cloud.delete(TARGET, id);
            assert.deepEqual([...cloud.records(POLICY), ...cloud.records(ACTION)], []);
        });

        it("takes the role that is given outside of ECS", async () => {
            const { id, outputs } = await makeScalable({
                resourceId: "table/orders",
                scalableDimension: "dynamodb:table:ReadCapacityUnits",
                serviceNamespace: "dynamodb",
                roleArn: "arn:aws:iam::111122223333:role/scaling",
            });
            assert.equal(outputs["roleArn"], "arn:aws:iam::111122223333:role/scaling");
            assert.equal(id, "dynamodb/table/orders/dynamodb:table:ReadCapacityUnits");
        });

        it("refuses what is not there or cannot be", async () => {
            const make = (inputs: Properties) => (): Promise<Made> => makeScalable(inputs);
            const unknown = make({ resourceId: "service/staging/web" });
            const error = await cloud.refuses(unknown, scalingTargetRefusals.unknownService);
            assert.match(error.message, /ValidationException: ECS service doesn't exist: service\/staging\/web$/);
            const byArn = make({ resourceId: `service/${platform.cluster.id}/api` });
            await cloud.refuses(byArn, scalingTargetRefusals.unsupported);
            await cloud.refuses(make({ serviceNamespace: "rds" }), scalingTargetRefusals.unsupported);
            await cloud.refuses(make({ minCapacity: 4 }), scalingTargetRefusals.order);
            await cloud.refuses(make({ minCapacity: -1 }), scalingTargetRefusals.negative);
        });
    });

    describe("aws:appautoscaling/policy:Policy", () => {
        beforeEach(async () => {
            await makeScalable();
        });
        const make = (inputs: Properties) => (): Promise<Made> => cloud.create(POLICY, inputs);

        it("that tracks a metric keeps two alarms", async () => {
            const { id, outputs } = await make(tracking())();
            const { alarmArns, arn, ...rest } = outputs;
            const alarm = "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:TargetTracking-service/staging/api-Alarm";
            const [high, low, ...others] = alarmArns as readonly string[];
            assert.match(high ?? "", new RegExp(`^${alarm}High-${UUID.source}$`));
            assert.match(low ?? "", new RegExp(`^${alarm}Low-${UUID.source}$`));
            assert.deepEqual(others, []);
            assert.match(
                asText(arn),
                new RegExp(`:scalingPolicy:${UUID.source}:resource/ecs/service/staging/api:policyName/cpu$`),
            );
            assert.deepEqual(rest, {
                ...tracking("ECSServiceAverageCPUUtilization", { disableScaleIn: false }),
                id: "ecs/service/staging/api/ecs:service:DesiredCount/cpu",
                region: "eu-central-1",
            });
            assert.deepEqual(await cloud.read(POLICY, id), outputs);
        });

        it("that scales out only keeps one", async () => {
            const { outputs } = await make(tracking(undefined, { disableScaleIn: true }))();
            assert.equal((outputs["alarmArns"] as readonly string[]).length, 1);
        });

        it("changes in place but for its name and what it scales", async () => {
            const { id } = await make(tracking())();
            const target = { ...tracking(undefined, { targetValue: 50 }), name: "other" };
            const diff = await cloud.diff(POLICY, id, target);
            assert.deepEqual([diff.changed.length, diff.replaces], [2, ["name"]]);
            assert.deepEqual((await cloud.diff(POLICY, id, tracking())).changed, []);
        });

        it("may scale in steps, or by the requests for each target", async () => {
            await make(steps(["0", "10"], ["10", undefined]))();
            const group = await makeTarget(cloud, platform);
            const balancer = asText(cloud.records("aws:lb/loadBalancer:LoadBalancer")[0]?.outputs["arnSuffix"]);
            const label = `${balancer}/${asText(group.outputs["arnSuffix"])}`;
            const requests = (resourceLabel: string | undefined): Properties =>
                tracking(undefined, {
                    predefinedMetricSpecification: {
                        predefinedMetricType: "ALBRequestCountPerTarget",
                        ...(resourceLabel === undefined ? {} : { resourceLabel }),
                    },
                });
            await cloud.refuses(make(requests(undefined)), refusals.noLabel);
            await cloud.refuses(make(requests(`${label}0`)), refusals.unroutedLabel);
            await make(requests(label))();
        });

        it("refuses to scale what is not registered", async () => {
            const inputs = { ...tracking(), resourceId: "service/staging/web" };
            const error = await cloud.refuses(make(inputs), refusals.noTarget);
            assert.match(
                error.message,
                /No scalable target registered for service namespace: ecs, resource ID: service/,
            );
        });

        it("refuses configurations that do not fit their type", async () => {
            await cloud.refuses(make({ ...tracking(), policyType: "Simple" }), refusals.policyType);
            await cloud.refuses(make({ ...steps(), policyType: "TargetTrackingScaling" }), refusals.noTracking);
            await cloud.refuses(make({ ...tracking(), policyType: undefined }), refusals.noSteps);
            const bare = tracking(undefined, { predefinedMetricSpecification: undefined });
            await cloud.refuses(make(bare), refusals.noMetric);
            await cloud.refuses(make(tracking("RDSReaderAverageCPUUtilization")), refusals.metricOfOther);
            await cloud.refuses(make(tracking(undefined, { targetValue: 0 })), refusals.targetValue);
        });

        it("refuses to track what another policy tracks", async () => {
            await make(tracking())();
            await cloud.refuses(make({ ...tracking(), name: "again" }), refusals.sameMetric);
            await make({ ...tracking("ECSServiceAverageMemoryUtilization"), name: "memory" })();
        });

        it("refuses steps that overlap, leave a gap or add nothing", async () => {
            await cloud.refuses(make(steps(["0", "10"], ["5", undefined])), refusals.stepGap);
            await cloud.refuses(make(steps(["0", "10"], ["20", undefined])), refusals.stepGap);
            const odd = { ...steps(), stepScalingPolicyConfiguration: { adjustmentType: "Double" } };
            await cloud.refuses(make(odd), refusals.adjustmentType);
        });

        const customized = { metricName: "m", namespace: "n", statistic: "Average" };
        checkTable(() => cloud, POLICY, [
            [refusals.nameForm, "name", { ...tracking(), name: "a".repeat(256) }],
            [
                refusals.twoMetrics,
                "targetTrackingScalingPolicyConfiguration",
                tracking(undefined, { customizedMetricSpecification: customized }),
            ],
        ]);
    });

    describe("aws:appautoscaling/scheduledAction:ScheduledAction", () => {
        const action = (more: Properties = {}): Properties => ({
            ...SCALED,
            name: "night",
            schedule: "cron(0 20 * * ? *)",
            scalableTargetAction: { minCapacity: 0, maxCapacity: 0 },
            ...more,
        });

        it("goes by UTC unless told otherwise", async () => {
            await makeScalable();
            const { id, outputs } = await cloud.create(ACTION, action());
            const { arn, ...rest } = outputs;
            assert.match(
                asText(arn),
                new RegExp(
                    `:scheduledAction:${UUID.source}:resource/ecs/service/staging/api:scheduledActionName/night$`,
                ),
            );
            assert.deepEqual(rest, {
                ...action(),
                id: "night-ecs-service/staging/api",
                region: "eu-central-1",
                timezone: "UTC",
            });
            assert.deepEqual(await cloud.read(ACTION, id), outputs);
            const diff = await cloud.diff(ACTION, id, action({ name: "day", schedule: "rate(1 day)" }));
            assert.deepEqual([diff.changed.length, diff.replaces], [2, ["name"]]);
        });

        it("refuses schedules and bounds that cannot be", async () => {
            const make = (more: Properties) => (): Promise<Made> => cloud.create(ACTION, action(more));
            await cloud.refuses(make({}), scheduledActionRefusals.noTarget);
            await makeScalable();
            await cloud.refuses(make({ schedule: "0 20 * * *" }), scheduledActionRefusals.schedule);
            await cloud.refuses(make({ scalableTargetAction: {} }), scheduledActionRefusals.noBounds);
            const swapped = { scalableTargetAction: { minCapacity: 2, maxCapacity: 1 } };
            await cloud.refuses(make(swapped), scheduledActionRefusals.order);
        });

        checkTable(() => cloud, ACTION, [
            [scheduledActionRefusals.timeForm, "startTime", action({ startTime: "tomorrow" })],
        ]);
    });
});
