/** A network to put databases and caches in, and the databases most tests begin with. */
import { IAM_TYPES } from "../../../../../sandbox/models/aws/iam/sources";
import { RDS_TYPES } from "../../../../../sandbox/models/aws/rds/sources";
import { TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { makeVpc } from "../ec2/network";

export interface DataNetwork {
    readonly vpc: Made;
    /** In the zones a, b and c of eu-central-1. */
    readonly subnets: readonly Made[];
    readonly securityGroup: Made;
}

export async function makeDataNetwork(cloud: TestCloud, block = "10.0"): Promise<DataNetwork> {
    const vpc = await makeVpc(cloud, { cidrBlock: `${block}.0.0/16` });
    const subnets: Made[] = [];
    for (const [index, zone] of ["a", "b", "c"].entries()) {
        const cidrBlock = `${block}.${index}.0/24`;
        subnets.push(
            await cloud.create(TYPES.subnet, {
                vpcId: vpc.id,
                cidrBlock,
                availabilityZone: `eu-central-1${zone}`,
            }),
        );
    }
    const securityGroup = await cloud.create(TYPES.securityGroup, { name: "data", vpcId: vpc.id });
    return { vpc, subnets, securityGroup };
}

export function makeSubnetGroup(cloud: TestCloud, network: DataNetwork, inputs: Properties = {}): Promise<Made> {
    const subnetIds = network.subnets.map(({ id }) => id);
    return cloud.create(RDS_TYPES.subnetGroup, { name: "data", subnetIds, ...inputs });
}

/** What the smallest instance needs; its windows do not overlap. */
export const SMALL: Properties = {
    allocatedStorage: 20,
    dbSubnetGroupName: "data",
    engine: "postgres",
    engineVersion: "17.4",
    identifier: "main",
    instanceClass: "db.t4g.micro",
    password: "correct-horse",
    skipFinalSnapshot: true,
    username: "app",
};

export function makeDatabase(cloud: TestCloud, inputs: Properties = {}): Promise<Made> {
    return cloud.create(RDS_TYPES.instance, { ...SMALL, ...inputs });
}

export const SERVERLESS: Properties = {
    clusterIdentifier: "main",
    dbSubnetGroupName: "data",
    engine: "aurora-postgresql",
    engineVersion: "16.6",
    masterPassword: "correct-horse",
    masterUsername: "app",
    serverlessv2ScalingConfiguration: { minCapacity: 0, maxCapacity: 2, secondsUntilAutoPause: 300 },
    skipFinalSnapshot: true,
};

export function makeCluster(cloud: TestCloud, inputs: Properties = {}): Promise<Made> {
    return cloud.create(RDS_TYPES.cluster, { ...SERVERLESS, ...inputs });
}

export function makeMember(cloud: TestCloud, inputs: Properties = {}): Promise<Made> {
    return cloud.create(RDS_TYPES.clusterInstance, {
        clusterIdentifier: "main",
        engine: "aurora-postgresql",
        identifier: "main-1",
        instanceClass: "db.serverless",
        ...inputs,
    });
}

export function makeMonitoringRole(cloud: TestCloud, service = "monitoring.rds.amazonaws.com"): Promise<Made> {
    return cloud.create(IAM_TYPES.role, {
        name: `monitoring-${service.split(".")[0]}`,
        assumeRolePolicy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
        }),
    });
}
