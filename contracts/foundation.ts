import { defineContract } from "./contract";

/** What the foundation of an environment gives to the stacks above it. */
export const foundationContract = defineContract({
    project: "foundation",
    version: 1,
    outputs: {
        vpcId: "string",
        vpcCidrBlock: "string",
        availabilityZones: "string[]",
        privateSubnetIds: "string[]",
        publicSubnetIds: "string[]",
        privateRouteTableIds: "string[]",
        natPublicIps: "string[]",
        albSecurityGroupId: "string",
        fargateAppSecurityGroupId: "string",
        fargatePgbouncerSecurityGroupId: "string",
        rdsSecurityGroupId: "string",
        redisSecurityGroupId: "string",
        migrationsRunnerSecurityGroupId: "string",
        endpointsSecurityGroupId: "string",
    },
});
