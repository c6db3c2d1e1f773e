/** Examples of load balancers and the certificates they show. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Surroundings } from "./surroundings";
import { subnetIds } from "./surroundings";
import type { Making } from "./variant";
import { tags } from "./variant";

export function makeBalancing({ variant, options }: Making, around: Surroundings): void {
    const [certificateArn, otherArn] = makeCertificates({ variant, options });
    const balancer = new aws.lb.LoadBalancer(
        "load-balancer",
        { subnets: subnetIds(around), tags: tags(variant) },
        { ...options, dependsOn: [around.gateway] },
    );
    const group = new aws.lb.TargetGroup(
        "target-group",
        { port: 9000, protocol: "HTTP", targetType: "ip", vpcId: around.vpc.id, tags: tags(variant) },
        options,
    );
    const forward = { type: "forward", targetGroupArn: group.arn };
    const listener = new aws.lb.Listener(
        "listener",
        {
            loadBalancerArn: balancer.arn,
            port: 443,
            protocol: "HTTPS",
            certificateArn,
            defaultActions: [forward],
            tags: tags(variant),
        },
        options,
    );
    const conditions = [{ pathPattern: { values: ["/example/*"] } }];
    new aws.lb.ListenerRule(
        "listener-rule",
        { listenerArn: listener.arn, priority: 1, conditions, actions: [forward], tags: tags(variant) },
        options,
    );
    new aws.lb.ListenerCertificate(
        "listener-certificate",
        { listenerArn: listener.arn, certificateArn: otherArn },
        options,
    );
}

/** Issued: the listener's own certificate, and a further one. */
function makeCertificates({ variant, options }: Making): readonly [pulumi.Output<string>, pulumi.Output<string>] {
    const issued = (prefix: string, ownTags: Record<string, string>): pulumi.Output<string> => {
        const certificate = new aws.acm.Certificate(
            `${prefix}certificate`,
            { domainName: `${prefix}example.com`, validationMethod: "DNS", tags: ownTags },
            options,
        );
        const validationRecordFqdns = certificate.domainValidationOptions.apply((records) =>
            records.map(({ resourceRecordName }) => resourceRecordName),
        );
        return new aws.acm.CertificateValidation(
            `${prefix}certificate-validation`,
            { certificateArn: certificate.arn, validationRecordFqdns },
            options,
        ).certificateArn;
    };
    return [issued("", tags(variant)), issued("other-", {})];
}
