/** Target groups: where load balancers send requests, and how they find out who is healthy. */
import type { Properties } from "../../../values";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { filled } from "../filled";
import type { Given } from "../ec2/input-checks";
import { given, numberBetween, oneOfValues, textRule } from "../ec2/input-checks";
import { text, TYPES } from "../ec2/records";
import { checkRow, replacementRules, row } from "../ec2/sources";
import { api, LB_TYPES, MOTO, provider } from "./sources";
import type { GroupInputs } from "./target-group-health";
import { healthFaults, isMatcher, speaksHttp, targetTypeOf, wholeCheck } from "./target-group-health";
import { balancersOf } from "./target-group-use";

const CREATE = api("CreateTargetGroup");
const PROVIDER = provider("target_group");

export const targetGroupRefusals = {
    exists: row("DuplicateTargetGroupName", "the region has a target group of this name", CREATE),
    unknownVpc: row("ValidationError", "the VPC does not exist", MOTO),
    doubleHyphen: row("ValidationError", "the name has two hyphens in a row", MOTO),
    timeout: row("ValidationError", "a health check may take as long as the time between two, or longer", MOTO),
    matcher: row(
        "ValidationError",
        "the codes of a healthy answer are no codes or ranges of 200 to 499",
        api("Matcher"),
    ),
    albProtocol: row("ValidationError", "a group for a load balancer has another protocol than TCP", CREATE),
    lambdaInputs: row("ValidationError", "a group for a function has a port, a protocol or a VPC", MOTO),
    inUse: row("ResourceInUse", "a listener or a rule sends requests to it", api("DeleteTargetGroup")),
    nameForm: checkRow(
        "the name is longer than 32 characters, has others than letters, digits and hyphens or begins or ends with one",
        provider("validate"),
    ),
    incomplete: checkRow("a group for anything but a function lacks its port, protocol or VPC", PROVIDER),
    typeForm: checkRow("the target type, the protocol or its version is none", PROVIDER),
    range: checkRow("the port, the deregistration delay or the slow start is out of its range", PROVIDER),
    healthRange: checkRow("a number of the health check is out of its range", PROVIDER),
    healthPath: checkRow(
        "the path of the health check does not begin with a slash, or has over 1,024 characters",
        PROVIDER,
    ),
    healthPort: checkRow("the port of the health check is neither a port nor `traffic-port`", PROVIDER),
    healthTcp: checkRow(
        "a health check over TCP has a path or a matcher, or is one of a group that speaks HTTP",
        PROVIDER,
    ),
} as const satisfies Record<string, Refusal>;

const refusals = targetGroupRefusals;

const PROTOCOLS = ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"];
const TARGET_TYPES = ["instance", "ip", "lambda", "alb"];
const VERSIONS = ["GRPC", "HTTP1", "HTTP2"];

