import * as aws from "@pulumi/aws";
import { at, type NetworkContext } from "./context";
import type { RouteTablesByLetter } from "./routing";
import type { SubnetsByLetter } from "./subnets";

/** The S3 gateway endpoint: free, and a route in every private table, so that S3 never passes NAT. */
export function createS3Endpoint(
    network: NetworkContext,
    vpc: aws.ec2.Vpc,
    tables: RouteTablesByLetter,
): aws.ec2.VpcEndpoint {
    return new aws.ec2.VpcEndpoint(
        network.childName("endpoint-s3"),
        {
            vpcId: vpc.id,
            vpcEndpointType: "Gateway",
            serviceName: serviceName(network, "s3"),
            routeTableIds: network.plan.letters.map((letter) => at(tables, letter).id),
            tags: network.nameTag("endpoint-s3"),
        },
        { parent: network.parent },
    );
}

/** The interface endpoints. Their private DNS makes the services' ordinary names resolve to addresses in the VPC. */
export function createInterfaceEndpoints(
    network: NetworkContext,
    vpc: aws.ec2.Vpc,
    subnets: SubnetsByLetter,
    group: aws.ec2.SecurityGroup,
): void {
    const { services, letters } = network.plan.endpoints;
    for (const service of services) {
        const logical = `endpoint-${service.replaceAll(".", "-")}`;
        new aws.ec2.VpcEndpoint(
            network.childName(logical),
            {
                vpcId: vpc.id,
                vpcEndpointType: "Interface",
                serviceName: serviceName(network, service),
                subnetIds: letters.map((letter) => at(subnets, letter).id),
                securityGroupIds: [group.id],
                privateDnsEnabled: true,
                tags: network.nameTag(logical),
            },
            { parent: network.parent },
        );
    }
}

function serviceName(network: NetworkContext, service: string): string {
    return `com.amazonaws.${network.plan.region}.${service}`;
}
