/** Examples of what runs services: clusters, tasks, scaling, discovery, identities and logs. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { makeBalancing } from "./balancing";
import type { Surroundings } from "./surroundings";
import { makeSurroundings, subnetIds } from "./surroundings";
import type { ExampleProgram, Making } from "./variant";
import { either, onAws, policy, tags, trust } from "./variant";

export const platform: ExampleProgram = (variant) => {
    const making = onAws(variant);
    const around = makeSurroundings(making);
    makeIdentities(making);
    makeDiscovery(making, around);
    makeScaling(making, makeService(making, around));
    makeBalancing(making, around);
    makeWatch(making);
    return Promise.resolve({});
};

function makeIdentities({ variant, options }: Making): void {
    const assumeRolePolicy = trust(variant, "ec2.amazonaws.com");
    const role = new aws.iam.Role("role", { assumeRolePolicy, tags: tags(variant) }, options);
    const document = policy(variant, { Action: "s3:GetObject", Resource: "*" });
    new aws.iam.RolePolicy("role-policy", { role: role.name, policy: document }, options);
    const shared = new aws.iam.Policy("policy", { policy: document, tags: tags(variant) }, options);
    new aws.iam.RolePolicyAttachment("role-policy-attachment", { role: role.name, policyArn: shared.arn }, options);
    new aws.iam.InstanceProfile("instance-profile", { role: role.name, tags: tags(variant) }, options);
    new aws.iam.ServiceLinkedRole(
        "service-linked-role",
        { awsServiceName: "autoscaling.amazonaws.com", customSuffix: "example", tags: tags(variant) },
        options,
    );
}

function makeDiscovery({ variant, options }: Making, { vpc }: Surroundings): void {
    new aws.servicediscovery.PrivateDnsNamespace(
        "private-dns-namespace",
        { name: "example.internal", vpc: vpc.id, tags: tags(variant) },
        options,
    );
    const namespace = new aws.servicediscovery.HttpNamespace(
        "http-namespace",
        { name: "example", tags: tags(variant) },
        options,
    );
    new aws.servicediscovery.Service("service", { namespaceId: namespace.id, tags: tags(variant) }, options);
}

/** The resource id by which the service is scaled. */
function makeService({ variant, options }: Making, around: Surroundings): pulumi.Output<string> {
    const cluster = new aws.ecs.Cluster("cluster", { tags: tags(variant) }, options);
    const providers = new aws.ecs.ClusterCapacityProviders(
        "cluster-capacity-providers",
        {
            clusterName: cluster.name,
            capacityProviders: ["FARGATE"],
            defaultCapacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: either(variant, 1, 2) }],
        },
        options,
    );
    const task = new aws.ecs.TaskDefinition(
        "task-definition",
        {
            family: "example",
            containerDefinitions: JSON.stringify([{ name: "app", image: "public.ecr.aws/nginx/nginx:1.27" }]),
            cpu: "256",
            memory: "512",
            networkMode: "awsvpc",
            requiresCompatibilities: ["FARGATE"],
            tags: tags(variant),
        },
        options,
    );
    const service = new aws.ecs.Service(
        "service",
        {
            cluster: cluster.arn,
            taskDefinition: task.arn,
            desiredCount: 1,
            launchType: "FARGATE",
            networkConfiguration: { subnets: subnetIds(around) },
            tags: tags(variant),
        },
        { ...options, dependsOn: [providers] },
    );
    return pulumi.interpolate`service/${cluster.name}/${service.name}`;
}

function makeScaling({ variant, options }: Making, resourceId: pulumi.Output<string>): void {
    const scaled = { scalableDimension: "ecs:service:DesiredCount", serviceNamespace: "ecs" };
    const target = new aws.appautoscaling.Target(
        "target",
        { ...scaled, resourceId, minCapacity: 1, maxCapacity: 2, tags: tags(variant) },
        options,
    );
    new aws.appautoscaling.Policy(
        "policy",
        {
            ...scaled,
            resourceId: target.resourceId,
            policyType: "TargetTrackingScaling",
            targetTrackingScalingPolicyConfiguration: {
                predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
                targetValue: either(variant, 60, 70),
            },
        },
        options,
    );
    new aws.appautoscaling.ScheduledAction(
        "scheduled-action",
        {
            ...scaled,
            resourceId: target.resourceId,
            schedule: either(variant, "cron(0 6 * * ? *)", "cron(0 7 * * ? *)"),
            scalableTargetAction: { minCapacity: 1 },
        },
        options,
    );
}

function makeWatch({ variant, options }: Making): void {
    const group = new aws.cloudwatch.LogGroup("log-group", { retentionInDays: 7, tags: tags(variant) }, options);
    const metric = { name: "Errors", namespace: "Example" };
    new aws.cloudwatch.LogMetricFilter(
        "log-metric-filter",
        {
            logGroupName: group.name,
            metricTransformation: { ...metric, value: "1" },
            pattern: either(variant, "ERROR", "FATAL"),
        },
        options,
    );
    new aws.cloudwatch.MetricAlarm(
        "metric-alarm",
        {
            comparisonOperator: "GreaterThanThreshold",
            evaluationPeriods: 1,
            metricName: metric.name,
            namespace: metric.namespace,
            period: 300,
            statistic: "Sum",
            threshold: 0,
            tags: tags(variant),
        },
        options,
    );
}
