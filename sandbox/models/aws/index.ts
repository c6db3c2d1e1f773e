/** The model of AWS: one world per account, regions inside. */
import type { CloudDefinition } from "../kernel/cloud";
import * as autoscaling from "./autoscaling";
import * as ec2 from "./ec2";
import * as ecr from "./ecr";
import * as iam from "./iam";
import * as logs from "./logs";
import { awsConfigFaults, awsSettings } from "./settings";
import * as ssm from "./ssm";

const services = [autoscaling, ec2, ecr, iam, logs, ssm];

export const aws: CloudDefinition = {
    package: "aws",
    models: services.flatMap((service) => service.models),
    invokes: services.flatMap((service) => service.invokes),
    checkConfig: awsConfigFaults,
    settings: awsSettings,
};
