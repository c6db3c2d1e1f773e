/** Flow logs of VPCs, subnets and network interfaces. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import { sameValue } from "../../../values";
import { GLOBAL } from "../../../worlds/records";
import type { Operation, Reference } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { principalsOf } from "../iam/policy-grammar";
import { IAM_TYPES } from "../iam/sources";
import { exactlyOneOf, given, oneOfValues, textRule } from "./input-checks";
import { text, TYPES } from "./records";
import { checkRow, operation, provider, replacementRules, row } from "./sources";

type FlowLogInputs = Unwrap<aws.ec2.FlowLogArgs>;

const CREATE = operation("CreateFlowLogs");
const PROVIDER = provider("vpc_flow_log");
const MOTO = "https://github.com/getmoto/moto/blob/master/moto/ec2/models/flow_logs.py";

const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
const LOGS = "cloud-watch-logs";
const SERVICE = "vpc-flow-logs.amazonaws.com";
const DEFAULT_FORMAT =
    "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} " +
    "${bytes} ${start} ${end} ${action} ${log-status}";

export const flowLogRefusals = {
    exists: row(
        "FlowLogAlreadyExists",
        "the resource has a flow log of the same configuration and destination",
        "https://github.com/getmoto/moto/issues/6369",
    ),
    unknownVpc: row("InvalidVpcId.NotFound", "the VPC does not exist", CREATE),
    unknownSubnet: row("InvalidSubnetID.NotFound", "the subnet does not exist", CREATE),
    unknownInterface: row("InvalidNetworkInterfaceID.NotFound", "the network interface does not exist", CREATE),
    noTrafficType: row("MissingParameter", "no traffic type is given for a VPC, subnet or interface", CREATE),
    noDestination: row("InvalidParameter", "no destination is given", MOTO),
    noRole: row("InvalidParameter", "logs are to go to CloudWatch, but no role is given", MOTO),
    roleForOther: row(
        "InvalidParameter",
        "a role is given for delivery to S3",
        "https://github.com/aws-samples/aws-secure-environment-accelerator/issues/1111",
    ),
    roleNotAssumable: row(
        "InvalidParameter",
        "the role does not exist, or its trust policy does not name vpc-flow-logs.amazonaws.com",
        PROVIDER,
    ),
    oneResource: checkRow("not exactly one resource is named", PROVIDER),
    destinationType: checkRow("the destination type is none", PROVIDER),
    trafficType: checkRow("the traffic type is none of ACCEPT, REJECT and ALL", PROVIDER),
    interval: checkRow("the aggregation interval is neither 60 nor 600 seconds", PROVIDER),
    arnForm: checkRow("a role or a destination is no ARN", PROVIDER),
} as const satisfies Record<string, Refusal>;

const RESOURCES = [
    "eniId",
    "regionalNatGatewayId",
    "subnetId",
    "transitGatewayAttachmentId",
    "transitGatewayId",
    "vpcId",
] as const;

function faults(inputs: Partial<FlowLogInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const of = given(inputs, unknown);
    const interval = inputs.maxAggregationInterval;
    return [
        ...exactlyOneOf(of, RESOURCES),
        ...oneOfValues(of, "logDestinationType", [LOGS, "s3", "kinesis-data-firehose"]),
        ...oneOfValues(of, "trafficType", ["ACCEPT", "REJECT", "ALL"]),
        ...(interval === undefined || interval === 60 || interval === 600
            ? []
            : [{ property: "maxAggregationInterval", reason: `is ${interval}; expected 60 or 600 seconds` }]),
        ...["deliverCrossAccountRole", "iamRoleArn", "logDestination"].flatMap((name) => textRule(of, name, arnFault)),
    ];
}

function arnFault(arn: string): string | undefined {
    const fits = /^arn:aws[\w-]*:[^:]+:[^:]*:(\d{12}|aws)?:.+$/.test(arn);
    return fits ? undefined : `"${arn}" is an invalid ARN`;
}

function resourceOf(inputs: FlowLogInputs): string {
    return RESOURCES.map((name) => inputs[name]).find((id) => id !== undefined) ?? "";
}

function refuseDestination(op: Operation<FlowLogInputs>): void {
    const { iamRoleArn, logDestination, logDestinationType = LOGS } = op.inputs;
    if (logDestination === undefined) {
        op.refuse(flowLogRefusals.noDestination, "LogDestination can't be empty if LogGroupName is not provided.");
    }
    if (logDestinationType === LOGS && iamRoleArn === undefined) {
        op.refuse(
            flowLogRefusals.noRole,
            "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.",
        );
    }
    if (logDestinationType === "s3" && iamRoleArn !== undefined) {
        op.refuse(flowLogRefusals.roleForOther, "DeliverLogsPermissionArn is not applicable for s3 delivery");
    }
    if (iamRoleArn !== undefined) {
        refuseRole(op, iamRoleArn);
    }
}

function refuseRole(op: Operation<FlowLogInputs>, arn: string): void {
    const record = op.world.listIn(GLOBAL, IAM_TYPES.role).find((role) => text(role, "arn") === arn);
    const trusted = principalsOf(text(record, "assumeRolePolicy"), "Service");
    if (!trusted.includes(SERVICE)) {
        op.refuse(flowLogRefusals.roleNotAssumable, "Unable to assume given IAM role");
    }
}

function refuseTwin(op: Operation<FlowLogInputs>): void {
    const mine = {
        resource: resourceOf(op.inputs),
        logDestination: withoutWildcard(op.inputs.logDestination ?? ""),
        logFormat: op.inputs.logFormat ?? DEFAULT_FORMAT,
        maxAggregationInterval: op.inputs.maxAggregationInterval ?? 600,
        trafficType: op.inputs.trafficType,
    };
    const hasTwin = op.world.list(FLOW_LOG).some((record) => {
        const { logDestination, logFormat, maxAggregationInterval, trafficType } = record.outputs;
        const resource = RESOURCES.map((name) => text(record, name)).find((id) => id !== "");
        return sameValue(mine, { resource, logDestination, logFormat, maxAggregationInterval, trafficType });
    });
    if (hasTwin) {
        op.refuse(
            flowLogRefusals.exists,
            "Error. There is an existing Flow Log with the same configuration and log destination.",
        );
    }
}

/** The provider takes the `:*` of a log group's ARN away. */
function withoutWildcard(arn: string): string {
    return arn.replace(/:\*$/, "");
}

