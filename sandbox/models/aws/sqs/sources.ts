/** Where the facts of the SQS models come from, and how their tables are written. */
export { checkRow, row } from "../../kernel/refusal";

export const QUEUE = "aws:sqs/queue:Queue";
export const QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy";

const PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/sqs";

/** An operation in the API reference: `operation("CreateQueue")`. */
export function operation(name: string): string {
    return `https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_${name}.html`;
}

/** The source file of a resource in the Terraform AWS provider: `provider("queue")`. */
export function provider(file: string): string {
    return `${PROVIDER}/${file}.go`;
}
