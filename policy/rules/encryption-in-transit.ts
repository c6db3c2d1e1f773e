import { deniesPlainTransport, statementsOf } from "../../analysis/iam/document";
import {
    entryFor,
    finding,
    judgeEach,
    type ResourceView,
    type Rule,
    settle,
    type StackResource,
    type Verdict,
} from "../frame/rule";
import type { View } from "../frame/view";

type Check = (resource: ResourceView) => Iterable<Verdict>;

const CHECKS: Readonly<Record<string, Check>> = {
    "aws:elasticache/replicationGroup:ReplicationGroup": cache,
    "aws:lb/listener:Listener": listener,
    "aws:rds/parameterGroup:ParameterGroup": (group) => databaseParameters(group, ["rds.force_ssl"]),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": (group) => databaseParameters(group, ["rds.force_ssl"]),
    "aws:rds/instance:Instance": ownParameters("parameterGroupName", ["replicateSourceDb"]),
    "aws:rds/cluster:Cluster": ownParameters("dbClusterParameterGroupName", []),
};

export const encryptionInTransit: Rule = {
    id: "encryption-in-transit",
    title: "Nothing travels in plain text",
    description:
        "Listeners speak TLS 1.2 or newer and redirect plain HTTP, PostgreSQL and the cache refuse connections without TLS, and buckets deny them.",
    remedy: "Redirect HTTP to HTTPS, choose an ELBSecurityPolicy-TLS13-… policy, set rds.force_ssl to 1 and transitEncryptionEnabled to true, and give the bucket a policy that denies aws:SecureTransport false",
    anchors: [
        "ELB.1",
        "ELB.12",
        "ElastiCache.5",
        "CKV_AWS_2",
        "CKV_AWS_103",
        "CKV_AWS_30",
        "CKV2_AWS_69",
        "S3.5",
        "CKV_AWS_379",
    ],
    *checkResource(resource) {
        yield* entryFor(CHECKS, resource.type)?.(resource) ?? [];
    },
    *checkStack(resources) {
        yield* buckets(resources);
    },
};

function* cache(resource: ResourceView): Iterable<Verdict> {
    const enabled = resource.props.at("transitEncryptionEnabled");
    const mode = resource.props.at("transitEncryptionMode");
    if (enabled.boolean() !== true) {
        yield finding(resource, enabled, "The cache accepts connections without TLS");
    } else if (mode.string() === "preferred") {
        yield finding(resource, mode, "The cache prefers TLS but accepts connections without it");
    }
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const MODERN = /^ELBSecurityPolicy-(TLS13-1-[23]-|TLS-1-2-|FS-1-2-)/;

function* listener(resource: ResourceView): Iterable<Verdict> {
    const protocol = resource.props.at("protocol").string();
    if (protocol === "HTTPS" || protocol === "TLS") {
        const policy = resource.props.at("sslPolicy");
        // AWS's own choice for a listener made by API, ELBSecurityPolicy-2016-08, still speaks TLS 1.0.
        if (!MODERN.test(policy.string() ?? "")) {
            yield finding(resource, policy, "The listener speaks TLS older than 1.2");
        }
    }
    if (protocol === "HTTP") {
        const actions = resource.props.at("defaultActions");
        yield* judgeEach(
            actions.list(),
            () => resource,
            function* (action) {
                if (!isRedirect(action)) {
                    yield finding(resource, action, "The listener serves plain HTTP instead of redirecting to HTTPS");
                }
            },
        );
    }
}

function isRedirect(action: View): boolean {
    const redirect = action.at("redirect").list()[0];
    return action.at("type").string() === "redirect" && redirect?.at("protocol").string() === "HTTPS";
}

function* databaseParameters(resource: ResourceView, names: readonly string[]): Iterable<Verdict> {
    const family = resource.props.at("family").string() ?? "";
    if (!/postgres/.test(family)) {
        return;
    }
    const given = new Map(
        resource.props
            .at("parameters")
            .list()
            .map((one) => [one.at("name").string(), one.at("value")] as const),
    );
    for (const name of names.filter((one) => given.get(one)?.number() !== 1)) {
        yield finding(resource, "parameters", `${name} is not 1: connections without TLS are accepted`);
    }
}

/** In AWS's own parameter group, rds.force_ssl is 0 up to PostgreSQL 14. */
function ownParameters(property: string, unless: readonly string[]): Check {
    return function* (resource) {
        const view = resource.props.at(property);
        const isExcused = unless.some((other) => resource.props.at(other).isGiven());
        const isPostgres = /postgres/.test(resource.props.at("engine").string() ?? "");
        if (isPostgres && !isExcused && !view.isGiven()) {
            yield finding(
                resource,
                view,
                "The database has AWS's parameter group, which doesn't force TLS in every version",
            );
        }
    };
}

function* buckets(resources: readonly StackResource[]): Iterable<Verdict> {
    const policies = resources.filter(({ type }) => type === "aws:s3/bucketPolicy:BucketPolicy");
    for (const bucket of resources.filter(({ type }) => type === "aws:s3/bucket:Bucket")) {
        yield* settle(bucket, function* () {
            const own = policies.filter((policy) => belongsTo(policy, bucket));
            if (own.length === 0) {
                yield finding(bucket, "", "The bucket has no policy, so that it may be used without TLS");
            }
            for (const policy of own) {
                if (!deniesPlainTransport(statementsOf(policy.props.at("policy").string()))) {
                    yield finding(policy, "policy", "The bucket's policy denies nobody who comes without TLS");
                }
            }
        });
    }
}

/** By where the value comes from, and for a name that was written out, by the name. */
function belongsTo({ sources, props }: StackResource, bucket: StackResource): boolean {
    const from = sources["bucket"] ?? [];
    const name = props.at("bucket");
    return (
        from.includes(bucket.urn) ||
        (from.length === 0 && name.isKnown() && name.string() === bucket.props.at("bucket").string())
    );
}
