import * as pulumi from "@pulumi/pulumi";
import { openEnvironment } from "./components/environment";
import { Network } from "./components/network";
import { foundationConfig } from "./config/foundation";
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
    const { naming, tags, provider } = openEnvironment(config);

    const network = new Network("network", { ...config.network, region: config.region, naming, tags }, { provider });

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
    });
}

// Pulumi calls what a CommonJS module exports as a whole; it does not look for a default export there.
export = foundationProgram;
