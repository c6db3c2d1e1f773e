/** Roles that belong to an AWS service. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import { GLOBAL } from "../../../worlds/records";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { checkRow, CREATED, IAM_TYPES, operation, provider, row, uniqueId } from "./sources";

type ServiceLinkedRoleInputs = Unwrap<aws.iam.ServiceLinkedRoleArgs>;

const CREATE = operation("CreateServiceLinkedRole");
const PROVIDER = provider("service_linked_role");

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html, service by service. */
const NAMES: Readonly<Record<string, string>> = {
    "autoscaling.amazonaws.com": "AutoScaling",
    "ec2scheduled.amazonaws.com": "EC2ScheduledInstances",
    "ecs.amazonaws.com": "ECS",
    "ecs.application-autoscaling.amazonaws.com": "ApplicationAutoScaling_ECSService",
    "elasticache.amazonaws.com": "ElastiCache",
    "elasticloadbalancing.amazonaws.com": "ElasticLoadBalancing",
    "rds.amazonaws.com": "RDS",
    "rds.application-autoscaling.amazonaws.com": "ApplicationAutoScaling_RDSCluster",
    "servicediscovery.amazonaws.com": "ServiceDiscovery",
    "spot.amazonaws.com": "EC2Spot",
};

/** The only one of these services that takes a suffix. */
const SUFFIXED = ["autoscaling.amazonaws.com"];

export const serviceLinkedRoleRefusals = {
    exists: row("InvalidInput", "the account has the service's role of this suffix", CREATE),
    suffix: row("InvalidInput", "the service takes no suffix", CREATE),
    serviceForm: checkRow("the service is not given as a host name", PROVIDER),
} as const satisfies Record<string, Refusal>;

function nameOf({ awsServiceName, customSuffix }: ServiceLinkedRoleInputs): string {
    const [host = ""] = awsServiceName.split(".");
    const service = NAMES[awsServiceName] ?? `${host.charAt(0).toUpperCase()}${host.slice(1)}`;
    return `AWSServiceRoleFor${service}${customSuffix ? `_${customSuffix}` : ""}`;
}

function pathOf({ awsServiceName }: ServiceLinkedRoleInputs): string {
    return `/aws-service-role/${awsServiceName}/`;
}

export const serviceLinkedRole = defineModel<ServiceLinkedRoleInputs>({
    type: IAM_TYPES.serviceLinkedRole,
    source: CREATE,
    api: {
        service: "IAM",
        create: "CreateServiceLinkedRole",
        update: "UpdateRole",
        delete: "DeleteServiceLinkedRole",
    },
    scope: "global",
    mint: (inputs, _hex, place) =>
        `arn:${place.partition}:iam::${place.account}:role${pathOf(inputs)}${nameOf(inputs)}`,
    refusals: serviceLinkedRoleRefusals,
    replacement: [
        ...["awsServiceName", "customSuffix"].map((property) => ({ property, replaces: true, source: PROVIDER })),
        { property: "description", replaces: false, source: PROVIDER },
    ],
    check: ({ awsServiceName }) =>
        awsServiceName === undefined || awsServiceName.includes(".")
            ? []
            : [
                  {
                      property: "awsServiceName",
                      reason: `is '${awsServiceName}'; must be a full service hostname e.g. elasticbeanstalk.amazonaws.com`,
                  },
              ],
    validate: (op) => {
        const { awsServiceName, customSuffix } = op.inputs;
        if (customSuffix && awsServiceName in NAMES && !SUFFIXED.includes(awsServiceName)) {
            op.refuse(serviceLinkedRoleRefusals.suffix, `Custom suffix is not allowed for ${awsServiceName}`);
        }
        const taken = op.world.listIn(GLOBAL, IAM_TYPES.serviceLinkedRole).some((record) => record.id === op.id);
        if (op.kind === "create" && taken) {
            op.refuse(
                serviceLinkedRoleRefusals.exists,
                `Service role name ${nameOf(op.inputs)} has been taken in this account, please try a different suffix.`,
            );
        }
    },
    outputs: (op) => ({
        arn: op.id,
        createDate: CREATED,
        description: op.inputs.description ?? "",
        name: nameOf(op.inputs),
        path: pathOf(op.inputs),
        uniqueId: uniqueId("AROA", (label, length) => op.hash(label, length)),
    }),
});
