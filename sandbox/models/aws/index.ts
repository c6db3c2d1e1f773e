/** The model of AWS: one world per account, regions inside. */
import type { CloudDefinition } from "../kernel/cloud";
import * as acm from "./acm";
import * as appautoscaling from "./appautoscaling";
import * as autoscaling from "./autoscaling";
import * as cloudwatch from "./cloudwatch";
import * as dynamodb from "./dynamodb";
import * as ec2 from "./ec2";
import * as ecr from "./ecr";
import * as ecs from "./ecs";
import * as elasticache from "./elasticache";
import * as iam from "./iam";
import * as kms from "./kms";
import * as lambda from "./lambda";
import * as lb from "./lb";
import * as logs from "./logs";
import * as rds from "./rds";
import * as s3 from "./s3";
import * as scheduler from "./scheduler";
import * as secretsmanager from "./secretsmanager";
import * as servicediscovery from "./servicediscovery";
import { awsConfigFaults, awsSettings } from "./settings";
import * as sqs from "./sqs";
import * as ssm from "./ssm";

const services = [
    acm,
    kms,
    s3,
    secretsmanager,
    appautoscaling,
    autoscaling,
    cloudwatch,
    dynamodb,
    ec2,
    ecr,
    ecs,
    iam,
    lambda,
    lb,
    logs,
    scheduler,
    servicediscovery,
    sqs,
    ssm,
    rds,
    elasticache,
];

export const aws: CloudDefinition = {
    package: "aws",
    models: services.flatMap((service) => service.models),
    invokes: services.flatMap((service) => service.invokes),
    checkConfig: awsConfigFaults,
    settings: awsSettings,
};
