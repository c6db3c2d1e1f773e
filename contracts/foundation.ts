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
        /** First and last of the ports on which the load balancer reaches applications. */
        appPortFrom: "number",
        appPortTo: "number",
        clusterArn: "string",
        clusterName: "string",
        /** Whether services may run on spare capacity. */
        fargateSpot: "boolean",
        serviceNamespaceId: "string",
        serviceNamespaceArn: "string",
        /** Private DNS zone of the environment's services: `staging.restartix.internal`. */
        serviceNamespaceName: "string",
        albArn: "string",
        /** As CloudWatch names it: `app/restartix-staging-alb/0123456789abcdef`. */
        albArnSuffix: "string",
        albDnsName: "string",
        albZoneId: "string",
        httpsListenerArn: "string",
        certificateArn: "string",
        /** Host names that the certificate covers, wildcards among them. */
        certificateDomainNames: "string[]",
    },
});