function toResource(property: string, to: string, missing: Refusal, message: (id: string) => string): Reference {
    return { property, to, missing, message, onTargetDeleted: "cascade" };
}

export const flowLog = defineModel<FlowLogInputs>({
    type: FLOW_LOG,
    source: CREATE,
    api: { service: "EC2", create: "CreateFlowLogs", delete: "DeleteFlowLogs" },
    mint: (_inputs, hex) => `fl-0${hex(16)}`,
    refusals: flowLogRefusals,
    references: [
        toResource("vpcId", TYPES.vpc, flowLogRefusals.unknownVpc, (id) => `Vpc Id ${id} does not exist`),
        toResource(
            "subnetId",
            TYPES.subnet,
            flowLogRefusals.unknownSubnet,
            (id) => `The subnet ID '${id}' does not exist`,
        ),
        toResource(
            "eniId",
            TYPES.networkInterface,
            flowLogRefusals.unknownInterface,
            (id) => `The networkInterface ID '${id}' does not exist`,
        ),
    ],
    replacement: replacementRules(PROVIDER, {
        replaces: [
            ...RESOURCES,
            "deliverCrossAccountRole",
            "destinationOptions",
            "iamRoleArn",
            "logDestination",
            "logDestinationType",
            "logFormat",
            "maxAggregationInterval",
            "trafficType",
        ],
        inPlace: ["tags"],
    }),
    check: (inputs, { unknown }) => faults(inputs, unknown),
    validate: (op) => {
        if (op.kind !== "create") {
            return;
        }
        const transit = op.inputs.transitGatewayId ?? op.inputs.transitGatewayAttachmentId;
        if (op.inputs.trafficType === undefined && transit === undefined) {
            op.refuse(flowLogRefusals.noTrafficType, "The request must contain the parameter TrafficType");
        }
        refuseDestination(op);
        refuseTwin(op);
    },
    outputs: (op) => ({
        arn: op.arn("ec2", `vpc-flow-log/${op.id}`),
        logDestination: withoutWildcard(op.inputs.logDestination ?? ""),
        logDestinationType: op.inputs.logDestinationType ?? LOGS,
        logFormat: op.inputs.logFormat ?? DEFAULT_FORMAT,
        maxAggregationInterval: op.inputs.maxAggregationInterval ?? 600,
    }),
});
