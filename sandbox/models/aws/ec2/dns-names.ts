/** The host names that EC2 derives from addresses: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html */

function dashed(address: string): string {
    return address.replaceAll(".", "-");
}

/** `ip-10-0-1-5.eu-central-1.compute.internal`; the oldest region has a shorter form. */
export function privateDnsName(address: string, region: string): string {
    const domain = region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
    return `ip-${dashed(address)}.${domain}`;
}

/** `ec2-198-18-0-5.eu-central-1.compute.amazonaws.com`; the oldest region has a form of its own. */
export function publicDnsName(address: string, region: string): string {
    const zone = region === "us-east-1" ? "compute-1" : `${region}.compute`;
    return `ec2-${dashed(address)}.${zone}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}
