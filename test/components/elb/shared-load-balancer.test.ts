import assert from "node:assert/strict";
import { SharedLoadBalancer, type SharedLoadBalancerArgs, TLS_POLICIES } from "../../../components/elb";
import { logDelivery } from "../../../components/elb/access-logs";
import { validateSharedLoadBalancer } from "../../../components/elb/plan";
import { InvalidArgsError } from "../../../components/faults";
import { environmentNaming } from "../../../components/naming";
import { record, type Recording, valueOf } from "../../support/mocks";

const ARGS: SharedLoadBalancerArgs = {
    naming: environmentNaming({ prefix: "restartix", environment: "staging" }),
    region: "eu-central-1",
    accountId: "111122223333",
    publicSubnetIds: ["subnet-a", "subnet-b"],
    securityGroupId: "sg-alb",
    certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/0123",
};

const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const LISTENER = "aws:lb/listener:Listener";
const COMPONENT = "plinth:elb:SharedLoadBalancer";
const BUCKET = `${COMPONENT}$plinth:storage:PrivateBucket`;
const LOAD_BALANCER_ARN = "arn:aws:lb:eu-central-1:111122223333:alb-load-balancer";

function recordLoadBalancer(change: Partial<SharedLoadBalancerArgs> = {}): Promise<Recording<SharedLoadBalancer>> {
    return record(() => new SharedLoadBalancer("alb", { ...ARGS, ...change }));
}

