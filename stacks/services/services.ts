import * as pulumi from "@pulumi/pulumi";
import { EcsService, type EcsServiceArgs } from "../../components/ecs/service";
import type { EnvironmentNaming } from "../../components/naming";
import { connectionOrder, connectionVariables, type VariableSource } from "../../config/service-connections";
import { type ServiceConfig, servicePlanArgs, type ServicesConfig } from "../../config/services";
import { repositoryOf } from "./references";
import type { Foundation, Surroundings } from "./surroundings";

/** What services are made with. */
export interface ServiceMaking extends Surroundings {
    readonly config: ServicesConfig;
    readonly naming: EnvironmentNaming;
    readonly provider: pulumi.ProviderResource;
}

/** The services by their names. Each is made after those that it connects to, and goes before them. */
export function createServices(making: ServiceMaking): Readonly<Record<string, EcsService>> {
    const { services } = making.config;
    const made: Record<string, EcsService> = {};
    for (const name of connectionOrder(services)) {
        const targets = services[name]?.connectsTo ?? [];
        const dependsOn = targets.flatMap((target) => made[target] ?? []);
        made[name] = new EcsService(name, serviceArgs(name, making), { provider: making.provider, dependsOn });
    }
    return made;
}

function serviceArgs(name: string, making: ServiceMaking): EcsServiceArgs {
    const { config, naming, foundation, data } = making;
    const service = ownConfig(name, config);
    const plan = servicePlanArgs(name, config);
    const repository = repositoryOf(name, service);
    return {
        ...plan,
        naming,
        clusterArn: foundation.clusterArn,
        vpcId: foundation.vpcId,
        subnetIds: foundation.privateSubnetIds,
        securityGroupIds: [securityGroupId(service, foundation)],
        image: {
            ...plan.image,
            repositoryUrl: entryOf(data.repositoryUrls, repository),
            repositoryArn: entryOf(data.repositoryArns, repository),
        },
        environment: environmentOf(name, making),
        secrets: (service.secrets ?? []).map(({ env, secret, key }) => ({
            name: env,
            secretArn: entryOf(data.secretArns, secret),
            key,
        })),
        secretsKeyArn: data.encryptionKeyArn,
        additionalIamPolicyArns: service.iamPolicyArns,
        ...reachability(name, making),
    };
}

/** How the service is found, and how it finds others. */
function reachability(name: string, { config, foundation }: ServiceMaking) {
    const { http, internal } = servicePlanArgs(name, config);
    const namespace = {
        id: foundation.serviceNamespaceId,
        arn: foundation.serviceNamespaceArn,
        name: foundation.serviceNamespaceName,
    };
    const targets = ownConfig(name, config).connectsTo ?? [];
    const isClient = targets.some((target) => config.services[target]?.internal?.discovery === "service-connect");
    return {
        http: http && { ...http, listenerArn: foundation.httpsListenerArn },
        internal: internal && { ...internal, namespace },
        serviceConnectNamespaceArn: isClient ? foundation.serviceNamespaceArn : undefined,
    };
}

/** The config's own variables, where services are, and what every service knows about itself. */
function environmentOf(name: string, making: ServiceMaking): Record<string, pulumi.Input<string>> {
    const { config } = making;
    const { port, http, environment } = servicePlanArgs(name, config);
    const connections = Object.entries(connectionVariables(name, config.services)).map(
        ([variable, source]) => [variable, valueOf(source, making)] as const,
    );
    return {
        ENVIRONMENT: config.environment,
        ...(http === undefined ? {} : { PORT: String(port) }),
        ...Object.fromEntries(connections),
        ...environment,
    };
}

function valueOf(source: VariableSource, { foundation, data }: ServiceMaking): pulumi.Input<string> {
    switch (source.from) {
        case "config":
            return source.value;
        case "service":
            return pulumi.interpolate`${source.service}.${foundation.serviceNamespaceName}`;
        case "data":
            return pulumi.interpolate`${data[source.output]}`;
    }
}

function securityGroupId({ securityGroup = "app" }: ServiceConfig, foundation: Foundation): pulumi.Output<string> {
    const groups = {
        app: foundation.fargateAppSecurityGroupId,
        pgbouncer: foundation.fargatePgbouncerSecurityGroupId,
    };
    return groups[securityGroup];
}

function ownConfig(name: string, { services }: ServicesConfig): ServiceConfig {
    const service = services[name];
    if (service === undefined) {
        throw new RangeError(`the config has no service ${name}`);
    }
    return service;
}

/** One entry of another stack's map, which `refuseUnknown` has seen to be there. */
function entryOf(map: pulumi.Output<Record<string, string>>, key: string): pulumi.Output<string> {
    return map.apply((entries) => {
        const entry = entries[key];
        if (entry === undefined) {
            throw new RangeError(`there is no ${key}`);
        }
        return entry;
    });
}