function nameFault(name: string): string | undefined {
    if (name.length > 32) {
        return `cannot be longer than 32 characters: '${name}' has ${name.length}`;
    }
    return /^[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?$/.test(name)
        ? undefined
        : `'${name}': only letters, digits and hyphens are allowed, and no hyphen at its ends`;
}

function groupFaults(inputs: Partial<GroupInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const of = given(inputs, unknown);
    const { healthCheck, protocol, slowStart = 0 } = inputs;
    return [
        ...textRule(of, "namePrefix", (prefix) =>
            prefix.length > 6 ? "cannot be longer than 6 characters" : undefined,
        ),
        ...textRule(of, "name", nameFault),
        ...oneOfValues(of, "targetType", TARGET_TYPES),
        ...oneOfValues(of, "protocol", PROTOCOLS),
        ...oneOfValues(of, "protocolVersion", VERSIONS),
        ...missing(of, inputs),
        ...numberBetween(of, "port", 1, 65_535),
        ...numberBetween(of, "deregistrationDelay", 0, 3600),
        ...(slowStart === 0 ? [] : numberBetween(of, "slowStart", 30, 900)),
        ...(healthCheck ? healthFaults(healthCheck, protocol) : []),
    ];
}

function missing(of: Given, inputs: Partial<GroupInputs>): readonly CheckFault[] {
    if (targetTypeOf(inputs) === "lambda" || of.unknown.has("targetType")) {
        return [];
    }
    return ["port", "protocol", "vpcId"]
        .filter((property) => of.inputs[property] === undefined && !of.unknown.has(property))
        .map((property) => ({ property, reason: `must be given when targetType is '${targetTypeOf(inputs)}'` }));
}

function refuseGroup(op: Operation<GroupInputs>): void {
    const { name = "", protocol, vpcId } = op.inputs;
    const type = targetTypeOf(op.inputs);
    if (op.kind === "create") {
        if (name.includes("--")) {
            op.refuse(
                refusals.doubleHyphen,
                `1 validation error detected: Value '${name}' at 'targetGroup.targetGroupArn.targetGroupName' failed to ` +
                    "satisfy constraint: Member must satisfy regular expression pattern: " +
                    "(?!.*--)(?!^-)(?!.*-$)^[A-Za-z0-9-]+$",
            );
        }
        if (op.world.list(LB_TYPES.targetGroup).some((other) => text(other, "name") === name)) {
            op.refuse(
                refusals.exists,
                `A target group with the same name '${name}' exists, but with different settings`,
            );
        }
        const given = [op.inputs.port, protocol, vpcId].some((value) => value !== undefined);
        if (type === "lambda" && given) {
            op.refuse(
                refusals.lambdaInputs,
                "Port, protocol and VPC cannot be specified for target groups with target type 'lambda'",
            );
        }
        if (type === "alb" && protocol !== "TCP") {
            op.refuse(refusals.albProtocol, `Protocol '${protocol ?? ""}' is not supported with target type 'alb'`);
        }
        if (vpcId !== undefined && !op.world.get(TYPES.vpc, vpcId)) {
            op.refuse(refusals.unknownVpc, `The VPC ID '${vpcId}' is not found`);
        }
    }
    refuseHealthCheck(op);
}

function refuseHealthCheck(op: Operation<GroupInputs>): void {
    const { interval, timeout } = wholeCheck(op.inputs);
    if (timeout >= interval) {
        op.refuse(
            refusals.timeout,
            `Health check timeout '${timeout}' must be smaller than the interval '${interval}'`,
        );
    }
    const { matcher = "" } = op.inputs.healthCheck ?? {};
    if (matcher !== "" && !isMatcher(matcher, op.inputs)) {
        op.refuse(
            refusals.matcher,
            `Health check matcher '${matcher}' must be a list of codes or ranges, such as '200,202' or '200-299'`,
        );
    }
}

/** The part of the ARN that CloudWatch takes as the group's name: `targetgroup/web/0123456789abcdef`. */
function suffixOf(arn: string): string {
    return arn.split(":").at(-1) ?? "";
}

function stickiness(inputs: GroupInputs): Properties {
    const standard = { cookieDuration: 86_400, cookieName: "", enabled: inputs.stickiness !== undefined };
    return { ...standard, type: speaksHttp(inputs.protocol) ? "lb_cookie" : "source_ip", ...inputs.stickiness };
}

function groupHealth({ targetGroupHealth }: GroupInputs): Properties {
    return {
        dnsFailover: {
            minimumHealthyTargetsCount: "1",
            minimumHealthyTargetsPercentage: "off",
            ...targetGroupHealth?.dnsFailover,
        },
        unhealthyStateRouting: {
            minimumHealthyTargetsCount: 1,
            minimumHealthyTargetsPercentage: "off",
            ...targetGroupHealth?.unhealthyStateRouting,
        },
    };
}

function outputsOf(op: Operation<GroupInputs>): Properties {
    const { inputs } = op;
    const http = speaksHttp(inputs.protocol);
    const lambda = targetTypeOf(inputs) === "lambda";
    return {
        ...filled(inputs, {
            connectionTermination: false,
            deregistrationDelay: 300,
            ipAddressType: lambda ? "" : "ipv4",
            lambdaMultiValueHeadersEnabled: false,
            loadBalancingAlgorithmType: http ? "round_robin" : "",
            loadBalancingAnomalyMitigation: http ? "off" : "",
            loadBalancingCrossZoneEnabled: lambda ? "" : "use_load_balancer_configuration",
            namePrefix: "",
            preserveClientIp: "",
            protocolVersion: http ? "HTTP1" : "",
            proxyProtocolV2: false,
            slowStart: 0,
            targetFailovers: [{ onDeregistration: "", onUnhealthy: "" }],
            targetHealthStates: [{ enableUnhealthyConnectionTermination: true, unhealthyDrainingInterval: 0 }],
        }),
        arn: op.id,
        arnSuffix: suffixOf(op.id),
        healthCheck: { ...wholeCheck(inputs) },
        loadBalancerArns: balancersOf(op.world, op.id),
        stickiness: stickiness(inputs),
        targetGroupHealth: groupHealth(inputs),
        targetType: targetTypeOf(inputs),
    };
}

export const targetGroup = defineModel<GroupInputs>({
    type: LB_TYPES.targetGroup,
    source: CREATE,
    api: {
        service: "Elastic Load Balancing v2",
        create: "CreateTargetGroup",
        update: "ModifyTargetGroup",
        delete: "DeleteTargetGroup",
    },
    mint: ({ name = "" }, hex, { account, partition, region }) =>
        `arn:${partition}:elasticloadbalancing:${region}:${account}:targetgroup/${name}/${hex(16)}`,
    refusals,
    inUse: {
        refusal: refusals.inUse,
        message: (arn) => `Target group '${arn}' is currently in use by a listener or a rule`,
    },
    replacement: replacementRules(PROVIDER, {
        replaces: [
            "ipAddressType",
            "name",
            "namePrefix",
            "port",
            "protocol",
            "protocolVersion",
            "targetControlPort",
            "targetType",
            "vpcId",
        ],
        inPlace: [
            "connectionTermination",
            "deregistrationDelay",
            "healthCheck",
            "loadBalancingAlgorithmType",
            "loadBalancingAnomalyMitigation",
            "loadBalancingCrossZoneEnabled",
            "slowStart",
            "stickiness",
            "targetGroupHealth",
        ],
    }),
    autoname: { property: "name", maxLength: 32 },
    check: (inputs, { unknown }) => groupFaults(inputs, unknown),
    validate: refuseGroup,
    outputs: outputsOf,
    read: (record, view) => ({ loadBalancerArns: balancersOf(view, record.id) }),
});
