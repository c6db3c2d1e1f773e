import { closedDataTier } from "../../../policy/rules/closed-data-tier";
import { group, ingress } from "../groups";
import { CANARY, type Given, specify, UNKNOWN } from "../support";

const names = ["alb", "fargate-app", "fargate-pgbouncer", "rds", "redis", "migrations-runner", "nat"];
const groups = names.map((name) => group(`network-${name}`));
const rule = (name: string, to: string, from: string, port?: number): Given =>
    ingress(name, `network-${to}`, from.includes("/") ? from : `network-${from}`, port);
const usual = [
    ...groups,
    rule("web", "alb", "0.0.0.0/0", 443),
    rule("app", "fargate-app", "alb", 9000),
    rule("pool", "fargate-pgbouncer", "fargate-app"),
    rule("db", "rds", "fargate-pgbouncer"),
    rule("migrations", "rds", "migrations-runner"),
    rule("cache", "redis", "fargate-app", 6379),
];
const database = (sources: Given["sources"]): Given => ({
    type: "aws:rds/instance:Instance",
    name: "database",
    props: { vpcSecurityGroupIds: [UNKNOWN] },
    sources,
});

specify(closedDataTier, {
    accepts: {
        "the usual hops": { resources: usual },
        "a database in the named group": { resources: [...usual, database({ vpcSecurityGroupIds: ["network-rds"] })] },
        "a database in a group without rules": {
            resources: [group("own"), database({ vpcSecurityGroupIds: ["own"] })],
        },
        "a stack without groups": { resources: [database({})] },
        "a database in another stack's group": {
            resources: [...usual, database({})],
        },
        "a listed group of its own that enters another stack's, on its ports": {
            resources: [
                group("backup-runner"),
                ingress("database", "elsewhere", "backup-runner"),
                ingress("endpoints", "elsewhere", "backup-runner", 443),
            ],
        },
        "what another stack's rule has let in, as a refresh shows it": {
            resources: [
                group("network-rds", {
                    ingress: [{ protocol: "tcp", fromPort: 5432, toPort: 5432, securityGroups: ["sg-runner"] }],
                }),
            ],
        },
        "a database without a public address": {
            resources: [{ ...database({}), props: { vpcSecurityGroupIds: ["sg-1"], publiclyAccessible: false } }],
        },
        "a node of a cache's replication group": {
            resources: [{ type: "aws:elasticache/cluster:Cluster", props: { replicationGroupId: UNKNOWN } }],
        },
        "a listed group in a rule inside the group, before either exists": {
            resources: [
                group("network-fargate-pgbouncer"),
                group(
                    "network-rds",
                    { ingress: [{ protocol: "tcp", fromPort: 5432, toPort: 5432, securityGroups: [UNKNOWN] }] },
                    { ingress: ["network-fargate-pgbouncer"] },
                ),
            ],
        },
        "groups by their ids, whatever those come from": {
            resources: [
                group("network-rds", { id: "sg-1" }),
                group("network-migrations-runner", { id: "sg-2" }),
                group("network-fargate-app", { id: "sg-3" }),
                {
                    ...rule("db", "rds", "migrations-runner"),
                    props: { ipProtocol: "tcp", securityGroupId: "sg-1", referencedSecurityGroupId: "sg-2" },
                    sources: {
                        securityGroupId: ["network-rds"],
                        referencedSecurityGroupId: ["network-fargate-app", "network-migrations-runner"],
                    },
                },
            ],
        },
        "groups that exist and are referred to by id": {
            resources: [
                group("network-rds", { id: "sg-1" }),
                group("network-migrations-runner", { id: "sg-2" }),
                {
                    ...rule("db", "rds", "migrations-runner"),
                    props: { ipProtocol: "tcp", securityGroupId: "sg-1", referencedSecurityGroupId: "sg-2" },
                    sources: {},
                },
            ],
        },
    },
    refuses: {
        "a service that is not listed": {
            resources: [...usual, rule("bad", "rds", "fargate-app")],
            finds: ["bad: referencedSecurityGroupId"],
        },
        "the load balancer": {
            resources: [...usual, rule("bad", "redis", "alb")],
            finds: ["bad: referencedSecurityGroupId"],
        },
        "the group itself": {
            resources: [...usual, rule("bad", "rds", "rds")],
            finds: ["bad: referencedSecurityGroupId"],
        },
        "addresses, even of the VPC": {
            resources: [...usual, rule("bad", "rds", "10.10.0.0/16")],
            finds: ["bad: cidrIpv4"],
        },
        "the internet": { resources: [...usual, rule("bad", "rds", "0.0.0.0/0")], finds: ["bad: cidrIpv4"] },
        "a prefix list": {
            resources: [
                ...usual,
                {
                    ...rule("bad", "rds", "10.0.0.0/8"),
                    props: { ipProtocol: "tcp", securityGroupId: UNKNOWN, prefixListId: UNKNOWN },
                },
            ],
            finds: ["bad: prefixListId"],
        },
        "a group of another stack": {
            resources: [...usual, rule("bad", "rds", "elsewhere")],
            finds: ["bad: referencedSecurityGroupId"],
        },
        "what another stack has let in on a port that no listed group enters by": {
            resources: [
                group("network-redis", {
                    ingress: [{ protocol: "tcp", fromPort: 6379, toPort: 6379, securityGroups: ["sg-runner"] }],
                }),
            ],
            finds: ["network-redis: ingress[0].securityGroups[0]"],
        },
        "a listed group that enters another stack's on a port of others": {
            resources: [group("backup-verify"), ingress("bad", "elsewhere", "backup-verify")],
            finds: ["bad: referencedSecurityGroupId"],
        },
        "a group that is not listed and enters another stack's": {
            resources: [group("app"), ingress("bad", "elsewhere", "app")],
            finds: ["bad: referencedSecurityGroupId"],
        },
        "addresses that enter another stack's group": {
            resources: [group("backup-runner"), ingress("bad", "elsewhere", "10.0.0.0/8")],
            finds: ["bad: cidrIpv4"],
        },
        "a public address": {
            resources: [{ ...database({}), props: { vpcSecurityGroupIds: ["sg-1"], publiclyAccessible: true } }],
            finds: ["database: publiclyAccessible"],
        },
        "a reader with a public address": {
            resources: [{ type: "aws:rds/clusterInstance:ClusterInstance", props: { publiclyAccessible: true } }],
            finds: ["it: publiclyAccessible"],
        },
        "a database in the VPC's default group": {
            resources: [{ ...database({}), props: {} }],
            finds: ["database: vpcSecurityGroupIds"],
        },
        "anything to a database's group that is told by its id": {
            resources: [
                group("own", { id: "sg-1" }),
                group("app", { id: "sg-2" }),
                { ...database({}), props: { vpcSecurityGroupIds: ["sg-1"] } },
                {
                    ...ingress("bad", "own", "app"),
                    props: { ipProtocol: "tcp", securityGroupId: "sg-1", referencedSecurityGroupId: "sg-2" },
                },
            ],
            finds: ["bad: referencedSecurityGroupId"],
        },
        "a stranger in a rule inside the group, before either exists": {
            resources: [
                group("network-fargate-pgbouncer"),
                group("network-fargate-app"),
                group(
                    "network-rds",
                    {
                        ingress: [
                            { protocol: "tcp", fromPort: 5432, toPort: 5432, securityGroups: [UNKNOWN] },
                            { protocol: "tcp", fromPort: 5432, toPort: 5432, securityGroups: [UNKNOWN] },
                        ],
                    },
                    { ingress: ["network-fargate-pgbouncer", "network-fargate-app"] },
                ),
            ],
            finds: ["network-rds: ingress"],
        },
        "a way round the load balancer": {
            resources: [...usual, rule("hole", "migrations-runner", "0.0.0.0/0", 22)],
            finds: ["network-rds:"],
        },
        "a longer way round": {
            resources: [...usual, rule("hole", "nat", "0.0.0.0/0", 22), rule("jump", "fargate-app", "nat", 22)],
            finds: ["network-rds:", "network-redis:"],
        },
        "anything to a database's group that nobody listed": {
            resources: [
                group("own"),
                group("app"),
                ingress("bad", "own", "app"),
                database({ vpcSecurityGroupIds: ["own"] }),
            ],
            finds: ["bad: referencedSecurityGroupId"],
        },
        "a rule apart from its group": {
            resources: [ingress("bad", "elsewhere", "10.0.0.0/8")],
            finds: ["bad: cidrIpv4"],
        },
    },
    leavesUndecided: {
        "addresses that are computed": {
            resources: [...usual, ingress("odd", "network-rds", "10.0.0.0/8", 5432, { cidrIpv4: UNKNOWN })],
            finds: ["odd? cidrIpv4"],
        },
        "one rule inside a group, and judges the next": {
            resources: [
                group(
                    "network-rds",
                    {
                        ingress: [
                            { protocol: "tcp", fromPort: 5432, toPort: 5432, cidrBlocks: UNKNOWN },
                            { protocol: "tcp", fromPort: 5432, toPort: 5432, cidrBlocks: ["10.0.0.0/8"] },
                        ],
                    },
                    { ingress: [] },
                ),
            ],
            finds: ["network-rds? ingress[0].cidrBlocks", "network-rds: ingress[1].cidrBlocks[0]"],
        },
        "a group of nobody knows which stack in a rule inside the group": {
            resources: [
                group(
                    "network-rds",
                    { ingress: [{ protocol: "tcp", fromPort: 5432, toPort: 5432, securityGroups: [UNKNOWN] }] },
                    { ingress: [] },
                ),
            ],
            finds: ["network-rds? ingress[0].securityGroups[0]"],
        },
    },
    keepsSecret: {
        "what is no address": {
            resources: [...usual, ingress("bad", "network-rds", "10.0.0.0/8", 5432, { cidrIpv4: CANARY })],
            finds: ["bad: cidrIpv4"],
        },
    },
    obeys: {
        "other groups of the data tier": {
            settings: { dataGroups: { store: ["web"] } },
            resources: [group("store"), group("web"), ingress("a", "store", "web")],
        },
        "another group that enters another stack's": {
            settings: { enteringGroups: { importer: [5432] } },
            resources: [group("importer"), ingress("a", "elsewhere", "importer")],
        },
        "another entrance": {
            settings: { publicGroups: ["edge"], dataGroups: { store: ["web"] } },
            resources: [
                group("edge"),
                group("store"),
                group("web"),
                ingress("a", "edge", "0.0.0.0/0", 443),
                ingress("b", "web", "edge"),
                ingress("c", "store", "web"),
            ],
        },
    },
});
