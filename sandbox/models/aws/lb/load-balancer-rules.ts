/** The checks of a load balancer: those of the provider, and those of the API against the network it stands in. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import type { CheckFault } from "../../kernel/refusal";
import { usableAddresses } from "../ec2/addresses";
import { exactlyOneOf, given, oneOfValues, textRule } from "../ec2/input-checks";
import { addressesIn } from "../ec2/interfaces";
import { gatewayOf } from "../ec2/internet-gateway";
import { text, TYPES } from "../ec2/records";
import { loadBalancerRefusals as refusals } from "./load-balancer-refusals";
import { bucketOf, hasKmsKey, mayDeliver } from "./log-delivery";
import { LB_TYPES } from "./sources";

export type LoadBalancerInputs = Unwrap<aws.lb.LoadBalancerArgs>;

const FREE_ADDRESSES = 8;

export function typeOf(inputs: Pick<LoadBalancerInputs, "loadBalancerType">): string {
    return inputs.loadBalancerType ?? "application";
}

/** The subnets, named in a list or together with addresses. */
export function subnetsOf(inputs: LoadBalancerInputs): readonly string[] {
    return inputs.subnets ?? (inputs.subnetMappings ?? []).map(({ subnetId }) => subnetId);
}

export function loadBalancerNameFault(name: string): string | undefined {
    if (name.length > 32) {
        return `cannot be longer than 32 characters: '${name}' has ${name.length}`;
    }
    if (!/^[0-9A-Za-z-]+$/.test(name)) {
        return `'${name}': only letters, digits and hyphens are allowed`;
    }
    return /^-|-$|^internal-/.test(name)
        ? `'${name}' cannot begin or end with a hyphen, nor begin with 'internal-'`
        : undefined;
}

export function loadBalancerFaults(
    inputs: Partial<LoadBalancerInputs>,
    unknown: ReadonlySet<string>,
): readonly CheckFault[] {
    const of = given(inputs, unknown);
    return [
        ...textRule(of, "namePrefix", (prefix) =>
            prefix.length > 6 ? "cannot be longer than 6 characters" : undefined,
        ),
        ...textRule(of, "name", loadBalancerNameFault),
        ...exactlyOneOf(of, ["subnets", "subnetMappings"]),
        ...oneOfValues(of, "loadBalancerType", ["application", "network", "gateway"]),
        ...oneOfValues(of, "ipAddressType", ["ipv4", "dualstack", "dualstack-without-public-ipv4"]),
        ...oneOfValues(of, "desyncMitigationMode", ["monitor", "defensive", "strictest"]),
        ...oneOfValues(of, "xffHeaderProcessingMode", ["append", "preserve", "remove"]),
    ];
}

export function refuseLoadBalancer(op: Operation<LoadBalancerInputs>): void {
    const { name = "" } = op.inputs;
    const same = op.world.list(LB_TYPES.loadBalancer).find((other) => text(other, "name") === name);
    if (op.kind === "create" && same) {
        op.refuse(refusals.exists, `A load balancer with the same name '${name}' exists, but with different settings`);
    }
    refuseAttributes(op);
    const subnets = refuseSubnets(op);
    refuseGroups(op, text(subnets[0], "vpcId"));
    if (op.kind === "create" && op.inputs.internal !== true) {
        refuseWithoutGateway(op, text(subnets[0], "vpcId"));
    }
    refuseLogs(op, op.inputs.accessLogs);
    refuseLogs(op, op.inputs.connectionLogs);
}

function refuseAttributes(op: Operation<LoadBalancerInputs>): void {
    const { clientKeepAlive = 3600, idleTimeout = 60 } = op.inputs;
    if (typeOf(op.inputs) !== "application") {
        return;
    }
    if (idleTimeout < 1 || idleTimeout > 4000) {
        op.refuse(
            refusals.idleTimeout,
            `'idle_timeout.timeout_seconds' value '${idleTimeout}' must be between '1-4000' inclusive`,
        );
    }
    if (clientKeepAlive < 60 || clientKeepAlive > 604_800) {
        op.refuse(
            refusals.keepAlive,
            `'client_keep_alive.seconds' value '${clientKeepAlive}' must be between '60-604800' inclusive`,
        );
    }
}

function refuseSubnets(op: Operation<LoadBalancerInputs>): readonly WorldRecord[] {
    const subnets = subnetsOf(op.inputs).map(
        (id) =>
            op.world.get(TYPES.subnet, id) ?? op.refuse(refusals.unknownSubnet, `The subnet ID '${id}' does not exist`),
    );
    const vpcs = new Set(subnets.map((subnet) => text(subnet, "vpcId")));
    if (vpcs.size > 1) {
        op.refuse(refusals.otherVpc, `All subnets must belong to the same VPC: '${[...vpcs].sort().join("', '")}'`);
    }
    const zones = new Set(subnets.map((subnet) => text(subnet, "availabilityZone")));
    if (zones.size < subnets.length) {
        op.refuse(
            refusals.zoneTwice,
            "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
        );
    }
    if (typeOf(op.inputs) === "application" && zones.size < 2) {
        op.refuse(refusals.twoZones, "At least two subnets in two different Availability Zones must be specified");
    }
    const before = op.previous ? subnetsOf(op.previous.inputs) : [];
    for (const subnet of subnets.filter(({ id }) => !before.includes(id))) {
        const free = usableAddresses(text(subnet, "cidrBlock")) - addressesIn(op.world, subnet.id).size;
        if (free < FREE_ADDRESSES) {
            op.refuse(
                refusals.fullSubnet,
                `Not enough IP space available in ${subnet.id}. ` +
                    `ELB requires at least ${FREE_ADDRESSES} free IP addresses in each subnet.`,
            );
        }
    }
    return subnets;
}

function refuseGroups(op: Operation<LoadBalancerInputs>, vpcId: string): void {
    for (const id of op.inputs.securityGroups ?? []) {
        const group = op.world.get(TYPES.securityGroup, id);
        if (!group) {
            return op.refuse(refusals.unknownGroup, `The security group '${id}' does not exist`);
        }
        if (text(group, "vpcId") !== vpcId) {
            op.refuse(refusals.groupOfOtherVpc, "One or more security groups are invalid");
        }
    }
}

function refuseWithoutGateway(op: Operation<LoadBalancerInputs>, vpcId: string): void {
    if (gatewayOf(op.world, vpcId) === undefined) {
        op.refuse(refusals.noGateway, `VPC ${vpcId} has no internet gateway`);
    }
}

interface Logs {
    readonly bucket: string;
    readonly enabled?: boolean;
    readonly prefix?: string;
}

function refuseLogs(op: Operation<LoadBalancerInputs>, logs: Logs | undefined): void {
    if (logs?.enabled !== true) {
        return;
    }
    const { bucket, prefix = "" } = logs;
    const denied = `Access Denied for bucket: ${bucket}. Please check S3bucket permission`;
    const record = bucketOf(op.world, bucket);
    if (record && record.region !== op.region) {
        op.refuse(
            refusals.logBucketRegion,
            `The S3 bucket ${bucket} is not located in the same region as the load balancer: ${op.region}`,
        );
    }
    if (!record || !mayDeliver(op.world, op, { bucket, prefix, balancerArn: op.id })) {
        op.refuse(refusals.logBucketDenied, denied);
    }
    if (hasKmsKey(op.world, bucket)) {
        op.refuse(refusals.logBucketKey, denied);
    }
}
