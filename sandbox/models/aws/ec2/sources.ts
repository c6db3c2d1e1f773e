/** Where the facts of the EC2 models come from, and how their tables are written. */
import type { ReplacementCorrection } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";

export { checkRow } from "../../kernel/refusal";

export const ERRORS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html";
export const QUOTAS = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html";

const PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2";

/** The source file of a resource in the Terraform AWS provider: `provider("vpc_subnet")`. */
export function provider(file: string): string {
    return `${PROVIDER}/${file}.go`;
}

/** An operation in the EC2 API reference: `operation("CreateSubnet")`. */
export function operation(name: string): string {
    return `https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_${name}.html`;
}

/** A row of a table of refusals; @param source defaults to the list of EC2's error codes. */
export function row(code: string, when: string, source: string = ERRORS): Refusal {
    return { code, when, source };
}

/** What the provider replaces (`ForceNew`) and what it changes in place, whatever the published data say. */
export function replacementRules(
    source: string,
    rules: { readonly replaces?: readonly string[]; readonly inPlace?: readonly string[] },
): readonly ReplacementCorrection[] {
    return [
        ...(rules.replaces ?? []).map((property) => ({ property, replaces: true, source })),
        ...(rules.inPlace ?? []).map((property) => ({ property, replaces: false, source })),
    ];
}
