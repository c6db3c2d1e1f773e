/** VPC endpoints: gateways in route tables, and interfaces in subnets. */
import type { Properties } from "../../../values";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault } from "../../kernel/refusal";
import { filled } from "../filled";
import { conflict, given, oneOfValues, textRule } from "./input-checks";
import { dnsLabel, endpointService } from "./endpoint-services";
import { routeTablesOf } from "./vpc-endpoint-routes";
import { endpointInterfaces, syncInterfaces, wantedSubnets } from "./vpc-endpoint-interfaces";
import { ENDPOINT_CREATE, ENDPOINT_PROVIDER, vpcEndpointRefusals } from "./vpc-endpoint-refusals";
import type { EndpointInputs } from "./vpc-endpoint-rules";
import { refuseEndpoint } from "./vpc-endpoint-rules";
import { servicePrefixList } from "./prefix-lists";
import { text, TYPES } from "./records";
import { replacementRules } from "./sources";
import { groupsOrDefault } from "./interface-groups";

/** What EC2 attaches where the program gives no policy. */
const FULL_ACCESS = { Statement: [{ Action: "*", Effect: "Allow", Principal: "*", Resource: "*" }] };

const TYPES_OF_ENDPOINT = ["Gateway", "Interface", "GatewayLoadBalancer", "Resource", "ServiceNetwork"];

function endpointFaults(inputs: Partial<EndpointInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const of = given(inputs, unknown);
    return [
        ...oneOfValues(of, "vpcEndpointType", TYPES_OF_ENDPOINT),
        ...textRule(of, "policy", jsonFault),
        ...conflict(of, "serviceName", ["resourceConfigurationArn", "serviceNetworkArn"]),
        ...conflict(of, "resourceConfigurationArn", ["serviceNetworkArn"]),
    ];
}

function jsonFault(document: string): string | undefined {
    try {
        JSON.parse(document);
        return undefined;
    } catch (error) {
        return `contains an invalid JSON policy: ${error instanceof Error ? error.message : String(error)}`;
    }
}

export function typeOf(inputs: EndpointInputs): string {
    return inputs.vpcEndpointType ?? "Gateway";
}

export const vpcEndpoint = defineModel<EndpointInputs>({
    type: TYPES.vpcEndpoint,
    source: ENDPOINT_CREATE,
    api: { service: "EC2", create: "CreateVpcEndpoint", update: "ModifyVpcEndpoint", delete: "DeleteVpcEndpoints" },
    mint: (_inputs, hex) => `vpce-0${hex(16)}`,
    refusals: vpcEndpointRefusals,
    references: [
        {
            property: "vpcId",
            to: TYPES.vpc,
            missing: vpcEndpointRefusals.unknownVpc,
            message: (id) => `The Vpc Id ${id} does not exist`,
        },
        {
            property: "subnetIds[*]",
            to: TYPES.subnet,
            missing: vpcEndpointRefusals.unknownSubnet,
            message: (id) => `The subnet ID '${id}' does not exist`,
        },
        {
            property: "securityGroupIds[*]",
            to: TYPES.securityGroup,
            missing: vpcEndpointRefusals.unknownGroup,
            message: (id) => `The security group ID '${id}' does not exist`,
        },
        {
            property: "routeTableIds[*]",
            to: TYPES.routeTable,
            missing: vpcEndpointRefusals.unknownRouteTable,
            message: (id) => `The routeTable ID '${id}' does not exist`,
            onTargetDeleted: "ignore",
        },
    ],
    replacement: replacementRules(ENDPOINT_PROVIDER, {
        replaces: [
            "resourceConfigurationArn",
            "serviceName",
            "serviceNetworkArn",
            "serviceRegion",
            "vpcEndpointType",
            "vpcId",
        ],
        inPlace: [
            "autoAccept",
            "dnsOptions",
            "ipAddressType",
            "policy",
            "privateDnsEnabled",
            "routeTableIds",
            "securityGroupIds",
            "subnetConfigurations",
            "subnetIds",
        ],
    }),
    unordered: ["routeTableIds", "securityGroupIds", "subnetIds", "subnetConfigurations"],
    check: (inputs, { unknown }) => endpointFaults(inputs, unknown),
    validate: refuseEndpoint,
    outputs: endpointOutputs,
    afterCreate: syncInterfaces,
    afterUpdate: syncInterfaces,
    read: (record, view) => ({
        networkInterfaceIds: endpointInterfaces(view, record.id).map((item) => item.id),
        routeTableIds: routeTablesOf(view, record),
        subnetIds: endpointInterfaces(view, record.id).map((item) => text(item, "subnetId")),
    }),
});

function endpointOutputs(op: Operation<EndpointInputs>): Properties {
    const { inputs } = op;
    return {
        ...filled(inputs, {
            ipAddressType: "ipv4",
            privateDnsEnabled: false,
            routeTableIds: [],
            serviceRegion: op.region,
            subnetConfigurations: [],
        }),
        arn: op.arn("ec2", `vpc-endpoint/${op.id}`),
        networkInterfaceIds: [],
        ownerId: op.account,
        requesterManaged: false,
        state: "available",
        subnetIds: wantedSubnets(inputs),
        vpcEndpointType: typeOf(inputs),
        ...(typeOf(inputs) === "Gateway" ? gatewayOutputs(op) : interfaceOutputs(op)),
    };
}

function gatewayOutputs(op: Operation<EndpointInputs>): Properties {
    const list = servicePrefixList(op, op.inputs.serviceName ?? "");
    return {
        ...filled(op.inputs, {
            dnsOptions: { dnsRecordIpType: "service-defined" },
            policy: JSON.stringify({ ...FULL_ACCESS, Version: "2008-10-17" }),
        }),
        cidrBlocks: list?.cidrs ?? [],
        dnsEntries: [],
        prefixListId: list?.id ?? "",
        securityGroupIds: [],
    };
}

function interfaceOutputs(op: Operation<EndpointInputs>): Properties {
    return {
        ...filled(op.inputs, { dnsOptions: { dnsRecordIpType: "ipv4" }, policy: JSON.stringify(FULL_ACCESS) }),
        cidrBlocks: [],
        dnsEntries: dnsEntries(op),
        prefixListId: "",
        securityGroupIds: groupsOrDefault(op.inputs.securityGroupIds, op.inputs.vpcId),
    };
}

/** The endpoint's own names, one for each zone, and the service's where private DNS is on. */
function dnsEntries(op: Operation<EndpointInputs>): readonly Properties[] {
    const service = endpointService(op.world, op, op.inputs.serviceName ?? "");
    if (!service) {
        return [];
    }
    const suffix = `${dnsLabel(service, op.region)}.${op.region}.vpce.amazonaws.com`;
    const own = `${op.id}-${op.hash("DNS name", 8)}`;
    const zones = wantedSubnets(op.inputs).map((id) => text(op.world.get(TYPES.subnet, id), "availabilityZone"));
    const hostedZoneId = `Z${op.hash("endpoint zone", 13).toUpperCase()}`;
    const privateZoneId = `Z${op.hash("private zone", 20).toUpperCase()}`;
    return [
        { dnsName: `${own}.${suffix}`, hostedZoneId },
        ...zones.map((zone) => ({ dnsName: `${own}-${zone}.${suffix}`, hostedZoneId })),
        ...(op.inputs.privateDnsEnabled ? service.privateDnsNames : []).map((dnsName) => ({
            dnsName,
            hostedZoneId: privateZoneId,
        })),
    ];
}
