/** Where the facts of the Lambda models come from, and how their tables are written. */
import type { Refusal } from "../../kernel/refusal";

export { checkRow } from "../../kernel/refusal";

export const LAMBDA_TYPES = {
    function: "aws:lambda/function:Function",
    permission: "aws:lambda/permission:Permission",
    eventInvokeConfig: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    invocation: "aws:lambda/invocation:Invocation",
} as const;

const PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/lambda";

/** An operation in the API reference: `operation("CreateFunction")`. */
export function operation(name: string): string {
    return `https://docs.aws.amazon.com/lambda/latest/api/API_${name}.html`;
}

/** A page of the developer guide: `guide("lambda-runtimes")`. */
export function guide(page: string): string {
    return `https://docs.aws.amazon.com/lambda/latest/dg/${page}.html`;
}

/** The source file of a resource in the Terraform AWS provider: `provider("function")`. */
export function provider(file: string): string {
    return `${PROVIDER}/${file}.go`;
}

const STATUS: Readonly<Record<string, number>> = { ResourceConflictException: 409, ResourceNotFoundException: 404 };

/** A row of a table of refusals with Lambda's HTTP status for its code. */
export function row(code: string, when: string, source: string): Refusal {
    return { code, when, source, status: STATUS[code] ?? 400 };
}
