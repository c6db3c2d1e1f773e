import { fixedNames } from "../../../policy/rules/fixed-names";
import { CANARY, one, specify, UNKNOWN } from "../support";

const CLUSTER = "aws:ecs/cluster:Cluster";
const GROUP = "aws:cloudwatch/logGroup:LogGroup";
const REPOSITORY = "aws:ecr/repository:Repository";

specify(fixedNames, {
    accepts: {
        "a name with prefix and environment": one(CLUSTER, { name: "restartix-staging-cluster" }),
        "a path that ends in one": one(GROUP, { name: "/aws/vpc/restartix-staging-flow-logs" }),
        "a path through one": one(GROUP, { name: "/ecs/restartix-staging/core-api" }),
        "a path of both": one("aws:secretsmanager/secret:Secret", { name: "restartix/staging/clerk-x" }),
        "an alias": one("aws:kms/alias:Alias", { name: "alias/restartix-staging-data" }),
        "no name": one(CLUSTER, {}),
        "a name of Pulumi's": one(CLUSTER, { name: "it-0a1b2c3" }),
        "a name of Pulumi's where capitals are not allowed": one(
            "aws:s3/bucket:Bucket",
            { bucket: "logbucket-0a1b2c3" },
            { name: "logBucket" },
        ),
        "a repository without the environment": one(REPOSITORY, { name: "restartix-core-api" }),
        "a service's name in its private zone": one("aws:servicediscovery/service:Service", { name: "core-api" }),
        "a type whose names are free": one("aws:ec2/vpc:Vpc", { name: "main" }),
    },
    refuses: {
        "a name of no kind": one(CLUSTER, { name: "cluster" }, { finds: ["it: name"] }),
        "another environment's": one(CLUSTER, { name: "restartix-production-cluster" }, { finds: ["it: name"] }),
        "a longer environment": one(CLUSTER, { name: "restartix-staging2-cluster" }, { finds: ["it: name"] }),
        "another prefix": one(
            "aws:rds/instance:Instance",
            { identifier: "acme-staging-db" },
            { finds: ["it: identifier"] },
        ),
        "a user": one("aws:iam/user:User", { name: "deploy" }, { finds: ["it: name"] }),
        "a vault": one("aws:backup/vault:Vault", { name: "main" }, { finds: ["it: name"] }),
        "a load balancer under its other token": one(
            "aws:alb/loadBalancer:LoadBalancer",
            { name: "edge" },
            { finds: ["it: name"] },
        ),
        "a bucket under its other token": one(
            "aws:s3/bucketV2:BucketV2",
            { bucket: "logs" },
            { finds: ["it: bucket"] },
        ),
        "a repository of nobody's": one(REPOSITORY, { name: "core-api" }, { finds: ["it: name"] }),
    },
    leavesUndecided: {
        "a name that is computed": one(CLUSTER, { name: UNKNOWN }, { finds: ["it? name"] }),
    },
    keepsSecret: {
        "the name itself": one(CLUSTER, { name: CANARY }, { finds: ["it: name"] }),
    },
    obeys: {
        "another prefix": one(CLUSTER, { name: "acme-staging-x" }, { settings: { prefix: "acme" } }),
        "an environment that is not the stack's name": one(
            CLUSTER,
            { name: "restartix-blue-x" },
            { settings: { environment: "blue" } },
        ),
        "a name that a document gives": one(
            "aws:s3/bucket:Bucket",
            { bucket: "uploads" },
            { settings: { contractNames: ["uploads"] } },
        ),
    },
});
