/** What the models of Elastic Load Balancing share: their types, their sources and the zones of its DNS names. */
import type { Operation } from "../../kernel/model";

export const LB_TYPES = {
    loadBalancer: "aws:lb/loadBalancer:LoadBalancer",
    listener: "aws:lb/listener:Listener",
    listenerRule: "aws:lb/listenerRule:ListenerRule",
    listenerCertificate: "aws:lb/listenerCertificate:ListenerCertificate",
    targetGroup: "aws:lb/targetGroup:TargetGroup",
} as const;

/** What a listener proves its identity with. */
export const CERTIFICATE = "aws:acm/certificate:Certificate";

/** An operation or a type in the API reference: `api("CreateListener")`. */
export function api(name: string): string {
    return `https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_${name}.html`;
}

/** A page of the guide to Application Load Balancers. */
export function guide(page: string): string {
    return `https://docs.aws.amazon.com/elasticloadbalancing/latest/application/${page}.html`;
}

/** A source file of the Terraform AWS provider. */
export function provider(file: string): string {
    return `https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/elbv2/${file}.go`;
}

export const MOTO = "https://github.com/getmoto/moto/blob/master/moto/elbv2/models.py";
export const QUOTAS = guide("load-balancer-limits");

/** What an operation on any of these types lends to the checks they share. */
export type Judge = Pick<Operation<object>, "refuse" | "world">;

/** Route 53 zones of the DNS names: https://docs.aws.amazon.com/general/latest/gr/elb.html */
const ZONES: Readonly<Record<string, { readonly application: string; readonly network: string }>> = {
    "eu-central-1": { application: "Z215JYRZR1TBD5", network: "Z3F0SRJ5LGBH90" },
    "eu-west-1": { application: "Z32O12XQLNTSW2", network: "Z2IFOLAFXWLO4F" },
    "eu-west-2": { application: "ZHURV8PSTC4K8", network: "ZD4D7Y8KGAS4G" },
    "eu-west-3": { application: "Z3Q77PNBQS71R4", network: "Z1CMS0P5QUZ6D5" },
    "eu-north-1": { application: "Z23TAZ6LKFMNIO", network: "Z1UDT6IFJ4EJM" },
    "us-east-1": { application: "Z35SXDOTRQ7X7K", network: "Z26RNL4JYFTOTI" },
    "us-east-2": { application: "Z3AADJGX6KTTL2", network: "ZLMOA37VPKANP" },
    "us-west-1": { application: "Z368ELLRRE2KJ0", network: "Z24FKFUX50B4VW" },
    "us-west-2": { application: "Z1H1FL5HABSF5", network: "Z18D5FSROUN65G" },
};

/** The zone of a load balancer's DNS name; a made-up one in regions that the table lacks. */
export function zoneOf(region: string, type: string, hash: (label: string, length: number) => string): string {
    const zones = ZONES[region];
    const known = type === "network" ? zones?.network : zones?.application;
    return known ?? `Z${hash("hosted zone of the region", 13).toUpperCase()}`;
}
