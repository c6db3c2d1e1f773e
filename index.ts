import { Provider as CloudflareProvider } from "@pulumi/cloudflare/provider";
import * as pulumi from "@pulumi/pulumi";
import { ValidatedCertificate } from "./components/dns";
import { EcsCluster } from "./components/ecs/cluster";
import { SharedLoadBalancer } from "./components/elb";
import { type Environment, openEnvironment } from "./components/environment";
import { Network } from "./components/network";
import { DEFAULT_APP_PORTS } from "./components/network/security-plan";
import { type FoundationConfig, foundationConfig } from "./config/foundation";
import { type ExportedOutputs, exportOutputs } from "./contracts/contract";
import { foundationContract } from "./contracts/foundation";

/**
 * The foundation of an environment: what every other stack of it builds on.
 *
 * The same function runs under `pulumi up`, in a process of its own, and inline through the Automation API, beside
 * other programs: it reads config and makes resources only when called, and relies on no working directory.
 */
async function foundationProgram(): Promise<ExportedOutputs<typeof foundationContract>> {
    const config = foundationConfig.read(pulumi.getStack());
    const environment = openEnvironment(config);

    const network = createNetwork(config, environment);
    const cluster = createCluster(config, environment, network);
    const certificate = createCertificate(config, environment);
    const loadBalancer = createLoadBalancer(config, environment, { network, certificate });

    const appPorts = config.network.appPorts ?? DEFAULT_APP_PORTS;
    return exportOutputs(foundationContract, {
        vpcId: network.vpcId,
        vpcCidrBlock: network.vpcCidrBlock,
        availabilityZones: network.availabilityZones,
        privateSubnetIds: network.privateSubnetIds,
        publicSubnetIds: network.publicSubnetIds,
        privateRouteTableIds: network.privateRouteTableIds,
        natPublicIps: network.natPublicIps,
        albSecurityGroupId: network.albSecurityGroupId,
        fargateAppSecurityGroupId: network.fargateAppSecurityGroupId,
        fargatePgbouncerSecurityGroupId: network.fargatePgbouncerSecurityGroupId,
        rdsSecurityGroupId: network.rdsSecurityGroupId,
        redisSecurityGroupId: network.redisSecurityGroupId,
        migrationsRunnerSecurityGroupId: network.migrationsRunnerSecurityGroupId,
        endpointsSecurityGroupId: network.endpointsSecurityGroupId,
        appPortFrom: appPorts.from,
        appPortTo: appPorts.to,
        clusterArn: cluster.clusterArn,
        clusterName: cluster.clusterName,
        fargateSpot: config.cluster.fargateSpot,
        serviceNamespaceId: cluster.namespaceId,
        serviceNamespaceArn: cluster.namespaceArn,
        serviceNamespaceName: cluster.namespaceName,
        albArn: loadBalancer.arn,
        albArnSuffix: loadBalancer.arnSuffix,
        albDnsName: loadBalancer.dnsName,
        albZoneId: loadBalancer.zoneId,
        httpsListenerArn: loadBalancer.httpsListenerArn,
        certificateArn: certificate.certificateArn,
        certificateDomainNames: certificate.domainNames,
    });
}

function createNetwork(config: FoundationConfig, { naming, tags, provider }: Environment): Network {
    return new Network("network", { ...config.network, region: config.region, naming, tags }, { provider });
}

function createCluster(config: FoundationConfig, { naming, provider }: Environment, network: Network): EcsCluster {
    const { fargateSpot, containerInsights, namespace } = config.cluster;
    return new EcsCluster(
        "ecs",
        {
            naming,
            enableFargateSpot: fargateSpot,
            containerInsights,
            namespace: { name: namespace, vpcId: network.vpcId },
        },
        { provider },
    );
}

function createCertificate(config: FoundationConfig, { naming, provider }: Environment): ValidatedCertificate {
    // Takes its token from CLOUDFLARE_API_TOKEN by itself: given here, it would be kept in the state.
    const cloudflare = new CloudflareProvider("cloudflare", {});
    return new ValidatedCertificate(
        "certificate",
        { naming, domainNames: config.certificate.domainNames, zoneId: config.cloudflare.zoneId },
        { providers: [provider, cloudflare] },
    );
}

function createLoadBalancer(
    config: FoundationConfig,
    { naming, provider }: Environment,
    on: { readonly network: Network; readonly certificate: ValidatedCertificate },
): SharedLoadBalancer {
    return new SharedLoadBalancer(
        "alb",
        {
            ...config.loadBalancer,
            naming,
            region: config.region,
            accountId: config.accountId,
            publicSubnetIds: on.network.publicSubnetIds,
            securityGroupId: on.network.albSecurityGroupId,
            certificateArn: on.certificate.certificateArn,
        },
        { provider },
    );
}

// Pulumi calls what a CommonJS module exports as a whole; it does not look for a default export there.
export = foundationProgram;
