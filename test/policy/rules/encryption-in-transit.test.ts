import { encryptionInTransit } from "../../../policy/rules/encryption-in-transit";
import { CANARY, type Given, one, type Properties, specify, UNKNOWN } from "../support";

const CACHE = "aws:elasticache/replicationGroup:ReplicationGroup";
const LISTENER = "aws:lb/listener:Listener";
const PARAMETERS = "aws:rds/parameterGroup:ParameterGroup";
const INSTANCE = "aws:rds/instance:Instance";
const REDIRECT = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
const BUCKET = "arn:aws:s3:::restartix-staging-uploads";

const httpListener: Given = {
    type: LISTENER,
    name: "http",
    props: { arn: UNKNOWN, protocol: "HTTP", defaultActions: [REDIRECT] },
};
const rule = (action: Properties, sources: Given["sources"] = { listenerArn: ["http"] }): Given => ({
    type: "aws:alb/listenerRule:ListenerRule",
    name: "rule",
    props: { listenerArn: UNKNOWN, actions: [action] },
    sources,
});
const statement = (Resource: unknown): Properties => ({
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
});

const bucket: Given = { type: "aws:s3/bucket:Bucket", name: "bucket", props: { bucket: "restartix-staging-uploads" } };
const policy = (
    document: unknown,
    props: Properties = {},
    sources: Given["sources"] = { bucket: ["bucket"] },
): Given => ({
    type: "aws:s3/bucketPolicy:BucketPolicy",
    name: "policy",
    props: { bucket: UNKNOWN, policy: document, ...props },
    sources,
});
const deny = (changes: Properties = {}): string =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: {
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: [BUCKET, `${BUCKET}/*`],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
            ...changes,
        },
    });

