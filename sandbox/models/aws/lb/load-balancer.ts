/** Application and network load balancers. */
import type { Properties } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, ReplacementCorrection, View } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import { filled } from "../filled";
import { groupsOrDefault } from "../ec2/interface-groups";
import { networkInterface, NETWORK_INTERFACE } from "../ec2/interfaces";
import { text, TYPES } from "../ec2/records";
import { replacementRules } from "../ec2/sources";
import { loadBalancerRefusals as refusals } from "./load-balancer-refusals";
import type { LoadBalancerInputs } from "./load-balancer-rules";
import { loadBalancerFaults, refuseLoadBalancer, subnetsOf, typeOf } from "./load-balancer-rules";
import { writeTestObject } from "./log-delivery";
import { api, LB_TYPES, provider, zoneOf } from "./sources";

const PROVIDER = provider("load_balancer");

/** The part of the ARN that CloudWatch takes as the load balancer's name: `app/web/0123456789abcdef`. */
function suffixOf(arn: string): string {
    return arn.split(":loadbalancer/")[1] ?? "";
}

const SHORT: Readonly<Record<string, string>> = { application: "app", gateway: "gwy", network: "net" };

function lacks(inputs: Properties, property: string): boolean {
    const value = inputs[property];
    return value === undefined || (Array.isArray(value) && value.length === 0);
}

function removesSubnets(previous: Properties, inputs: Properties): boolean {
    const count = (value: Properties): number => (Array.isArray(value["subnets"]) ? value["subnets"].length : 0);
    return inputs["loadBalancerType"] === "network" && count(inputs) <= count(previous);
}

const DEPENDING: readonly ReplacementCorrection[] = [
    { property: "subnets", replaces: true, source: PROVIDER, when: removesSubnets },
    {
        property: "securityGroups",
        replaces: true,
        source: PROVIDER,
        when: (previous, inputs) =>
            inputs["loadBalancerType"] === "network" &&
            lacks(previous, "securityGroups") !== lacks(inputs, "securityGroups"),
    },
    {
        property: "subnetMappings",
        replaces: true,
        source: PROVIDER,
        when: (_previous, inputs) => inputs["loadBalancerType"] === "network",
    },
];

function dnsName(op: Operation<LoadBalancerInputs>): string {
    const { internal = false, name = "" } = op.inputs;
    if (typeOf(op.inputs) === "network") {
        return `${name}-${op.id.split("/").at(-1) ?? ""}.elb.${op.region}.amazonaws.com`;
    }
    const number = String(100_000_000 + op.pick("DNS name", 1_900_000_000));
    return `${internal ? "internal-" : ""}${name}-${number}.${op.region}.elb.amazonaws.com`;
}

const NO_LOGS: Properties = { bucket: "", enabled: false, prefix: "" };

function outputsOf(op: Operation<LoadBalancerInputs>): Properties {
    const { inputs } = op;
    const subnets = subnetsOf(inputs);
    const vpcId = text(op.world.get(TYPES.subnet, subnets[0] ?? ""), "vpcId");
    const network = typeOf(inputs) === "network";
    return {
        ...filled(inputs, {
            customerOwnedIpv4Pool: "",
            enableCrossZoneLoadBalancing: !network,
            enableDeletionProtection: false,
            enablePrefixForIpv6SourceNat: network ? "off" : "",
            enableZonalShift: false,
            enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "",
            internal: false,
            ipAddressType: "ipv4",
            namePrefix: "",
            secondaryIpsAutoAssignedPerSubnet: 0,
        }),
        ...(network ? filled(inputs, { dnsRecordClientRoutingPolicy: "any_availability_zone" }) : webDefaults(inputs)),
        accessLogs: { ...NO_LOGS, ...inputs.accessLogs },
        arn: op.id,
        arnSuffix: suffixOf(op.id),
        dnsName: dnsName(op),
        loadBalancerType: typeOf(inputs),
        securityGroups: network ? (inputs.securityGroups ?? []) : groupsOrDefault(inputs.securityGroups, vpcId),
        subnetMappings: inputs.subnetMappings ?? subnets.map((subnetId) => ({ subnetId })),
        subnets,
        vpcId,
        zoneId: zoneOf(op.region, typeOf(inputs), (label, length) => op.hash(label, length)),
    };
}

