/** What is put into networks: security groups and their rules, interfaces, endpoints, flow logs, instances. */
import { getManagedPrefixList, getSecurityGroup, getVpcEndpointService } from "./data-sources-attached";
import { defaultSecurityGroup } from "./default-security-group";
import { flowLog } from "./flow-log";
import { getAmi } from "./get-ami";
import { instance } from "./instance";
import { launchTemplate } from "./launch-template";
import { networkInterfaceModel } from "./network-interface";
import { networkInterfaceAttachment } from "./network-interface-attachment";
import { securityGroup } from "./security-group";
import { securityGroupEgressRule, securityGroupIngressRule } from "./security-group-rule";
import { vpcEndpoint } from "./vpc-endpoint";
import { vpcEndpointRouteTableAssociation, vpcEndpointSubnetAssociation } from "./vpc-endpoint-associations";

export const attachedModels = [
    defaultSecurityGroup,
    flowLog,
    instance,
    launchTemplate,
    networkInterfaceAttachment,
    networkInterfaceModel,
    securityGroup,
    securityGroupEgressRule,
    securityGroupIngressRule,
    vpcEndpoint,
    vpcEndpointRouteTableAssociation,
    vpcEndpointSubnetAssociation,
];

export const attachedInvokes = [getAmi, getManagedPrefixList, getSecurityGroup, getVpcEndpointService];
