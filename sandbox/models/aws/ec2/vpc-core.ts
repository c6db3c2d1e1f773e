/** The network itself: VPCs, subnets, gateways, routes and public addresses. */
import {
    getAvailabilityZone,
    getAvailabilityZones,
    getCallerIdentity,
    getPartition,
    getRegion,
} from "./data-sources-account";
import { getSubnet, getSubnets, getVpc } from "./data-sources-network";
import { getRouteTable, getRouteTables } from "./data-sources-routing";
import { defaultRouteTable } from "./default-route-table";
import { eip } from "./eip";
import { eipAssociation } from "./eip-association";
import { internetGateway, internetGatewayAttachment } from "./internet-gateway";
import { natGateway } from "./nat-gateway";
import { route } from "./route";
import { routeTable } from "./route-table";
import { mainRouteTableAssociation, routeTableAssociation } from "./route-table-association";
import { subnet } from "./subnet";
import { vpc } from "./vpc";
import { ipv4Association } from "./vpc-ipv4-cidr-block-association";

export const vpcCoreModels = [
    vpc,
    ipv4Association,
    subnet,
    internetGateway,
    internetGatewayAttachment,
    routeTable,
    defaultRouteTable,
    route,
    routeTableAssociation,
    mainRouteTableAssociation,
    eip,
    eipAssociation,
    natGateway,
];

export const vpcCoreInvokes = [
    getAvailabilityZones,
    getAvailabilityZone,
    getRegion,
    getCallerIdentity,
    getPartition,
    getVpc,
    getSubnet,
    getSubnets,
    getRouteTable,
    getRouteTables,
];
