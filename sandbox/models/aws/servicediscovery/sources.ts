/** Where the facts of the Cloud Map models come from, and the types they know each other by. */

export const CLOUD_MAP_TYPES = {
    privateDnsNamespace: "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
    publicDnsNamespace: "aws:servicediscovery/publicDnsNamespace:PublicDnsNamespace",
    httpNamespace: "aws:servicediscovery/httpNamespace:HttpNamespace",
    service: "aws:servicediscovery/service:Service",
    instance: "aws:servicediscovery/instance:Instance",
} as const;

/** An operation or a type in the API reference: `api("CreateService")`. */
export function api(name: string): string {
    return `https://docs.aws.amazon.com/cloud-map/latest/api/API_${name}.html`;
}

/** A source file of the Terraform AWS provider. */
export function provider(file: string): string {
    return `https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/servicediscovery/${file}.go`;
}
