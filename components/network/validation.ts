/** What a network's arguments may be. Pure; every check adds its faults, none throws. */
import type { Fault } from "../faults";
import { under } from "../faults";
import { LOG_RETENTION_DAYS } from "../log-retention";
import {
    FLOW_LOG_TRAFFIC_TYPES,
    type FlowLogsArgs,
    type InterfaceEndpointsArgs,
    NAT_STRATEGIES,
    type NatInstanceArgs,
    type NetworkPlanArgs,
    type PortRange,
} from "./args";
import { type Cidr, isPrivate, parseCidr } from "./cidr";
import { neededPrefixLength, zoneLetter, zoneSlots } from "./subnet-plan";

/** Smallest and largest VPC, as prefix lengths; AWS takes /16 to /28, below /24 the tiers don't fit. */
const LARGEST_VPC = 16;
const SMALLEST_VPC = 24;
const MIN_ZONES = 2;
const MAX_ZONES = 6;

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;
const SERVICE = /^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*$/;
const AMI = /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;
const INSTANCE_TYPE = /^[a-z0-9-]+\.[a-z0-9-]+$/;
const ARM_INSTANCE_TYPE = /^(?:a1|[a-z]+\d+g[a-z]*)\./;

/** Arguments as somebody wrote them: any of them may be missing. */
export type NetworkCandidate = Partial<Omit<NetworkPlanArgs, "appPorts">> & { readonly appPorts?: Partial<PortRange> };

/** Everything wrong with the arguments, with paths from their root; empty when nothing is. */
export function validateNetwork(args: NetworkCandidate): Fault[] {
    return [
        ...validateRegion(args.region),
        ...validateBlock(args.cidrBlock),
        ...validateZones(args.availabilityZones, args.region),
        ...validateRoom(args),
        ...validateNat(args),
        ...under("interfaceEndpoints", validateEndpoints(args.interfaceEndpoints ?? {}, args.availabilityZones)),
        ...under("flowLogs", validateFlowLogs(args.flowLogs ?? {})),
        ...under("appPorts", args.appPorts === undefined ? [] : validatePorts(args.appPorts)),
    ];
}

function validateRegion(region: string | undefined): Fault[] {
    const ok = region !== undefined && REGION.test(region);
    return ok ? [] : [{ path: "region", given: region, allowed: "the name of a region, such as eu-central-1" }];
}

function validateBlock(cidrBlock: string | undefined): Fault[] {
    const cidr = cidrBlock === undefined ? undefined : parseCidr(cidrBlock);
    if (cidr !== undefined && cidr.prefixLength >= LARGEST_VPC && isPrivate(cidr)) {
        // A block that is too small is refused with the size that the zones need, in validateRoom.
        return [];
    }
    return [
        {
            path: "cidrBlock",
            given: cidrBlock,
            allowed: `a private IPv4 block of /${LARGEST_VPC} to /${SMALLEST_VPC} without host bits, such as 10.10.0.0/16`,
        },
    ];
}

function validateZones(zones: readonly string[] | undefined, region: string | undefined): Fault[] {
    const known = region !== undefined && REGION.test(region);
    const form = known ? new RegExp(`^${region}[a-h]$`) : /^[a-z]{2}(?:-[a-z]+)+-\d[a-h]$/;
    const allowed = `zones of ${known ? region : "one region"}, each once, such as ${known ? region : "eu-central-1"}a`;
    const given = zones ?? [];
    const faults: Fault[] = given.flatMap((zone, index) => {
        const repeated = given.indexOf(zone) < index;
        const hint = repeated ? { hint: "This zone is in the list already" } : {};
        return form.test(zone) && !repeated
            ? []
            : [{ path: `availabilityZones[${index}]`, given: zone, allowed, ...hint }];
    });
    const distinct = new Set(given).size;
    if (given.length > MAX_ZONES || distinct < MIN_ZONES) {
        faults.push({ path: "availabilityZones", given: zones, allowed: `${MIN_ZONES} to ${MAX_ZONES} ${allowed}` });
    }
    return faults;
}

