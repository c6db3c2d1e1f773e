/** Instances to test with. */
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";

const LATEST = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-";

/** The newest Amazon Linux image of the region. */
export async function latestImage(cloud: TestCloud, architecture: "arm64" | "x86_64" = "arm64"): Promise<string> {
    const parameter = await cloud.invoke("aws:ssm/getParameter:getParameter", { name: `${LATEST}${architecture}` });
    return asText(parameter["value"]);
}

export async function makeInstance(cloud: TestCloud, subnet: Made, inputs: Properties = {}): Promise<Made> {
    return cloud.create(TYPES.instance, {
        ami: await latestImage(cloud),
        instanceType: "t4g.nano",
        subnetId: subnet.id,
        ...inputs,
    });
}

/** A role that EC2 may assume, in an instance profile. */
export async function makeProfile(cloud: TestCloud): Promise<Made> {
    const statement = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } };
    const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const role = await cloud.create("aws:iam/role:Role", { assumeRolePolicy });
    return cloud.create("aws:iam/instanceProfile:InstanceProfile", { role: role.id });
}