/** What only application load balancers have. */
function webDefaults(inputs: LoadBalancerInputs): Properties {
    return {
        ...filled(inputs, {
            clientKeepAlive: 3600,
            desyncMitigationMode: "defensive",
            dropInvalidHeaderFields: false,
            enableHttp2: true,
            enableTlsVersionAndCipherSuiteHeaders: false,
            enableWafFailOpen: false,
            enableXffClientPort: false,
            idleTimeout: 60,
            preserveHostHeader: false,
            xffHeaderProcessingMode: "append",
        }),
        connectionLogs: { ...NO_LOGS, ...inputs.connectionLogs },
        healthCheckLogs: { ...NO_LOGS, ...inputs.healthCheckLogs },
    };
}

function interfacesOf(view: Pick<View, "list">, balancer: string): readonly WorldRecord[] {
    return view.list(NETWORK_INTERFACE).filter((record) => record.ownedBy?.id === balancer);
}

/** Logs that are switched on, or go elsewhere, begin with an object to try it. */
function tryLogs(op: Operation<LoadBalancerInputs>): void {
    for (const { bucket, enabled, prefix = "" } of [op.inputs.accessLogs, op.inputs.connectionLogs].flatMap(
        (logs) => logs ?? [],
    )) {
        if (enabled === true) {
            writeTestObject(op, { bucket, prefix });
        }
    }
}

function settle(op: Operation<LoadBalancerInputs>): void {
    syncInterfaces(op);
    tryLogs(op);
}

/** One network interface in each subnet; they keep subnets and security groups in use. */
function syncInterfaces(op: Operation<LoadBalancerInputs>): void {
    const wanted = subnetsOf(op.inputs);
    const self = op.world.get(LB_TYPES.loadBalancer, op.id);
    const groups = (self?.outputs["securityGroups"] ?? []) as readonly string[];
    for (const record of interfacesOf(op.world, op.id)) {
        if (wanted.includes(text(record, "subnetId"))) {
            op.world.put({
                ...record,
                inputs: { ...record.inputs, securityGroups: groups },
                outputs: { ...record.outputs, securityGroups: groups },
            });
        } else {
            op.world.remove(record.type, record.id);
        }
    }
    const present = new Set(interfacesOf(op.world, op.id).map((record) => text(record, "subnetId")));
    for (const subnetId of wanted.filter((id) => !present.has(id))) {
        const subnet = op.world.get(TYPES.subnet, subnetId);
        if (subnet) {
            op.world.put(
                networkInterface(op, {
                    label: `load balancer ${subnetId}`,
                    subnet,
                    interfaceType: typeOf(op.inputs) === "network" ? "network_load_balancer" : "interface",
                    description: `ELB ${suffixOf(op.id)}`,
                    securityGroups: groups,
                    attachedTo: { instance: "", deviceIndex: 1 },
                    ownedBy: { type: LB_TYPES.loadBalancer, id: op.id },
                }),
            );
        }
    }
}

export const loadBalancer = defineModel<LoadBalancerInputs>({
    type: LB_TYPES.loadBalancer,
    source: api("CreateLoadBalancer"),
    api: {
        service: "Elastic Load Balancing v2",
        create: "CreateLoadBalancer",
        update: "ModifyLoadBalancerAttributes",
        delete: "DeleteLoadBalancer",
    },
    mint: (inputs, hex, { account, partition, region }) => {
        const name = `${SHORT[typeOf(inputs)] ?? "app"}/${inputs.name ?? ""}/${hex(16)}`;
        return `arn:${partition}:elasticloadbalancing:${region}:${account}:loadbalancer/${name}`;
    },
    refusals,
    replacement: [
        ...replacementRules(PROVIDER, {
            replaces: ["customerOwnedIpv4Pool", "internal", "loadBalancerType", "name", "namePrefix"],
            inPlace: [
                "accessLogs",
                "clientKeepAlive",
                "connectionLogs",
                "desyncMitigationMode",
                "dropInvalidHeaderFields",
                "enableDeletionProtection",
                "enableHttp2",
                "idleTimeout",
                "ipAddressType",
                "securityGroups",
                "subnetMappings",
                "subnets",
            ],
        }),
        ...DEPENDING,
    ],
    autoname: { property: "name", maxLength: 32 },
    unordered: ["securityGroups", "subnetMappings", "subnets"],
    check: (inputs, { unknown }) => loadBalancerFaults(inputs, unknown),
    validate: refuseLoadBalancer,
    outputs: outputsOf,
    afterCreate: settle,
    afterUpdate: settle,
    beforeDelete: (op) => {
        if (op.inputs.enableDeletionProtection === true) {
            op.refuse(
                refusals.protected,
                `Load balancer '${op.id}' cannot be deleted because deletion protection is enabled`,
            );
        }
    },
});