describe("SharedLoadBalancer", () => {
    let alb: Recording<SharedLoadBalancer>;
    const inputs = (type: string, name: string) => alb.find(type, name).inputs;

    before(async () => {
        alb = await recordLoadBalancer();
    });

    it("has the URNs that state and aliases rely on", () => {
        assert.deepEqual(alb.urns, [
            `${COMPONENT}$aws:lb/listener:Listener::alb-http`,
            `${COMPONENT}$aws:lb/listener:Listener::alb-https`,
            `${COMPONENT}$aws:lb/loadBalancer:LoadBalancer::alb-load-balancer`,
            `${BUCKET}$aws:s3/bucket:Bucket::alb-logs-bucket`,
            `${BUCKET}$aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration::alb-logs-lifecycle`,
            `${BUCKET}$aws:s3/bucketOwnershipControls:BucketOwnershipControls::alb-logs-ownership`,
            `${BUCKET}$aws:s3/bucketPolicy:BucketPolicy::alb-logs-policy`,
            `${BUCKET}$aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock::alb-logs-public-access-block`,
            `${BUCKET}$aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration::alb-logs-encryption`,
            `${BUCKET}$aws:s3/bucketVersioning:BucketVersioning::alb-logs-versioning`,
            `${BUCKET}::alb-logs`,
            "plinth:elb:SharedLoadBalancer::alb",
        ]);
    });

    it("faces the internet, strictly, and can't be deleted by mistake", () => {
        assert.deepEqual(inputs(LOAD_BALANCER, "alb-load-balancer"), {
            name: "restartix-staging-alb",
            loadBalancerType: "application",
            internal: false,
            ipAddressType: "ipv4",
            subnets: ["subnet-a", "subnet-b"],
            securityGroups: ["sg-alb"],
            dropInvalidHeaderFields: true,
            desyncMitigationMode: "defensive",
            enableHttp2: true,
            idleTimeout: 60,
            enableDeletionProtection: true,
            accessLogs: { bucket: "alb-logs-bucket-id", prefix: "alb", enabled: true },
            tags: { Name: "restartix-staging-alb" },
        });
    });

    it("sends plain HTTP on to the same address over TLS", () => {
        assert.deepEqual(inputs(LISTENER, "alb-http"), {
            loadBalancerArn: LOAD_BALANCER_ARN,
            port: 80,
            protocol: "HTTP",
            defaultActions: [
                { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
            ],
        });
    });

    it("answers 404 over TLS 1.2 or newer for what no service has a rule for", () => {
        assert.deepEqual(inputs(LISTENER, "alb-https"), {
            loadBalancerArn: LOAD_BALANCER_ARN,
            port: 443,
            protocol: "HTTPS",
            sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
            certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/0123",
            defaultActions: [
                {
                    type: "fixed-response",
                    fixedResponse: { statusCode: "404", contentType: "text/plain", messageBody: "Not found" },
                },
            ],
        });
    });

    it("offers no policy with a TLS older than 1.2", () => {
        assert.deepEqual(
            TLS_POLICIES.filter((policy) => !/^ELBSecurityPolicy-TLS13-1-[23]-/.test(policy)),
            [],
        );
    });

    it("keeps its access logs for 90 days in a bucket that S3's own key encrypts", () => {
        assert.deepEqual(inputs("aws:s3/bucket:Bucket", "alb-logs-bucket"), {
            bucket: "restartix-staging-alb-logs",
            forceDestroy: false,
            tags: { Name: "restartix-staging-alb-logs" },
        });
        assert.deepEqual(
            inputs("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "alb-logs-lifecycle")["rules"],
            [
                {
                    id: "retention",
                    status: "Enabled",
                    filter: {},
                    abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
                    noncurrentVersionExpiration: { noncurrentDays: 1 },
                    expiration: { days: 90 },
                },
            ],
        );
        const encryption = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
        assert.deepEqual(inputs(encryption, "alb-logs-encryption")["rules"], [
            { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, blockedEncryptionTypes: ["SSE-C"] },
        ]);
    });

    it("lets load balancers of its account and region write their logs, and nobody anything else", () => {
        const { policy } = inputs("aws:s3/bucketPolicy:BucketPolicy", "alb-logs-policy");
        const { Statement } = JSON.parse(String(policy)) as { Statement: { Effect: string }[] };
        assert.deepEqual(
            Statement.filter(({ Effect }) => Effect === "Allow"),
            [
                {
                    Sid: "AllowAccessLogs",
                    Effect: "Allow",
                    Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
                    Action: "s3:PutObject",
                    Resource: "arn:aws:s3:::restartix-staging-alb-logs/alb/AWSLogs/111122223333/*",
                    Condition: {
                        ArnLike: {
                            "aws:SourceArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/*",
                        },
                    },
                },
            ],
        );
    });

    it("names load balancers in the partition of the bucket", () => {
        const { Condition } = logDelivery("arn:aws-cn:s3:::logs", { region: "cn-north-1", accountId: "111122223333" });
        assert.deepEqual(Condition, {
            ArnLike: { "aws:SourceArn": "arn:aws-cn:elasticloadbalancing:cn-north-1:111122223333:loadbalancer/*" },
        });
    });

    it("waits with the load balancer until it may write", () => {
        const { dependencies } = alb.find(LOAD_BALANCER, "alb-load-balancer").options;
        assert.ok(dependencies.some((urn) => urn.endsWith("BucketPolicy::alb-logs-policy")));
    });

    it("takes every other value that it is given", async () => {
        const other = await recordLoadBalancer({
            deletionProtection: false,
            accessLogRetentionDays: 30,
            accessLogBucketName: "our-own-logs",
            forceDestroyAccessLogs: true,
            tlsPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06",
            idleTimeoutSeconds: 120,
        });
        const { inputs: loadBalancer } = other.find(LOAD_BALANCER, "alb-load-balancer");
        assert.deepEqual([loadBalancer["enableDeletionProtection"], loadBalancer["idleTimeout"]], [false, 120]);
        const { inputs: bucket } = other.find("aws:s3/bucket:Bucket", "alb-logs-bucket");
        assert.deepEqual([bucket["bucket"], bucket["forceDestroy"]], ["our-own-logs", true]);
        const { sslPolicy } = other.find(LISTENER, "alb-https").inputs;
        assert.equal(sslPolicy, "ELBSecurityPolicy-TLS13-1-3-2021-06");
        const lifecycle = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
        assert.match(JSON.stringify(other.find(lifecycle, "alb-logs-lifecycle").inputs), /"expiration":\{"days":30\}/);
    });

    it("gives what services and DNS records are made with", async () => {
        const { result } = alb;
        assert.deepEqual(
            await Promise.all([
                valueOf(result.arn),
                valueOf(result.arnSuffix),
                valueOf(result.dnsName),
                valueOf(result.zoneId),
                valueOf(result.httpsListenerArn),
                valueOf(result.accessLogBucketName),
            ]),
            [
                LOAD_BALANCER_ARN,
                "app/alb-load-balancer/0123456789abcdef",
                "alb-load-balancer-0123456789.eu-central-1.elb.amazonaws.com",
                "Z215JYRZR1TBD5",
                "arn:aws:lb:eu-central-1:111122223333:alb-https",
                "alb-logs-bucket-id",
            ],
        );
    });

    it("lets a contested child be bent", async () => {
        const bent = await recordLoadBalancer({ transform: { loadBalancer: { clientKeepAlive: 600 } } });
        const { inputs: loadBalancer } = bent.find(LOAD_BALANCER, "alb-load-balancer");
        assert.deepEqual([loadBalancer["clientKeepAlive"], loadBalancer["internal"]], [600, false]);
    });

    it("makes nothing when an argument is wrong, and says all that is", async () => {
        const wrong = { ...ARGS, accessLogRetentionDays: 0, idleTimeoutSeconds: 4001 };
        const { resources } = await record(() => {
            assert.throws(
                () => new SharedLoadBalancer("alb", wrong),
                (error: unknown) => {
                    assert.ok(error instanceof InvalidArgsError);
                    assert.match(error.message, /SharedLoadBalancer "alb" was not made: its arguments have 2 faults/);
                    return true;
                },
            );
        });
        assert.deepEqual(
            resources.filter(({ type }) => type.startsWith("aws:")),
            [],
        );
    });
});

describe("the arguments of a load balancer", () => {
    it("may be left out, and are accepted at their limits", () => {
        assert.deepEqual(validateSharedLoadBalancer({}), []);
        assert.deepEqual(validateSharedLoadBalancer({ accessLogRetentionDays: 1, idleTimeoutSeconds: 1 }), []);
        assert.deepEqual(validateSharedLoadBalancer({ accessLogRetentionDays: 36_500, idleTimeoutSeconds: 4000 }), []);
    });

    it("count days and seconds in whole numbers", () => {
        assert.deepEqual(validateSharedLoadBalancer({ accessLogRetentionDays: 0.5, idleTimeoutSeconds: 0 }), [
            { path: "accessLogRetentionDays", given: 0.5, allowed: "a whole number of days from 1 to 36500" },
            { path: "idleTimeoutSeconds", given: 0, allowed: "a whole number of seconds from 1 to 4000" },
        ]);
    });

    it("name the bucket as S3 does", () => {
        const [fault, ...others] = validateSharedLoadBalancer({ accessLogBucketName: "Logs" });
        assert.deepEqual([fault?.path, fault?.given, others], ["accessLogBucketName", "Logs", []]);
    });

    it("name a policy that refuses old TLS", () => {
        const tlsPolicy = "ELBSecurityPolicy-2016-08" as (typeof TLS_POLICIES)[number];
        assert.deepEqual(validateSharedLoadBalancer({ tlsPolicy }), [
            { path: "tlsPolicy", given: "ELBSecurityPolicy-2016-08", allowed: `one of ${TLS_POLICIES.join(", ")}` },
        ]);
    });
});
