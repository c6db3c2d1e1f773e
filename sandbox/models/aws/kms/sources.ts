/** Where the facts of the KMS models come from. */
export const API = "https://docs.aws.amazon.com/kms/latest/APIReference";
const PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/kms";

/** An operation in the KMS API reference: `operation("CreateKey")`. */
export function operation(name: string): string {
    return `${API}/API_${name}.html`;
}

/** The source file of a resource in the Terraform AWS provider: `provider("key")`. */
export function provider(file: string): string {
    return `${PROVIDER}/${file}.go`;
}
