/** A network for the examples that need one and are no part of it. */
import * as aws from "@pulumi/aws";
import type { Making } from "./variant";
import { REGION } from "./variant";

export interface Surroundings {
    readonly vpc: aws.ec2.Vpc;
    /** In two zones. */
    readonly subnets: readonly aws.ec2.Subnet[];
    readonly gateway: aws.ec2.InternetGateway;
}

/** Named unlike the examples of these types, so that no two of a name are of one type. */
export function makeSurroundings({ options }: Making): Surroundings {
    const vpc = new aws.ec2.Vpc("around", { cidrBlock: "10.1.0.0/16", enableDnsHostnames: true }, options);
    const subnets = ["a", "b"].map(
        (letter, index) =>
            new aws.ec2.Subnet(
                `around-${letter}`,
                { vpcId: vpc.id, cidrBlock: `10.1.${index}.0/24`, availabilityZone: `${REGION}${letter}` },
                options,
            ),
    );
    const gateway = new aws.ec2.InternetGateway("around", { vpcId: vpc.id }, options);
    return { vpc, subnets, gateway };
}

export function subnetIds({ subnets }: Surroundings): aws.ec2.Subnet["id"][] {
    return subnets.map(({ id }) => id);
}
