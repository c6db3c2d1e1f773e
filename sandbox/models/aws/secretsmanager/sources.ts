/** Where the facts of the Secrets Manager models come from, and how their tables are written. */
export { checkRow, row } from "../../kernel/refusal";

const PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/secretsmanager";

/** An operation in the API reference: `operation("CreateSecret")`. */
export function operation(name: string): string {
    return `https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_${name}.html`;
}

/** The source file of a resource in the Terraform AWS provider: `provider("secret")`. */
export function provider(file: string): string {
    return `${PROVIDER}/${file}.go`;
}
