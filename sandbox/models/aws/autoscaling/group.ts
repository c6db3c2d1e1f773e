/** Auto Scaling groups, which launch instances of their own and terminate them. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { zonesOf } from "../ec2/availability-zones";
import { conflict, exactlyOneOf, given } from "../ec2/input-checks";
import { launchRefusals } from "../ec2/launch";
import { text, TYPES } from "../ec2/records";
import { checkRow, replacementRules, row } from "../ec2/sources";
import { filled } from "../filled";
import { scale, templateOf, templateRefusals, zoneSubnets } from "./members";

export type GroupInputs = Unwrap<aws.autoscaling.GroupArgs>;

const API = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html";
const PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/autoscaling/group.go";

export const GROUP = "aws:autoscaling/group:Group";

export const groupRefusals = {
    ...templateRefusals,
    noFreeAddress: launchRefusals.noFreeAddress,
    exists: row("AlreadyExists", "the region has a group of this name", API),
    sizeOrder: row("ValidationError", "the least size is greater than the greatest", API),
    desiredOutside: row("ValidationError", "the desired capacity is outside the least and the greatest size", API),
    unknownSubnet: row("ValidationError", "a subnet does not exist", API),
    twoVpcs: row("ValidationError", "the subnets belong to different VPCs", API),
    noZones: row("ValidationError", "neither zones nor subnets are given", API),
    unknownZone: row("ValidationError", "the region has no such Availability Zone", API),
    unknownTargets: row("ValidationError", "a target group does not exist", API),
    oneTemplate: checkRow(
        "not exactly one of a launch configuration, a launch template and a mixed instances policy is given",
        PROVIDER,
    ),
    zonesAndSubnets: checkRow("both zones and subnets are given", PROVIDER),
} as const satisfies Record<string, Refusal>;

function faults(inputs: Partial<GroupInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const of = given(inputs, unknown);
    return [
        ...exactlyOneOf(of, ["launchConfiguration", "launchTemplate", "mixedInstancesPolicy"]),
        ...conflict(of, "availabilityZones", ["vpcZoneIdentifiers"]),
    ];
}

function desired(op: Operation<GroupInputs>): number {
    const { desiredCapacity, maxSize, minSize } = op.inputs;
    const before = op.previous?.outputs["desiredCapacity"];
    const kept = typeof before === "number" ? Math.min(Math.max(before, minSize), maxSize) : minSize;
    return desiredCapacity ?? kept;
}

function refuseSizes(op: Operation<GroupInputs>): void {
    const { maxSize, minSize } = op.inputs;
    if (minSize > maxSize) {
        op.refuse(
            groupRefusals.sizeOrder,
            `Max bound, ${maxSize}, must be greater than or equal to min bound, ${minSize}`,
        );
    }
    const capacity = desired(op);
    if (capacity < minSize || capacity > maxSize) {
        op.refuse(
            groupRefusals.desiredOutside,
            `Desired capacity:${capacity} must be between the specified min size:${minSize} and max size:${maxSize}`,
        );
    }
}

function refusePlaces(op: Operation<GroupInputs>): void {
    const { availabilityZones = [], vpcZoneIdentifiers = [] } = op.inputs;
    if (availabilityZones.length + vpcZoneIdentifiers.length === 0) {
        op.refuse(groupRefusals.noZones, "At least one Availability Zone or VPC Subnet is required.");
    }
    const vpcs = new Set<string>();
    for (const id of vpcZoneIdentifiers) {
        const subnet = op.world.get(TYPES.subnet, id);
        if (!subnet) {
            return op.refuse(groupRefusals.unknownSubnet, `The subnet ID '${id}' does not exist`);
        }
        vpcs.add(text(subnet, "vpcId"));
    }
    if (vpcs.size > 1) {
        op.refuse(groupRefusals.twoVpcs, "The subnets must all be in the same VPC.");
    }
    const known = zonesOf(op).map(({ name }) => name);
    const stranger = availabilityZones.find((zone) => !known.includes(zone));
    if (stranger !== undefined) {
        op.refuse(groupRefusals.unknownZone, `Invalid availability zones: [${stranger}]`);
    }
}

function refuseTargets(op: Operation<GroupInputs>): void {
    const known = op.world.list("aws:lb/targetGroup:TargetGroup").map((record) => text(record, "arn") || record.id);
    for (const arn of op.inputs.targetGroupArns ?? []) {
        if (!known.includes(arn)) {
            op.refuse(groupRefusals.unknownTargets, `Provided Target Group ARN ${arn} is not valid`);
        }
    }
}

function templateOutputs(op: Operation<GroupInputs>): Properties {
    const named = templateOf(op);
    return op.inputs.launchTemplate
        ? {
              launchTemplate: {
                  id: named?.template.id ?? "",
                  name: text(named?.template, "name"),
                  version: op.inputs.launchTemplate.version ?? "$Default",
              },
          }
        : {};
}

function groupZones(op: Operation<GroupInputs>): readonly string[] {
    const { availabilityZones, vpcZoneIdentifiers = [] } = op.inputs;
    const ofSubnets = vpcZoneIdentifiers.map((id) => text(op.world.get(TYPES.subnet, id), "availabilityZone"));
    return availabilityZones ?? [...new Set(ofSubnets)].sort();
}

/** What Auto Scaling and the provider take where the program says nothing. */
const DEFAULTS: Properties = {
    availabilityZoneDistribution: { capacityDistributionStrategy: "balanced-best-effort" },
    capacityReservationSpecification: { capacityReservationPreference: "default" },
    defaultCooldown: 300,
    defaultInstanceWarmup: 0,
    desiredCapacityType: "",
    forceDelete: false,
    forceDeleteWarmPool: false,
    healthCheckGracePeriod: 300,
    healthCheckType: "EC2",
    ignoreFailedScalingActivities: false,
    loadBalancers: [],
    maxInstanceLifetime: 0,
    metricsGranularity: "1Minute",
    namePrefix: "",
    protectFromScaleIn: false,
    targetGroupArns: [],
    trafficSources: [],
    vpcZoneIdentifiers: [],
    waitForCapacityTimeout: "10m",
};

