import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceContext } from "./context";

/** How other tasks find the service, as inputs of the ECS service. */
export interface PrivateName {
    readonly serviceArgs: Pick<aws.ecs.ServiceArgs, "serviceConnectConfiguration" | "serviceRegistries">;
    /** Such as `pgbouncer.staging.restartix.internal`. */
    readonly hostname: pulumi.Output<string> | undefined;
}

/** Seconds that a client may keep an answer of Cloud Map's. */
const DNS_TTL = 10;

/** The private name of a service that has one, and what lets any service use those of others. */
export function createPrivateName(service: ServiceContext, logGroup: aws.cloudwatch.LogGroup): PrivateName {
    const { args, plan } = service;
    const hostname = args.internal && pulumi.interpolate`${plan.serviceName}.${args.internal.namespace.name}`;
    const registries = plan.discovery === "cloud-map" ? { serviceRegistries: createRegistry(service) } : {};
    return { hostname, serviceArgs: { ...registries, ...serviceConnect(service, logGroup, hostname) } };
}

function createRegistry({ args, plan, parent, childName }: ServiceContext) {
    const registry = new aws.servicediscovery.Service(
        childName(),
        {
            name: plan.serviceName,
            description: `Addresses of the healthy tasks of ${plan.serviceName}`,
            dnsConfig: {
                namespaceId: pulumi.output(args.internal?.namespace.id ?? ""),
                routingPolicy: "MULTIVALUE",
                dnsRecords: [{ type: "A", ttl: DNS_TTL }],
            },
            // Lets ECS report what the container's own check says. The provider drops the block when it is empty.
            healthCheckCustomConfig: { failureThreshold: 1 },
            // ECS takes the addresses of its last tasks out with some delay, and a name that has any can't be deleted.
            forceDestroy: true,
        },
        // In another namespace the name is free: clients keep the old one until the service has moved.
        { parent, deleteBeforeReplace: false },
    );
    return { registryArn: registry.arn };
}

function serviceConnect(
    { args, plan, place }: ServiceContext,
    logGroup: aws.cloudwatch.LogGroup,
    hostname: pulumi.Output<string> | undefined,
): Pick<aws.ecs.ServiceArgs, "serviceConnectConfiguration"> {
    const isServer = plan.discovery === "service-connect" && plan.port !== undefined && hostname !== undefined;
    const namespace = args.serviceConnectNamespaceArn ?? (isServer ? args.internal?.namespace.arn : undefined);
    if (namespace === undefined) {
        return {};
    }
    const options = {
        "awslogs-group": logGroup.name,
        "awslogs-region": place.apply(({ region }) => region),
        "awslogs-stream-prefix": "service-connect",
    };
    const served = isServer
        ? [
              {
                  portName: plan.serviceName,
                  // The name is Cloud Map's own until the service has moved; clients use that of the alias.
                  discoveryName: `${plan.serviceName}-sc`,
                  clientAlias: [{ port: plan.port, dnsName: hostname }],
              },
          ]
        : [];
    return {
        serviceConnectConfiguration: {
            enabled: true,
            namespace,
            logConfiguration: { logDriver: "awslogs", options },
            ...(served.length === 0 ? {} : { services: served }),
        },
    };
}
