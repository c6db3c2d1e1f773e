/** Data sources for images, security groups, prefix lists and endpoint services. */
import type * as aws from "@pulumi/aws";
import type { Properties } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { InvokeContext } from "../../kernel/model";
import { defineInvoke } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { PROVIDER_CHECK } from "../../kernel/refusal";
import { zonesOf } from "./availability-zones";
import { dnsLabel, endpointService } from "./endpoint-services";
import { askedFilters, filtered, filterRefusals, tagsOf } from "./filters";
import type { PrefixList } from "./prefix-lists";
import { prefixLists } from "./prefix-lists";
import { text, TYPES } from "./records";
import { provider, row } from "./sources";

function oneRows(file: string): { readonly none: Refusal; readonly several: Refusal } {
    return {
        none: { code: PROVIDER_CHECK, when: "nothing matches", source: provider(file) },
        several: { code: PROVIDER_CHECK, when: "more than one matches", source: provider(file) },
    };
}

/** The only one of the matches, as most data sources want it. */
function only<T>(
    context: Pick<InvokeContext, "refuse">,
    rows: { readonly none: Refusal; readonly several: Refusal },
    what: string,
    found: readonly T[],
): T {
    const [first] = found;
    if (first === undefined) {
        return context.refuse(rows.none, `no matching ${what} found`);
    }
    return found.length === 1
        ? first
        : context.refuse(
              rows.several,
              `multiple ${what}s matched; use additional constraints to reduce matches to a single ${what}`,
          );
}

export const getSecurityGroupRefusals = { ...filterRefusals, ...oneRows("vpc_security_group_data_source") } as const;

export const getSecurityGroup = defineInvoke<aws.ec2.GetSecurityGroupArgs>({
    token: "aws:ec2/getSecurityGroup:getSecurityGroup",
    source: provider("vpc_security_group_data_source"),
    refusals: getSecurityGroupRefusals,
    invoke: (args, context): Properties => {
        const filters = askedFilters(args, { "group-id": args.id, "group-name": args.name, "vpc-id": args.vpcId });
        const texts = {
            "group-id": (group: WorldRecord) => group.id,
            "group-name": (group: WorldRecord) => text(group, "name"),
            "vpc-id": (group: WorldRecord) => text(group, "vpcId"),
            "owner-id": (group: WorldRecord) => text(group, "ownerId"),
            description: (group: WorldRecord) => text(group, "description"),
        };
        const groups = filtered(context, context.view.list(TYPES.securityGroup), filters, texts, tagsOf);
        const group = only(context, getSecurityGroupRefusals, "EC2 Security Group", groups);
        return {
            arn: text(group, "arn"),
            description: text(group, "description"),
            id: group.id,
            name: text(group, "name"),
            region: context.region,
            tags: tagsOf(group),
            vpcId: text(group, "vpcId"),
        };
    },
});

export const getManagedPrefixListRefusals = {
    ...filterRefusals,
    ...oneRows("vpc_managed_prefix_list_data_source"),
} as const;

export const getManagedPrefixList = defineInvoke<aws.ec2.GetManagedPrefixListArgs>({
    token: "aws:ec2/getManagedPrefixList:getManagedPrefixList",
    source: provider("vpc_managed_prefix_list_data_source"),
    refusals: getManagedPrefixListRefusals,
    invoke: (args, context): Properties => {
        const byName = { "prefix-list-id": args.id, "prefix-list-name": args.name };
        const filters = askedFilters({ filters: args.filters }, byName);
        const texts = {
            "owner-id": (list: PrefixList) => list.ownerId,
            "prefix-list-id": (list: PrefixList) => list.id,
            "prefix-list-name": (list: PrefixList) => list.name,
        };
        const lists = filtered(context, prefixLists(context.view, context), filters, texts, () => ({}));
        const list = only(context, getManagedPrefixListRefusals, "EC2 Managed Prefix List", lists);
        const account = list.ownerId === "AWS" ? "aws" : list.ownerId;
        return {
            addressFamily: list.family,
            arn: `arn:${context.partition}:ec2:${context.region}:${account}:prefix-list/${list.id}`,
            entries: list.cidrs.map((cidr) => ({ cidr, description: "" })),
            id: list.id,
            maxEntries: list.ownerId === "AWS" ? 0 : list.weight,
            name: list.name,
            ownerId: list.ownerId,
            region: context.region,
            tags: {},
            version: 0,
        };
    },
});

export const getVpcEndpointServiceRefusals = {
    unknownService: row(
        "InvalidServiceName",
        "the region has no endpoint service of this name",
        "https://github.com/getmoto/moto/blob/master/moto/ec2/exceptions.py",
    ),
    several: oneRows("vpc_endpoint_service_data_source").several,
} as const satisfies Record<string, Refusal>;

export const getVpcEndpointService = defineInvoke<aws.ec2.GetVpcEndpointServiceArgs>({
    token: "aws:ec2/getVpcEndpointService:getVpcEndpointService",
    source: provider("vpc_endpoint_service_data_source"),
    refusals: getVpcEndpointServiceRefusals,
    invoke: (args, context): Properties => {
        const { region } = context;
        const name = args.serviceName ?? `com.amazonaws.${region}.${args.service ?? ""}`;
        const service = endpointService(context.view, context, name);
        if (!service) {
            return context.refuse(
                getVpcEndpointServiceRefusals.unknownService,
                `The Vpc Endpoint Service '${name}' does not exist`,
            );
        }
        const types = service.types.filter((type) => args.serviceType === undefined || type === args.serviceType);
        const [type] = types;
        if (types.length !== 1 || type === undefined) {
            return context.refuse(
                getVpcEndpointServiceRefusals.several,
                "multiple EC2 VPC Endpoint Services matched; use additional constraints to reduce matches to a single one",
            );
        }
        const isGateway = type === "Gateway";
        const serviceId = `vpce-svc-0${context.hash(`${name} ${type}`, 16)}`;
        return {
            acceptanceRequired: false,
            arn: `arn:${context.partition}:ec2:${region}:${context.account}:vpc-endpoint-service/${serviceId}`,
            availabilityZones: zonesOf(context).map((zone) => zone.name),
            baseEndpointDnsNames: isGateway
                ? [`${dnsLabel(service, region)}.${region}.amazonaws.com`]
                : [`${dnsLabel(service, region)}.${region}.vpce.amazonaws.com`],
            id: serviceId,
            managesVpcEndpoints: false,
            owner: service.owner,
            privateDnsName: isGateway ? "" : (service.privateDnsNames[0] ?? ""),
            privateDnsNames: isGateway ? [] : service.privateDnsNames,
            region,
            serviceId,
            serviceName: name,
            serviceRegion: region,
            serviceType: type,
            supportedIpAddressTypes: ["ipv4"],
            tags: {},
            vpcEndpointPolicySupported: true,
        };
    },
});