specify(encryptionInTransit, {
    accepts: {
        "a cache with TLS": one(CACHE, { transitEncryptionEnabled: true, transitEncryptionMode: "required" }),
        "HTTPS with a policy of today": one(LISTENER, {
            protocol: "HTTPS",
            sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
        }),
        "HTTP that redirects": one(LISTENER, { protocol: "HTTP", defaultActions: [REDIRECT] }),
        "parameters that force TLS": one(PARAMETERS, {
            family: "postgres17",
            parameters: [{ name: "rds.force_ssl", value: "1" }],
        }),
        "parameters of another engine": one(PARAMETERS, { family: "mysql8.0" }),
        "a database with parameters of its own": one(INSTANCE, { engine: "postgres", parameterGroupName: UNKNOWN }),
        "a listener of a gateway, which has no protocol": one(LISTENER, {
            loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/gwy/x/1",
        }),
        "a rule that redirects": { resources: [httpListener, rule(REDIRECT)] },
        "a rule of another stack's listener": { resources: [httpListener, rule({ type: "forward" }, {})] },
        "a node of a cache's replication group": one("aws:elasticache/cluster:Cluster", {
            replicationGroupId: UNKNOWN,
        }),
        "a denial in two statements": {
            resources: [bucket, policy({ Statement: [statement(BUCKET), statement(`${BUCKET}/*`)] })],
        },
        "a denial beside a statement that is not known yet": {
            resources: [
                bucket,
                policy({ Statement: [{ ...statement(UNKNOWN), Effect: "Allow" }, statement([BUCKET, `${BUCKET}/*`])] }),
            ],
        },
        "a policy whose bucket is named by what belongs to it": {
            resources: [
                bucket,
                {
                    type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
                    name: "access",
                    props: { bucket: "restartix-staging-uploads" },
                    sources: { bucket: ["bucket"] },
                },
                policy(deny(), { bucket: "restartix-staging-uploads" }, { bucket: ["access"] }),
            ],
        },
        "a bucket that denies plain HTTP": { resources: [bucket, policy(deny())] },
        "a bucket with a list of denials": {
            resources: [bucket, policy(deny({ Principal: { AWS: ["*"] }, Action: ["s3:*"] }))],
        },
        "a bucket by its name": {
            resources: [bucket, policy(deny(), { bucket: "restartix-staging-uploads" }, {})],
        },
    },
    refuses: {
        "a cache as AWS makes it": one(CACHE, {}, { finds: ["it: transitEncryptionEnabled"] }),
        "a cache that only prefers TLS": one(
            CACHE,
            { transitEncryptionEnabled: true, transitEncryptionMode: "preferred" },
            { finds: ["it: transitEncryptionMode"] },
        ),
        "HTTPS with AWS's policy": one(LISTENER, { protocol: "HTTPS" }, { finds: ["it: sslPolicy"] }),
        "HTTPS with TLS 1.0": one(
            LISTENER,
            { protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13-1-0-2021-06" },
            { finds: ["it: sslPolicy"] },
        ),
        "HTTP that answers": one(
            LISTENER,
            { protocol: "HTTP", defaultActions: [{ type: "forward" }] },
            { finds: ["it: defaultActions[0]"] },
        ),
        "a listener of which nothing is said": one(
            "aws:alb/listener:Listener",
            { defaultActions: [{ type: "forward" }] },
            { finds: ["it: defaultActions[0]"] },
        ),
        "a rule that forwards plain HTTP": {
            resources: [httpListener, rule({ type: "forward" })],
            finds: ["rule: actions[0]"],
        },
        "a cache of one node": one(
            "aws:elasticache/cluster:Cluster",
            { engine: "memcached" },
            { finds: ["it: transitEncryptionEnabled"] },
        ),
        "a database with AWS's parameters by their name": one(
            INSTANCE,
            { engine: "postgres", parameterGroupName: "default.postgres14" },
            { finds: ["it: parameterGroupName"] },
        ),
        "a bucket under its other token": {
            resources: [{ ...bucket, type: "aws:s3/bucketV2:BucketV2" }],
            finds: ["bucket:"],
        },
        "a bucket whose objects nothing is said of": {
            resources: [bucket, policy(deny({ Resource: BUCKET }))],
            finds: ["policy: policy"],
        },
        "a bucket of which only some objects are denied": {
            resources: [bucket, policy(deny({ Resource: [BUCKET, `${BUCKET}/a*`] }))],
            finds: ["policy: policy"],
        },
        "a bucket whose policy denies another": {
            resources: [bucket, policy(deny({ Resource: ["arn:aws:s3:::another", "arn:aws:s3:::another/*"] }))],
            finds: ["policy: policy"],
        },
        "HTTP that redirects to HTTP": one(
            LISTENER,
            { protocol: "HTTP", defaultActions: [{ type: "redirect", redirect: { protocol: "HTTP" } }] },
            { finds: ["it: defaultActions[0]"] },
        ),
        "parameters that leave it open": one(PARAMETERS, { family: "postgres17" }, { finds: ["it: parameters"] }),
        "a cluster's parameters that switch it off": one(
            "aws:rds/clusterParameterGroup:ClusterParameterGroup",
            { family: "aurora-postgresql17", parameters: [{ name: "rds.force_ssl", value: "0" }] },
            { finds: ["it: parameters"] },
        ),
        "a database with AWS's parameters": one(
            INSTANCE,
            { engine: "postgres" },
            { finds: ["it: parameterGroupName"] },
        ),
        "a cluster with AWS's parameters": one(
            "aws:rds/cluster:Cluster",
            { engine: "aurora-postgresql" },
            { finds: ["it: dbClusterParameterGroupName"] },
        ),
        "a bucket without a policy": { resources: [bucket], finds: ["bucket:"] },
        "a bucket whose policy only allows": {
            resources: [bucket, policy(deny({ Effect: "Allow" }))],
            finds: ["policy: policy"],
        },
        "a bucket whose policy denies some": {
            resources: [bucket, policy(deny({ Principal: { AWS: "arn:aws:iam::111122223333:role/x" } }))],
            finds: ["policy: policy"],
        },
        "a bucket whose policy denies in certain cases": {
            resources: [
                bucket,
                policy(
                    deny({
                        Condition: {
                            Bool: { "aws:SecureTransport": "false" },
                            IpAddress: { "aws:SourceIp": "10.0.0.0/8" },
                        },
                    }),
                ),
            ],
            finds: ["policy: policy"],
        },
    },
    leavesUndecided: {
        "a policy that is computed": { resources: [bucket, policy(UNKNOWN)], finds: ["policy? policy"] },
        "one property of a cache, and judges the other": one(
            CACHE,
            { transitEncryptionEnabled: UNKNOWN, transitEncryptionMode: "preferred" },
            { finds: ["it? transitEncryptionEnabled", "it: transitEncryptionMode"] },
        ),
        "a statement without which too little is denied": {
            resources: [bucket, policy({ Statement: [statement(BUCKET), statement(UNKNOWN)] })],
            finds: ["policy? policy.Statement[1].Resource"],
        },
        "a cache": one(CACHE, { transitEncryptionEnabled: UNKNOWN }, { finds: ["it? transitEncryptionEnabled"] }),
    },
    keepsSecret: {
        "a policy of a listener": one(LISTENER, { protocol: "HTTPS", sslPolicy: CANARY }, { finds: ["it: sslPolicy"] }),
        "an auth token": one(CACHE, { authToken: CANARY }, { finds: ["it: transitEncryptionEnabled"] }),
        "a parameter": one(
            PARAMETERS,
            { family: "postgres17", parameters: [{ name: "x", value: CANARY }] },
            { finds: ["it: parameters"] },
        ),
    },
    obeys: {},
});
