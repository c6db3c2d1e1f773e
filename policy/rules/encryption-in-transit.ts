import type { Statement } from "../../analysis/iam/document";
import { deniesPlainTransport } from "../../analysis/iam/transport";
import { statementsIn } from "../frame/documents";
import { belongingTo } from "../frame/references";
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
import { UndecidedError, type View } from "../frame/view";

type Check = (resource: ResourceView) => Iterable<Verdict>;

const CHECKS: Readonly<Record<string, Check>> = {
    "aws:elasticache/cluster:Cluster": (resource) => (isMember(resource) ? [] : cache(resource)),
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
        yield* listenerRules(resources);
        yield* buckets(resources);
    },
};

/** A node of a replication group is as its group. */
function isMember({ props }: ResourceView): boolean {
    return props.at("replicationGroupId").isGiven();
}

function* cache(resource: ResourceView): Iterable<Verdict> {
    const checks: readonly (readonly [string, (view: View) => string | undefined])[] = [
        [
            "transitEncryptionEnabled",
            (enabled) => (enabled.boolean() === true ? undefined : "The cache accepts connections without TLS"),
        ],
        [
            "transitEncryptionMode",
            (mode) =>
                mode.string() === "preferred" ? "The cache prefers TLS but accepts connections without it" : undefined,
        ],
    ];
    yield* judgeEach(
        checks,
        () => resource,
        function* ([property, problemOf]) {
            const view = resource.props.at(property);
            const problem = problemOf(view);
            if (problem !== undefined) {
                yield finding(resource, view, problem);
            }
        },
    );
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const MODERN = /^ELBSecurityPolicy-(TLS13-1-[23]-|TLS-1-2-|FS-1-2-)/;

function* listener(resource: ResourceView): Iterable<Verdict> {
    const protocol = protocolOf(resource);
    if (protocol === "HTTPS" || protocol === "TLS") {
        const policy = resource.props.at("sslPolicy");
        // AWS's own choice for a listener made by API, ELBSecurityPolicy-2016-08, still speaks TLS 1.0.
        if (!MODERN.test(policy.string() ?? "")) {
            yield finding(resource, policy, "The listener speaks TLS older than 1.2");
        }
    }
    if (protocol === "HTTP") {
        yield* redirects(resource, "defaultActions", "The listener");
    }
}

/** An application load balancer's listener is HTTP where nothing is said; a gateway's has no protocol at all. */
function protocolOf({ props }: ResourceView): string | undefined {
    const balancer = props.at("loadBalancerArn");
    const isGateway = balancer.isKnown() && /:loadbalancer\/gwy\//.test(balancer.string() ?? "");
    return props.at("protocol").string() ?? (isGateway ? undefined : "HTTP");
}

function* redirects(resource: ResourceView, property: string, subject: string): Iterable<Verdict> {
    yield* judgeEach(
        resource.props.at(property).list(),
        () => resource,
        function* (action) {
            if (!isRedirect(action)) {
                yield finding(resource, action, `${subject} serves plain HTTP instead of redirecting to HTTPS`);
            }
        },
    );
}

/** Rules of the stack's own HTTP listeners: what one says goes before the listener's default. */
function* listenerRules(resources: readonly StackResource[]): Iterable<Verdict> {
    const rules = resources.filter(({ type }) => type === "aws:lb/listenerRule:ListenerRule");
    const listeners = resources.filter(({ type }) => type === "aws:lb/listener:Listener");
    yield* judgeEach(
        rules.length === 0 ? [] : listeners,
        (one) => one,
        function* (one) {
            const own = belongingTo(one, rules, "listenerArn", "arn", resources);
            if (own.length > 0 && protocolOf(one) === "HTTP") {
                for (const rule of own) {
                    yield* settle(rule, () => redirects(rule, "actions", "The rule"));
                }
            }
        },
    );
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

/** In AWS's own parameter groups, which are called default.…, rds.force_ssl is 0 up to PostgreSQL 14. */
function ownParameters(property: string, unless: readonly string[]): Check {
    return function* (resource) {
        const view = resource.props.at(property);
        const isExcused = unless.some((other) => resource.props.at(other).isGiven());
        const isPostgres = /postgres/.test(resource.props.at("engine").string() ?? "");
        const isDefault = view.isGiven()
            ? view.isKnown() && view.string()?.startsWith("default.") === true
            : !isExcused;
        if (isPostgres && isDefault) {
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
    yield* judgeEach(
        resources.filter(({ type }) => type === "aws:s3/bucket:Bucket"),
        (bucket) => bucket,
        function* (bucket) {
            const own = belongingTo(bucket, policies, "bucket", "bucket", resources);
            if (own.length === 0) {
                yield finding(bucket, "", "The bucket has no policy, so that it may be used without TLS");
            }
            for (const policy of own) {
                yield* settle(policy, () => bucketPolicy(bucket, policy));
            }
        },
    );
}

/** Undecided only if what is known denies too little. */
function* bucketPolicy(bucket: StackResource, policy: StackResource): Iterable<Verdict> {
    const known: Statement[] = [];
    let unknown: UndecidedError | undefined;
    for (const { read } of statementsIn(policy.props.at("policy"))) {
        try {
            known.push(...read());
        } catch (error) {
            if (!(error instanceof UndecidedError)) {
                throw error;
            }
            unknown = error;
        }
    }
    if (deniesPlainTransport(known, arnOf(bucket))) {
        return;
    }
    if (unknown !== undefined) {
        throw unknown;
    }
    yield finding(
        policy,
        "policy",
        "The bucket's policy doesn't deny it and all that is in it to who comes without TLS",
    );
}

function arnOf({ props }: StackResource): string {
    const arn = props.at("arn");
    return (arn.isKnown() ? arn.string() : undefined) ?? `arn:aws:s3:::${props.at("bucket").string() ?? ""}`;
}
