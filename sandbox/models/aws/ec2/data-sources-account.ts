/** Data sources about the place: region, zones, account, partition. */
import type * as aws from "@pulumi/aws";
import type { InvokeContext } from "../../kernel/model";
import { defineInvoke } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import type { AvailabilityZone } from "./availability-zones";
import { isRegion, regionDescription, zonesOf } from "./availability-zones";
import type { Filter } from "./filters";
import { askedFilters, filtered, filterRefusals } from "./filters";
import { checkRow, operation } from "./sources";

const DATA_SOURCES = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service";
const ZONES_SOURCE = `${DATA_SOURCES}/ec2/ec2_availability_zone_data_source.go`;
const REGION_SOURCE = `${DATA_SOURCES}/meta/region_data_source.go`;

export const availabilityZoneRefusals = {
    ...filterRefusals,
    none: checkRow("no availability zone matches", ZONES_SOURCE),
    several: checkRow("several availability zones match", ZONES_SOURCE),
} as const satisfies Record<string, Refusal>;

export const regionRefusals = {
    unknown: checkRow("there is no region of that name", REGION_SOURCE),
} as const satisfies Record<string, Refusal>;

function matchingZones(
    context: InvokeContext,
    state: string | undefined,
    filters: readonly Filter[],
): readonly AvailabilityZone[] {
    const texts = {
        "group-name": () => context.region,
        "opt-in-status": () => "opt-in-not-required",
        "region-name": () => context.region,
        state: () => "available",
        "zone-id": ({ id }: AvailabilityZone) => id,
        "zone-name": ({ name }: AvailabilityZone) => name,
        "zone-type": () => "availability-zone",
    };
    const wanted = askedFilters({ filters }, { state });
    return filtered(context, zonesOf(context), wanted, texts, () => ({}));
}

export const getAvailabilityZones = defineInvoke<aws.GetAvailabilityZonesArgs>({
    token: "aws:index/getAvailabilityZones:getAvailabilityZones",
    source: operation("DescribeAvailabilityZones"),
    refusals: filterRefusals,
    invoke: (args, context) => {
        const zones = matchingZones(context, args.state, args.filters ?? []).filter(
            ({ id, name }) => !(args.excludeNames ?? []).includes(name) && !(args.excludeZoneIds ?? []).includes(id),
        );
        return {
            allAvailabilityZones: args.allAvailabilityZones,
            excludeNames: args.excludeNames,
            excludeZoneIds: args.excludeZoneIds,
            filters: args.filters?.map(({ name, values }) => ({ name, values })),
            groupNames: [context.region],
            id: context.region,
            names: zones.map(({ name }) => name),
            region: context.region,
            state: args.state,
            zoneIds: zones.map(({ id }) => id),
        };
    },
});

export const getAvailabilityZone = defineInvoke<aws.GetAvailabilityZoneArgs>({
    token: "aws:index/getAvailabilityZone:getAvailabilityZone",
    source: operation("DescribeAvailabilityZones"),
    refusals: availabilityZoneRefusals,
    invoke: (args, context) => {
        const named = askedFilters({}, { "zone-name": args.name, "zone-id": args.zoneId });
        const [zone, another] = matchingZones(context, args.state, [...(args.filters ?? []), ...named]);
        if (zone === undefined) {
            return context.refuse(availabilityZoneRefusals.none, "no matching EC2 Availability Zone found");
        }
        if (another !== undefined) {
            return context.refuse(
                availabilityZoneRefusals.several,
                "multiple EC2 Availability Zones matched; use additional constraints to reduce matches to a single one",
            );
        }
        return {
            allAvailabilityZones: args.allAvailabilityZones,
            filters: args.filters?.map(({ name, values }) => ({ name, values })),
            groupLongName: `${regionDescription(context.region)} 1`,
            groupName: context.region,
            id: zone.name,
            name: zone.name,
            nameSuffix: zone.name.slice(context.region.length),
            networkBorderGroup: context.region,
            optInStatus: "opt-in-not-required",
            parentZoneId: "",
            parentZoneName: "",
            region: context.region,
            state: "available",
            zoneId: zone.id,
            zoneType: "availability-zone",
        };
    },
});

export const getRegion = defineInvoke<aws.GetRegionArgs>({
    token: "aws:index/getRegion:getRegion",
    source: REGION_SOURCE,
    refusals: regionRefusals,
    invoke: (args, context) => {
        const byEndpoint = /^ec2\.([a-z0-9-]+)\.amazonaws\.com/.exec(args.endpoint ?? "")?.[1] ?? args.endpoint;
        const region = args.name ?? byEndpoint ?? context.region;
        if (region !== context.region && !isRegion(region)) {
            return context.refuse(regionRefusals.unknown, `finding Region (${region}): no matching Region found`);
        }
        return {
            description: regionDescription(region),
            endpoint: `ec2.${region}.amazonaws.com`,
            id: region,
            name: region,
            region,
        };
    },
});

export const getCallerIdentity = defineInvoke<aws.GetCallerIdentityArgs>({
    token: "aws:index/getCallerIdentity:getCallerIdentity",
    source: "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html",
    invoke: (_args, context) => {
        const userId = `AROA${context.hash("role", 17).toUpperCase()}`;
        return {
            accountId: context.account,
            arn: `arn:${context.partition}:sts::${context.account}:assumed-role/sandbox/session`,
            id: context.account,
            userId: `${userId}:session`,
        };
    },
});

const PARTITIONS: Readonly<Record<string, { readonly suffix: string; readonly reversed: string }>> = {
    aws: { suffix: "amazonaws.com", reversed: "com.amazonaws" },
    "aws-cn": { suffix: "amazonaws.com.cn", reversed: "cn.com.amazonaws" },
    "aws-us-gov": { suffix: "amazonaws.com", reversed: "com.amazonaws" },
};

export const getPartition = defineInvoke<aws.GetPartitionArgs>({
    token: "aws:index/getPartition:getPartition",
    source: `${DATA_SOURCES}/meta/partition_data_source.go`,
    invoke: (_args, { partition }) => ({
        dnsSuffix: PARTITIONS[partition]?.suffix ?? "amazonaws.com",
        id: partition,
        partition,
        reverseDnsPrefix: PARTITIONS[partition]?.reversed ?? "com.amazonaws",
    }),
});
