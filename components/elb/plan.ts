/** From a load balancer's arguments to what is to be made. Pure. */
import { checkDays, checkOneOf, checkWhole } from "../checks";
import { type Fault, refuseFaults } from "../faults";
import type { EnvironmentNaming } from "../naming";
import { validatePrivateBucket } from "../storage/plan";
import { type SharedLoadBalancerPlanArgs, TLS_POLICIES, type TlsPolicy } from "./args";

export interface SharedLoadBalancerPlan {
    readonly deletionProtection: boolean;
    readonly accessLogs: {
        readonly bucketName: string;
        readonly retentionDays: number;
        readonly forceDestroy: boolean;
    };
    readonly tlsPolicy: TlsPolicy;
    readonly idleTimeoutSeconds: number;
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html */
const MAX_IDLE_SECONDS = 4000;
const DEFAULT_TLS_POLICY: TlsPolicy = TLS_POLICIES[0];

/** Everything wrong with the arguments, with paths from their root; empty when nothing is. */
export function validateSharedLoadBalancer(args: SharedLoadBalancerPlanArgs): Fault[] {
    return [
        ...checkDays("accessLogRetentionDays", args.accessLogRetentionDays),
        ...checkLogBucket(args.accessLogBucketName),
        ...checkOneOf("tlsPolicy", args.tlsPolicy, TLS_POLICIES),
        ...checkWhole("idleTimeoutSeconds", args.idleTimeoutSeconds, 1, MAX_IDLE_SECONDS, " of seconds"),
    ];
}

function checkLogBucket(bucketName: string | undefined): Fault[] {
    const faults = bucketName === undefined ? [] : validatePrivateBucket({ bucketName });
    return faults.map((fault) => ({ ...fault, path: "accessLogBucketName" }));
}

/**
 * The plan, with every default filled in.
 *
 * @throws InvalidArgsError with all faults of the arguments at once.
 */
export function planSharedLoadBalancer(
    subject: string,
    args: SharedLoadBalancerPlanArgs,
    naming: EnvironmentNaming,
): SharedLoadBalancerPlan {
    refuseFaults(subject, validateSharedLoadBalancer(args));
    return {
        deletionProtection: args.deletionProtection ?? true,
        accessLogs: {
            bucketName: args.accessLogBucketName ?? naming.fixedName("s3Bucket", "alb-logs"),
            retentionDays: args.accessLogRetentionDays ?? 90,
            forceDestroy: args.forceDestroyAccessLogs ?? false,
        },
        tlsPolicy: args.tlsPolicy ?? DEFAULT_TLS_POLICY,
        idleTimeoutSeconds: args.idleTimeoutSeconds ?? 60,
    };
}