function validateRoom(args: NetworkCandidate): Fault[] {
    const cidr: Cidr | undefined = parseCidr(args.cidrBlock ?? "");
    const letters = (args.availabilityZones ?? []).map(zoneLetter).filter((letter) => /^[a-h]$/.test(letter));
    const needed = neededPrefixLength(letters.length === 0 ? ["a", "b"] : letters);
    if (cidr === undefined || needed === undefined || cidr.prefixLength <= needed) {
        return [];
    }
    const slots = zoneSlots(cidr.prefixLength);
    const room = slots === 0 ? "no room for the tiers" : `room for the zones a to ${String.fromCharCode(96 + slots)}`;
    return [
        {
            path: "cidrBlock",
            given: args.cidrBlock,
            allowed: `/${LARGEST_VPC} to /${needed} for the zones ${letters.join(", ") || "a, b"}`,
            hint: `A /${cidr.prefixLength} has ${room}`,
        },
    ];
}

function validateNat(args: NetworkCandidate): Fault[] {
    const { natStrategy, natInstance } = args;
    const known = natStrategy !== undefined && NAT_STRATEGIES.includes(natStrategy);
    const faults: Fault[] = known
        ? []
        : [{ path: "natStrategy", given: natStrategy, allowed: `one of ${NAT_STRATEGIES.join(", ")}` }];
    return natInstance === undefined ? faults : [...faults, ...under("natInstance", validateNatInstance(natInstance))];
}

function validateNatInstance(args: NatInstanceArgs): Fault[] {
    const faults: Fault[] = [];
    const { instanceType, amiId } = args;
    if (amiId !== undefined && !AMI.test(amiId)) {
        faults.push({ path: "amiId", given: amiId, allowed: "the id of an image, such as ami-0123456789abcdef0" });
    }
    if (instanceType !== undefined && !INSTANCE_TYPE.test(instanceType)) {
        faults.push({ path: "instanceType", given: instanceType, allowed: "an EC2 instance type, such as t4g.nano" });
    } else if (instanceType !== undefined && amiId === undefined && !ARM_INSTANCE_TYPE.test(instanceType)) {
        faults.push({
            path: "instanceType",
            given: instanceType,
            allowed: "a 64-bit ARM type, such as t4g.nano",
            hint: "The default image is for ARM; for another architecture give amiId as well",
        });
    }
    return faults;
}

function validateEndpoints(args: InterfaceEndpointsArgs, zones: readonly string[] | undefined): Fault[] {
    const services = args.services ?? [];
    const faults: Fault[] = services.flatMap((service, index) => {
        const ok = SERVICE.test(service) && service !== "s3" && services.indexOf(service) === index;
        const allowed = "the last part of an endpoint's name, each once, such as ecr.api; s3 has its gateway endpoint";
        return ok ? [] : [{ path: `services[${index}]`, given: service, allowed }];
    });
    const most = zones === undefined || zones.length === 0 ? MAX_ZONES : zones.length;
    if (args.zones !== undefined && !isWhole(args.zones, 1, most)) {
        faults.push({ path: "zones", given: args.zones, allowed: `a whole number from 1 to ${most}` });
    }
    return faults;
}

function validateFlowLogs(args: FlowLogsArgs): Fault[] {
    const faults: Fault[] = [];
    const { retentionDays, trafficType } = args;
    if (retentionDays !== undefined && !LOG_RETENTION_DAYS.includes(retentionDays)) {
        faults.push({
            path: "retentionDays",
            given: retentionDays,
            allowed: `one of ${LOG_RETENTION_DAYS.join(", ")}`,
        });
    }
    if (trafficType !== undefined && !FLOW_LOG_TRAFFIC_TYPES.includes(trafficType)) {
        faults.push({
            path: "trafficType",
            given: trafficType,
            allowed: `one of ${FLOW_LOG_TRAFFIC_TYPES.join(", ")}`,
        });
    }
    return faults;
}

function validatePorts({ from, to }: Partial<PortRange>): Fault[] {
    const allowed = "a whole number from 1 to 65535";
    const ends = { from, to };
    const faults: Fault[] = Object.entries(ends)
        .filter(([, end]) => !isWhole(end, 1, 65_535))
        .map(([path, given]) => ({ path, given, allowed }));
    if (faults.length === 0 && from !== undefined && to !== undefined && from > to) {
        faults.push({ path: "to", given: to, allowed: `${from} (from) or more` });
    }
    return faults;
}

function isWhole(value: number | undefined, least: number, most: number): boolean {
    return value !== undefined && Number.isInteger(value) && value >= least && value <= most;
}
