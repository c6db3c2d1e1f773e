/** Which conditions of a statement leave it to somebody, or to something, in particular. Pure. */
import { isWholeInternet } from "../network/addresses";
import type { Condition, Statement } from "./document";
import { isEverything } from "./resources";

/** Condition keys that narrow `*` to certain resources. `kms:ViaService`, an account and `iam:PassedToService` don't. */
const RESOURCE_KEYS =
    /^((aws|ec2|autoscaling|ecs|rds|secretsmanager|ssm):resourcetag\/.+|ecs:cluster|cloudwatch:namespace|ec2:(vpc|subnet|instance)|kms:resourcealiases)$/;

/**
 * Condition keys that say who asks. The list by which S3 takes a policy for not public, and KMS's and SNS's own:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
const IDENTITY_KEYS =
    /^(aws:(sourcearn|sourceaccount|sourceowner|sourceorgid|sourceorgpaths|sourcevpc|sourcevpce|sourcevpcarn|sourceip|principalarn|principalaccount|principalorgid|principalorgpaths|userid)|s3:dataaccesspoint(account|arn)|kms:calleraccount)$/;

/** Operators that ask for a value. One that ends with IfExists, or ForAllValues, is met where there is none. */
const ASKING = /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress)$/i;

/** Whether a condition leaves certain resources of all those that a statement covers. */
export function narrowsResources({ conditions }: Statement): boolean {
    return conditions.some((condition) => asks(condition, RESOURCE_KEYS, isEverything));
}

/** Whether a condition leaves certain callers of all those that a statement lets in. */
export function namesCaller({ conditions }: Statement): boolean {
    return conditions.some((condition) => asks(condition, IDENTITY_KEYS, isAnybody));
}

/**
 * Whether a condition says which of an identity provider's users is meant. Anybody has a token of GitHub's with the
 * right audience: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export function namesSubject({ conditions }: Statement, federated: string): boolean {
    const key = federated === "cognito-identity.amazonaws.com" ? /:aud$/ : /:sub$/;
    return conditions.some((condition) => asks(condition, key, isAnySubject));
}

function asks({ operator, key, values }: Condition, keys: RegExp, isOpen: (value: string) => boolean): boolean {
    return ASKING.test(operator) && keys.test(key) && values.length > 0 && !values.some(isOpen);
}

/** A value without an account, a name or a network in it. */
function isAnybody(value: string): boolean {
    const account = value.split(":")[4] ?? "";
    return (isEverything(value) && !/^\d{12}$/.test(account)) || isWholeInternet(value);
}

/** `*`, `repo:*`, `system:serviceaccount:*:app`: one that leaves the organization, group or namespace open. */
function isAnySubject(value: string): boolean {
    return /^(repo:|system:serviceaccount:|project_path:|organization:)?[^:/]*[*?]/.test(value);
}
