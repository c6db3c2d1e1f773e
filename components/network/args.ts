import type * as aws from "@pulumi/aws";
import type { EnvironmentNaming } from "../naming";
import type { Tags } from "../tags";
import type { Transform } from "../transform";

/** The ways out of the private subnets. */
export const NAT_STRATEGIES = ["none", "instance", "gateway", "gateway-per-az"] as const;

/**
 * - `none`: no way out but the endpoints.
 * - `instance`: one self-healing t4g.nano for all zones. About $12 a month; a zone's failure or a replacement cuts
 *   egress for some minutes.
 * - `gateway`: one NAT gateway, in the first zone, for all zones. About $42 a month and $0.052 per GB.
 * - `gateway-per-az`: one NAT gateway in every zone, so that no zone depends on another. As `gateway`, times zones.
 *
 * `docs/network.md` has the sums and their sources.
 */
export type NatStrategy = (typeof NAT_STRATEGIES)[number];

/** What flow logs can record. */
export const FLOW_LOG_TRAFFIC_TYPES = ["ACCEPT", "REJECT", "ALL"] as const;

export type FlowLogTrafficType = (typeof FLOW_LOG_TRAFFIC_TYPES)[number];

/** An inclusive range of TCP ports, each 1 to 65535. */
export interface PortRange {
    readonly from: number;
    readonly to: number;
}

/** Settings of the NAT instance; used by the strategy `instance` alone. */
export interface NatInstanceArgs {
    /**
     * EC2 instance type. It must match the architecture of the AMI: 64-bit ARM unless `amiId` is given.
     * Changing it replaces the instance: egress stops for about two minutes.
     * @default "t4g.nano"
     */
    readonly instanceType?: string;
    /**
     * An Amazon Linux 2023 image to stay on, `ami-…`. Changing it replaces the instance, as above.
     * @default - the newest Amazon Linux 2023 for ARM, looked up by EC2 at each launch: a newly published image changes
     * nothing here, and comes in with the next replacement of the instance
     */
    readonly amiId?: string;
}

/** The interface endpoints: private addresses of AWS services inside the VPC. */
export interface InterfaceEndpointsArgs {
    /**
     * Services by the last part of their endpoint's name: `ecr.api` stands for `com.amazonaws.<region>.ecr.api`.
     * With one of the defaults left out, tasks reach that service through NAT, and the closed task groups
     * (`fargate-pgbouncer`, `migrations-runner`) are opened to port 443 anywhere.
     * @default ["ecr.api", "ecr.dkr", "secretsmanager", "kms", "logs"]
     */
    readonly services?: readonly string[];
    /**
     * In how many zones each endpoint has an address, 1 to the number of zones, counted from the first. Every address
     * costs about $8.76 a month. With fewer addresses than zones, tasks in the other zones reach them across zones
     * ($0.01 per GB each way), and lose them with the zone that holds them. Changing it updates in place.
     * @default 1
     */
    readonly zones?: number;
}

/** Flow logs: who talked to whom. */
export interface FlowLogsArgs {
    /** Whether there are flow logs at all. @default true */
    readonly enabled?: boolean;
    /** Days that records are kept; one of the values that CloudWatch Logs accepts. @default 90 */
    readonly retentionDays?: number;
    /**
     * Which traffic is recorded. Refused packets are few and answer "why can't it connect"; `ALL` also shows what did
     * connect, at about $0.60 per GB of records. Changing it replaces the flow log; records are kept.
     * @default "REJECT"
     */
    readonly trafficType?: FlowLogTrafficType;
}

/** What a plan of the network is made from: plain values, no resource. */
export interface NetworkPlanArgs {
    /**
     * Region of the provider that is passed to the component, such as `eu-central-1`.
     * Changing it replaces everything.
     */
    readonly region: string;
    /**
     * Addresses of the VPC: a private IPv4 block (RFC 1918) of /16 to /24. `subnet-plan.ts` says how it is divided.
     * Changing it replaces the VPC and everything in it.
     */
    readonly cidrBlock: string;
    /**
     * 2 to 6 zones of the region. Appending or removing one leaves the subnets of the others alone. The first one
     * holds the single NAT and the first addresses of the endpoints: changing which is first moves these.
     */
    readonly availabilityZones: readonly string[];
    /**
     * The way out of the private subnets. Changing it switches the routes in place, after the new NAT is there and
     * before the old one goes; open connections break, and the public address that vendors see is another one.
     */
    readonly natStrategy: NatStrategy;
    /** Used while `natStrategy` is `instance`; under another strategy it is checked and has no effect. */
    readonly natInstance?: NatInstanceArgs;
    readonly interfaceEndpoints?: InterfaceEndpointsArgs;
    readonly flowLogs?: FlowLogsArgs;
    /** The ports on which the application's tasks listen for the load balancer. @default { from: 3000, to: 9999 } */
    readonly appPorts?: PortRange;
}

/** Children that a user may have to bend; see {@link Transform}. */
export interface NetworkTransform {
    readonly vpc?: Transform<aws.ec2.VpcArgs>;
    readonly natLaunchTemplate?: Transform<aws.ec2.LaunchTemplateArgs>;
    readonly natAutoScalingGroup?: Transform<aws.autoscaling.GroupArgs>;
    readonly flowLogGroup?: Transform<aws.cloudwatch.LogGroupArgs>;
}

/** Inputs of {@link Network}. */
export interface NetworkArgs extends NetworkPlanArgs {
    /** Where names come from: `environmentNaming({ prefix, environment })`. */
    readonly naming: EnvironmentNaming;
    /**
     * Tags for the instances and volumes that the NAT's auto-scaling group launches, where the provider's default tags
     * don't reach.
     * @default - none but the name
     */
    readonly tags?: Tags;
    readonly transform?: NetworkTransform;
}
