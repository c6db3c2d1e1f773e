/** What a role lets others do and may do itself: what services try before they take one. This is no evaluation of IAM. */
import type { View } from "../../kernel/model";
import type { WorldRecord } from "../../../worlds/records";
import { GLOBAL } from "../../../worlds/records";
import { asText, objects } from "../ec2/records";
import { attachedPolicies } from "./attached-policies";
import type { PolicyCondition, PolicyStatement, RequestContext } from "./policy-statements";
import { concerns, fits, isMet, isNegated, policyStatements } from "./policy-statements";
import { IAM_TYPES, text } from "./sources";

type RoleView = Pick<View, "listIn">;

export function findRole(view: RoleView, arn: string): WorldRecord | undefined {
    return view.listIn(GLOBAL, IAM_TYPES.role).find((record) => text(record, "arn") === arn);
}

/** A condition on what the service doesn't say is not met; a negated one, and `…IfExists`, is. */
function isMetBy(condition: PolicyCondition, context: RequestContext): boolean {
    const { operator } = condition;
    return isMet(condition, context) ?? (operator.endsWith("IfExists") || isNegated(operator));
}

function assumes(statement: PolicyStatement, service: string, context: RequestContext): boolean {
    const names = [...(statement.principals.get("Service") ?? []), ...(statement.principals.get("AWS") ?? [])];
    return (
        concerns(statement, "sts:AssumeRole") &&
        (names.includes(service) || names.includes("*")) &&
        statement.conditions.every((condition) => isMetBy(condition, context))
    );
}

/**
 * Whether a role's trust lets a service assume it.
 *
 * @param context what the service says of itself when it does
 */
export function letsAssume(role: WorldRecord, service: string, context: RequestContext = {}): boolean {
    const about = policyStatements(text(role, "assumeRolePolicy")).filter((each) => assumes(each, service, context));
    return about.some(({ allows }) => allows) && about.every(({ allows }) => allows);
}

/**
 * What AWS's own policies allow, of those that an answer may depend on.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const AWS_GRANTS: Readonly<Record<string, readonly string[]>> = {
    AdministratorAccess: ["*"],
    AmazonSNSFullAccess: ["sns:*"],
    AmazonSQSFullAccess: ["sqs:*"],
    PowerUserAccess: ["sqs:*", "sns:*", "ec2:*"],
};

function documentOf(view: RoleView, arn: string): string {
    const name = /:iam::aws:policy\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
    if (name === undefined) {
        const own = view.listIn(GLOBAL, IAM_TYPES.policy).find((record) => record.id === arn);
        return text(own, "policy");
    }
    const actions = AWS_GRANTS[name] ?? [];
    return JSON.stringify({ Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] });
}

function statementsOf(view: RoleView, role: WorldRecord): readonly PolicyStatement[] {
    const inside = view
        .listIn(GLOBAL, IAM_TYPES.rolePolicy)
        .filter((record) => text(record, "role") === role.id)
        .map((record) => text(record, "policy"));
    const listed = objects(role.outputs["inlinePolicies"]).map(({ policy }) => asText(policy));
    const attached = attachedPolicies(view, role).map((arn) => documentOf(view, arn));
    return [...inside, ...listed, ...attached].flatMap(policyStatements);
}

/** Whether a role's own policies allow an action on a resource. Conditions of a grant are taken for met. */
export function mayDo(view: RoleView, role: WorldRecord, action: string, resource: string): boolean {
    const about = statementsOf(view, role).filter(
        (statement) => concerns(statement, action) && statement.resources.some((pattern) => fits(pattern, resource)),
    );
    const denied = about.some(({ allows, conditions }) => !allows && conditions.length === 0);
    return !denied && about.some(({ allows }) => allows);
}
