import * as pulumi from "@pulumi/pulumi";
import { EcsService, type EcsServiceArgs, type EcsServicePlanArgs } from "../../components/ecs/service";
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

/** A service as the config has it, and what it is planned from. */
interface Entry {
    readonly name: string;
    readonly service: ServiceConfig;
    readonly plan: EcsServicePlanArgs;
}

/** The services by their names. Each is made after those that it connects to, and goes before them. */
export function createServices(making: ServiceMaking): Readonly<Record<string, EcsService>> {
    const { config, provider } = making;
    const made: Record<string, EcsService> = {};
    for (const name of connectionOrder(config.services)) {
        const service = config.services[name];
        if (service !== undefined) {
            const dependsOn = (service.connectsTo ?? []).flatMap((target) => made[target] ?? []);
            const args = serviceArgs({ name, service, plan: servicePlanArgs(name, config) }, making);
            made[name] = new EcsService(name, args, { provider, dependsOn });
        }
    }
    return made;
}

function serviceArgs(entry: Entry, making: ServiceMaking): EcsServiceArgs {
    const { name, service, plan } = entry;
    const { naming, foundation, data } = making;
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
        environment: environmentOf(entry, making),
        secrets: (service.secrets ?? []).map(({ env, secret, key }) => ({
            name: env,
            secretArn: entryOf(data.secretArns, secret),
            key,
        })),
        secretsKeyArn: data.encryptionKeyArn,
        additionalIamPolicyArns: service.iamPolicyArns,
        ...reachability(entry, making),
    };
}

/** How the service is found, and how it finds others. */
function reachability({ service, plan: { http, internal } }: Entry, { config, foundation }: ServiceMaking) {
    const namespace = {
        id: foundation.serviceNamespaceId,
        arn: foundation.serviceNamespaceArn,
        name: foundation.serviceNamespaceName,
    };
    const targets = service.connectsTo ?? [];
    const isClient = targets.some((target) => config.services[target]?.internal?.discovery === "service-connect");
    return {
        http: http && { ...http, listenerArn: foundation.httpsListenerArn },
        internal: internal && { ...internal, namespace },
        serviceConnectNamespaceArn: isClient ? foundation.serviceNamespaceArn : undefined,
    };
}

/** The config's own variables, where services are, and what every service knows about itself. */
function environmentOf({ name, plan }: Entry, making: ServiceMaking): Record<string, pulumi.Input<string>> {
    const { config } = making;
    const connections = Object.entries(connectionVariables(name, config.services)).map(
        ([variable, source]) => [variable, valueOf(source, making)] as const,
    );
    return {
        ENVIRONMENT: config.environment,
        ...(plan.port === undefined ? {} : { PORT: String(plan.port) }),
        ...Object.fromEntries(connections),
        ...plan.environment,
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
