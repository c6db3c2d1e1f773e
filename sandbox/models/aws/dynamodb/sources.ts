/** Where the facts of the DynamoDB models come from, and how their tables are written. */
export { checkRow, row } from "../../kernel/refusal";

export const TABLE = "aws:dynamodb/table:Table";
export const TABLE_ITEM = "aws:dynamodb/tableItem:TableItem";

const PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/dynamodb";
const GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide";

/** An operation in the API reference: `operation("CreateTable")`. */
export function operation(name: string): string {
    return `https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_${name}.html`;
}

/** A page of the developer guide: `guide("TTL")`. */
export function guide(page: string): string {
    return `${GUIDE}/${page}.html`;
}

/** The source file of a resource in the Terraform AWS provider: `provider("table")`. */
export function provider(file: string): string {
    return `${PROVIDER}/${file}.go`;
}

/** What the API says before the particulars of a request that does not hold together. */
export const INVALID = "One or more parameter values were invalid";
