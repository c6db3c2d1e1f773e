/** The conditions of a listener rule. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { checkRow, row } from "../ec2/sources";
import type { Judge } from "./sources";
import { api, provider, QUOTAS } from "./sources";

export type Condition = Unwrap<aws.lb.ListenerRuleArgs>["conditions"][number];

const CONDITION = api("RuleCondition");
const PROVIDER = provider("listener_rule");
const VALUES = 5;
const WILDCARDS = 6;

export const conditionRefusals = {
    tooManyValues: row("ValidationError", "the conditions have more than five values in all", QUOTAS),
    tooManyWildcards: row("ValidationError", "the conditions have more than six wildcards in all", QUOTAS),
    hostForm: row("ValidationError", "a host has others than letters, digits, '-', '.', '*' and '?'", CONDITION),
    hostDot: row("ValidationError", "a host name has no dot", CONDITION),
    pathForm: row("ValidationError", "a path has characters that the API does not know", CONDITION),
    twice: row("ValidationError", "two conditions ask for the host, the path, the method or the source", CONDITION),
    methodForm: row("ValidationError", "a method has others than capital letters, '-' and '_'", CONDITION),
    blockForm: checkRow("a condition asks for nothing, or for several things", PROVIDER),
    longValue: checkRow("a host, a path or a header's value is empty or longer than 128 characters", PROVIDER),
    headerName: checkRow("the name of a header is empty, too long or has odd characters", PROVIDER),
} as const satisfies Record<string, Refusal>;

const refusals = conditionRefusals;

const KINDS = ["hostHeader", "httpHeader", "httpRequestMethod", "pathPattern", "queryStrings", "sourceIp"] as const;
const ONCE = ["hostHeader", "httpRequestMethod", "pathPattern", "sourceIp"] as const;

function isGiven(condition: Condition, kind: (typeof KINDS)[number]): boolean {
    const value = condition[kind];
    return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

/** Values that are compared with `*` and `?`. */
function patterns(condition: Condition): readonly string[] {
    return [
        ...(condition.hostHeader?.values ?? []),
        ...(condition.pathPattern?.values ?? []),
        ...(condition.httpHeader?.values ?? []),
    ];
}

function valuesOf(condition: Condition): readonly string[] {
    return [
        ...patterns(condition),
        ...(condition.httpRequestMethod?.values ?? []),
        ...(condition.sourceIp?.values ?? []),
        ...(condition.queryStrings ?? []).map(({ value }) => value),
    ];
}

export function conditionFaults(conditions: readonly Condition[]): readonly CheckFault[] {
    return conditions.flatMap((condition, index) => {
        const property = `conditions[${index}]`;
        const kinds = KINDS.filter((kind) => isGiven(condition, kind));
        if (kinds.length !== 1) {
            const had = kinds.length === 0 ? "none" : kinds.join(" and ");
            return [{ property, reason: `must have exactly one of ${KINDS.join(", ")}; it has ${had}` }];
        }
        const long = patterns(condition).find((value) => value.length < 1 || value.length > 128);
        const name = condition.httpHeader?.httpHeaderName;
        return [
            ...(long === undefined
                ? []
                : [{ property, reason: `has a value of ${long.length} characters; allowed are 1 to 128` }]),
            ...(name === undefined || /^[0-9A-Za-z_!#$%&'*+,.^`|~-]{1,40}$/.test(name)
                ? []
                : [{ property, reason: `httpHeaderName '${name}' is no header of 1 to 40 characters` }]),
        ];
    });
}

export function refuseConditions(op: Judge, conditions: readonly Condition[]): void {
    const values = conditions.flatMap(valuesOf);
    if (values.length > VALUES) {
        op.refuse(refusals.tooManyValues, `A rule can only have '${VALUES}' condition values`);
    }
    const wildcards = conditions.flatMap(patterns).join("").replace(/[^*?]/g, "").length;
    if (wildcards > WILDCARDS) {
        op.refuse(refusals.tooManyWildcards, `A rule can only have '${WILDCARDS}' condition wildcards`);
    }
    const doubled = ONCE.find((kind) => conditions.filter((condition) => isGiven(condition, kind)).length > 1);
    if (doubled !== undefined) {
        op.refuse(refusals.twice, `A rule can only have one '${doubled}' condition`);
    }
    conditions.forEach((condition) => refuseForms(op, condition));
}

function refuseForms(op: Judge, condition: Condition): void {
    for (const host of condition.hostHeader?.values ?? []) {
        if (!/^[A-Za-z0-9.*?-]+$/.test(host)) {
            op.refuse(refusals.hostForm, `Condition value '${host}' contains a character that is not valid`);
        }
        if (!host.includes(".") && !/[*?]/.test(host)) {
            op.refuse(refusals.hostDot, `Condition value '${host}' must contain at least one '.' character`);
        }
    }
    const path = (condition.pathPattern?.values ?? []).find((value) => !/^[A-Za-z0-9_\-.$/~"'@:+&*?]+$/.test(value));
    if (path !== undefined) {
        op.refuse(refusals.pathForm, `Condition value '${path}' contains a character that is not valid`);
    }
    const method = (condition.httpRequestMethod?.values ?? []).find((value) => !/^[A-Z_-]{1,40}$/.test(value));
    if (method !== undefined) {
        op.refuse(
            refusals.methodForm,
            "The 'http-request-method' value is invalid; the allowed characters are A-Z, hyphen and underscore",
        );
    }
}
