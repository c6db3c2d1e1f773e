import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNaming } from "../naming";
import type { Transform } from "../transform";

/**
 * What clients may speak: TLS 1.2 and 1.3 with forward secrecy, or TLS 1.3 alone. `PQ` adds key exchange that a quantum
 * computer can't undo for clients that know it, `Res` leaves the older cipher suites of TLS 1.2 out.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
export const TLS_POLICIES = [
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
] as const;

export type TlsPolicy = (typeof TLS_POLICIES)[number];

/** What a plan of the load balancer is made from: plain values, no resource. */
export interface SharedLoadBalancerPlanArgs {
    /**
     * Whether AWS refuses to delete the load balancer. To destroy it, set this to `false` and bring it up once before.
     * @default true
     */
    readonly deletionProtection?: boolean;
    /** Days that access logs are kept, 1 to 36500. @default 90 */
    readonly accessLogRetentionDays?: number;
    /**
     * The name of the bucket of access logs, whole. Give one when another AWS customer has the default. Changing it
     * replaces the bucket, which fails while there are logs in it, unless `forceDestroyAccessLogs`.
     * @default "{prefix}-{environment}-alb-logs"
     */
    readonly accessLogBucketName?: string;
    /**
     * Whether removing the bucket deletes the logs in it. Otherwise it can't be removed: there is always a test object.
     * @default false
     */
    readonly forceDestroyAccessLogs?: boolean;
    /** Changing it updates in place; clients that can't speak what it asks for are refused. @default the first */
    readonly tlsPolicy?: TlsPolicy;
    /**
     * Seconds without a byte after which a connection is closed, 1 to 4000. Applications must keep idle connections open
     * for longer (Node.js closes them after 5): a request on one that is just being closed gets a 502. Updates in place.
     * @default 60
     */
    readonly idleTimeoutSeconds?: number;
}

/** Children that a user may have to bend; see {@link Transform}. */
export interface SharedLoadBalancerTransform {
    readonly loadBalancer?: Transform<aws.lb.LoadBalancerArgs>;
}

/** Inputs of {@link SharedLoadBalancer}. */
export interface SharedLoadBalancerArgs extends SharedLoadBalancerPlanArgs {
    /** Where names come from: `environmentNaming({ prefix, environment })`. */
    readonly naming: EnvironmentNaming;
    /** Region of the provider that is passed to the component, and the account's 12 digits: who may write the logs. */
    readonly region: string;
    readonly accountId: string;
    /** Subnets with a route from the internet in two or more zones. Adding or removing one updates in place. */
    readonly publicSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** Group that lets clients in on 80 and 443. Changing it updates in place. */
    readonly securityGroupId: pulumi.Input<string>;
    /** A certificate that is issued, in the load balancer's region. Changing it updates in place, for new connections. */
    readonly certificateArn: pulumi.Input<string>;
    readonly transform?: SharedLoadBalancerTransform;
}
