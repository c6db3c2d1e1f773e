/** What the tests of the data's components have in common. */
import { environmentNaming } from "../../components/naming";

export const NAMING = environmentNaming({ prefix: "restartix", environment: "staging" });

export const KEY_ARN = "arn:aws:kms:eu-central-1:111122223333:key/0123abcd-0123-4567-89ab-0123456789ab";

const AUTO_NAMED = [
    "aws:rds/subnetGroup:SubnetGroup",
    "aws:rds/parameterGroup:ParameterGroup",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    "aws:elasticache/subnetGroup:SubnetGroup",
    "aws:elasticache/parameterGroup:ParameterGroup",
    "aws:iam/role:Role",
    "aws:secretsmanager/secret:Secret",
];

const OTHERS: Readonly<Record<string, (name: string) => Record<string, unknown>>> = {
    "random:index/randomId:RandomId": () => ({ hex: "0a1b2c3d" }),
    "random:index/randomPassword:RandomPassword": (name) => ({ result: `${name}-password` }),
    "random:index/randomBytes:RandomBytes": () => ({ base64: "Ynl0ZXM=" }),
    "aws:rds/instance:Instance": (name) => ({ address: `${name}.example`, resourceId: `db-${name}` }),
    "aws:rds/cluster:Cluster": (name) => ({
        endpoint: `${name}.cluster.example`,
        readerEndpoint: `${name}.cluster-ro.example`,
        clusterResourceId: `cluster-${name}`,
    }),
    "aws:elasticache/replicationGroup:ReplicationGroup": (name) => ({
        primaryEndpointAddress: `master.${name}.example`,
        readerEndpointAddress: `replica.${name}.example`,
        memberClusters: [`${name}-001`],
    }),
    "aws:kms/key:Key": (name) => ({ keyId: `${name}-key-id` }),
    "awsx:ecr:Repository": (name) => ({
        url: `${name}-url`,
        repository: { arn: `${name}-arn`, name: `${name}-name` },
    }),
};

/** What the cloud adds to the resources of these components. */
export function dataOutputs(type: string, name: string): Record<string, unknown> {
    return { ...(AUTO_NAMED.includes(type) ? { name: `${name}-name` } : {}), ...OTHERS[type]?.(name) };
}