const SERVICE_ROLE = "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";

function outputs(op: Operation<GroupInputs>): Properties {
    return {
        ...filled(op.inputs, DEFAULTS),
        arn: op.arn("autoscaling", `autoScalingGroup:${uuid(op.hash("group", 32))}:autoScalingGroupName/${op.id}`),
        availabilityZones: groupZones(op),
        desiredCapacity: desired(op),
        ...templateOutputs(op),
        name: op.id,
        predictedCapacity: 0,
        serviceLinkedRoleArn: op.inputs.serviceLinkedRoleArn ?? op.arn("iam", SERVICE_ROLE, { regional: false }),
        warmPoolSize: 0,
    };
}

function uuid(hex: string): string {
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function launchMembers(op: Operation<GroupInputs>): void {
    scale(op, GROUP, desired(op), zoneSubnets(op));
}

export const autoScalingGroup = defineModel<GroupInputs>({
    type: GROUP,
    source: API,
    api: {
        service: "Auto Scaling",
        create: "CreateAutoScalingGroup",
        update: "UpdateAutoScalingGroup",
        delete: "DeleteAutoScalingGroup",
    },
    mint: (inputs) => inputs.name ?? "",
    refusals: groupRefusals,
    references: [
        {
            property: "vpcZoneIdentifiers[*]",
            to: TYPES.subnet,
            missing: groupRefusals.unknownSubnet,
            message: (id) => `The subnet ID '${id}' does not exist`,
            // Only the instances hold the subnet: EC2 deletes it under an empty group.
            onTargetDeleted: "ignore",
        },
    ],
    replacement: replacementRules(PROVIDER, {
        replaces: ["initialLifecycleHooks", "name", "namePrefix"],
        inPlace: [
            "availabilityZones",
            "desiredCapacity",
            "healthCheckType",
            "launchConfiguration",
            "launchTemplate",
            "maxSize",
            "minSize",
            "mixedInstancesPolicy",
            "tags",
            "targetGroupArns",
            "vpcZoneIdentifiers",
        ],
    }),
    autoname: { property: "name", maxLength: 255 },
    unordered: [
        "availabilityZones",
        "enabledMetrics",
        "loadBalancers",
        "tags",
        "targetGroupArns",
        "vpcZoneIdentifiers",
    ],
    check: (inputs, { unknown }) => faults(inputs, unknown),
    validate: (op) => {
        if (op.kind === "create" && op.world.get(GROUP, op.id)) {
            op.refuse(
                groupRefusals.exists,
                `AutoScalingGroup by this name already exists - A group with the name ${op.id} already exists`,
            );
        }
        refuseSizes(op);
        refusePlaces(op);
        refuseTargets(op);
        templateOf(op);
    },
    outputs,
    afterCreate: launchMembers,
    afterUpdate: launchMembers,
});
