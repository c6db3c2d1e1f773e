/** Where the facts of the ACM models come from. */
const PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/acm";

/** An operation in the ACM API reference: `operation("RequestCertificate")`. */
export function operation(name: string): string {
    return `https://docs.aws.amazon.com/acm/latest/APIReference/API_${name}.html`;
}

/** The source file of a resource in the Terraform AWS provider: `provider("certificate")`. */
export function provider(file: string): string {
    return `${PROVIDER}/${file}.go`;
}
