import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PrivateBucket } from "../storage";
import { applyTransform } from "../transform";
import { ACCESS_LOG_PREFIX, logDelivery } from "./access-logs";
import type { SharedLoadBalancerArgs } from "./args";
import { planSharedLoadBalancer, type SharedLoadBalancerPlan } from "./plan";

export * from "./args";

/**
 * The one way in from the internet that all services of an environment share: TLS 1.2 or newer, plain HTTP sent on to
 * it, access logs, and 404 for whatever no service has a rule for. Services add rules to the HTTPS listener by their
 * host names.
 *
 * **Cost** per month in eu-central-1 (list prices, unverified; `docs/load-balancer.md` has the sums): $19.71 for the load
 * balancer, $3.65 for the public address in each zone, and $5.84 for each capacity unit that is used.
 *
 * **Replacement**: the load balancer has a fixed name and is never replaced by config; everything changes in place but
 * the bucket's name.
 *
 * @throws InvalidArgsError with all faults of the arguments at once, before the first resource.
 */
export class SharedLoadBalancer extends pulumi.ComponentResource {
    readonly arn: pulumi.Output<string>;
    /** As CloudWatch names it: `app/restartix-staging-alb/0123456789abcdef`. */
    readonly arnSuffix: pulumi.Output<string>;
    /** What DNS records of the services point to. */
    readonly dnsName: pulumi.Output<string>;
    /** Hosted zone of `dnsName`, for alias records in Route 53. */
    readonly zoneId: pulumi.Output<string>;
    /** Where services add their rules. */
    readonly httpsListenerArn: pulumi.Output<string>;
    readonly accessLogBucketName: pulumi.Output<string>;

    constructor(name: string, args: SharedLoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("plinth:elb:SharedLoadBalancer", name, {}, opts);
        const plan = planSharedLoadBalancer(`SharedLoadBalancer "${name}"`, args, args.naming);
        const context = { name, args, plan, parent: this };

        const logs = createLogBucket(context);
        const loadBalancer = createLoadBalancer(context, logs);
        createRedirect(context, loadBalancer);
        const https = createHttpsListener(context, loadBalancer);

        this.arn = loadBalancer.arn;
        this.arnSuffix = loadBalancer.arnSuffix;
        this.dnsName = loadBalancer.dnsName;
        this.zoneId = loadBalancer.zoneId;
        this.httpsListenerArn = https.arn;
        this.accessLogBucketName = logs.bucketName;
        this.registerOutputs({
            arn: this.arn,
            arnSuffix: this.arnSuffix,
            dnsName: this.dnsName,
            zoneId: this.zoneId,
            httpsListenerArn: this.httpsListenerArn,
            accessLogBucketName: this.accessLogBucketName,
        });
    }
}

/** What every part of the load balancer is made with. */
interface LoadBalancerContext {
    readonly name: string;
    readonly args: SharedLoadBalancerArgs;
    readonly plan: SharedLoadBalancerPlan;
    readonly parent: SharedLoadBalancer;
}

/** Encrypted with S3's own key: load balancers can't write with another. */
function createLogBucket({ name, args, plan, parent }: LoadBalancerContext): PrivateBucket {
    const { bucketName, retentionDays, forceDestroy } = plan.accessLogs;
    return new PrivateBucket(
        `${name}-logs`,
        {
            bucketName,
            forceDestroy,
            // Nobody replaces a log file: a version is one that expired or was deleted.
            lifecycle: { expirationDays: retentionDays, noncurrentDays: 1 },
            statements: (bucketArn) => [logDelivery(bucketArn, args)],
        },
        { parent },
    );
}

function createLoadBalancer(
    { name, args, plan, parent }: LoadBalancerContext,
    logs: PrivateBucket,
): aws.lb.LoadBalancer {
    const planned: aws.lb.LoadBalancerArgs = {
        name: args.naming.fixedName("loadBalancer", "alb"),
        loadBalancerType: "application",
        internal: false,
        ipAddressType: "ipv4",
        subnets: args.publicSubnetIds,
        securityGroups: [args.securityGroupId],
        dropInvalidHeaderFields: true,
        desyncMitigationMode: "defensive",
        enableHttp2: true,
        idleTimeout: plan.idleTimeoutSeconds,
        enableDeletionProtection: plan.deletionProtection,
        accessLogs: { bucket: logs.bucketName, prefix: ACCESS_LOG_PREFIX, enabled: true },
        tags: args.naming.nameTag("alb"),
    };
    const used = applyTransform(args.transform?.loadBalancer, planned, "loadBalancer", parent);
    // The load balancer writes a test object before it takes the setting.
    return new aws.lb.LoadBalancer(`${name}-load-balancer`, used, { parent, dependsOn: [logs.policy] });
}

function createRedirect({ name, parent }: LoadBalancerContext, loadBalancer: aws.lb.LoadBalancer): void {
    new aws.lb.Listener(
        `${name}-http`,
        {
            loadBalancerArn: loadBalancer.arn,
            port: 80,
            protocol: "HTTP",
            defaultActions: [
                { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
            ],
        },
        { parent },
    );
}

function createHttpsListener(
    { name, args, plan, parent }: LoadBalancerContext,
    loadBalancer: aws.lb.LoadBalancer,
): aws.lb.Listener {
    return new aws.lb.Listener(
        `${name}-https`,
        {
            loadBalancerArn: loadBalancer.arn,
            port: 443,
            protocol: "HTTPS",
            sslPolicy: plan.tlsPolicy,
            certificateArn: args.certificateArn,
            defaultActions: [
                {
                    type: "fixed-response",
                    fixedResponse: { statusCode: "404", contentType: "text/plain", messageBody: "Not found" },
                },
            ],
        },
        { parent },
    );
}
