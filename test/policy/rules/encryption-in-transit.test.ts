import { encryptionInTransit } from "../../../policy/rules/encryption-in-transit";
import { CANARY, type Given, one, type Properties, specify, UNKNOWN } from "../support";

const CACHE = "aws:elasticache/replicationGroup:ReplicationGroup";
const LISTENER = "aws:lb/listener:Listener";
const PARAMETERS = "aws:rds/parameterGroup:ParameterGroup";
const INSTANCE = "aws:rds/instance:Instance";
const REDIRECT = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };

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
            Resource: "*",
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
        "a policy that is computed": { resources: [bucket, policy(UNKNOWN)], finds: ["bucket? policy"] },
        "a cache": one(CACHE, { transitEncryptionEnabled: UNKNOWN }, { finds: ["it? transitEncryptionEnabled"] }),
    },
    keepsSecret: {
        "an auth token": one(CACHE, { authToken: CANARY }, { finds: ["it: transitEncryptionEnabled"] }),
        "a parameter": one(
            PARAMETERS,
            { family: "postgres17", parameters: [{ name: "x", value: CANARY }] },
            { finds: ["it: parameters"] },
        ),
    },
    obeys: {},
});
