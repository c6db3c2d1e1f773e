/**
 * How IAM decides, by `@cloud-copilot/iam-simulate`: identity policies, policies of resources and keys, trust policies.
 * What it doesn't know is added here: `aws:PrincipalArn` and its kin, which AWS puts into every request, and the root
 * user, who may what nobody denies him. It knows no grants of KMS, no ACLs and no access points.
 */
import {
    type AllowedConditionExpression,
    type RequestAnalysis,
    runSimulation,
    runUnsafeSimulation,
    type Simulation,
} from "@cloud-copilot/iam-simulate";
import type { Account } from "./account";
import type { Caller, Context } from "./callers";
import type { PolicyDocument } from "./documents";

export interface Call {
    /** `s3:GetObject`. */
    readonly action: string;
    /** An ARN, or `*` for an action that knows no resource. */
    readonly resource: string;
}

export interface Verdict {
    readonly isAllowed: boolean;
    /** The statements that decided. */
    readonly because: string;
    /** What the caller's own policies ask of the request for that; empty where nothing, or where nothing was asked for. */
    readonly conditions: string;
}

/** Whether this very request is let through. Keys that the context doesn't have aren't in the request. */
export function decide(account: Account, caller: Caller, call: Call, context: Context): Promise<Verdict> {
    return simulate(account, caller, call, { context, isExact: true });
}

/** Whether there is any request with this call that is let through, whatever else it says; who calls is certain. */
export function decideAtBest(account: Account, caller: Caller, call: Call): Promise<Verdict> {
    return simulate(account, caller, call, { context: {}, isExact: false });
}

/** Whether an action can be asked for on a resource at all. */
export async function isApplicable(account: Account, call: Call): Promise<boolean> {
    const result = await runSimulation(
        {
            request: {
                principal: `arn:aws:iam::${account.id}:root`,
                action: call.action,
                resource: { resource: call.resource, accountId: account.id },
                contextVariables: {},
            },
            identityPolicies: [],
            serviceControlPolicies: [],
            resourceControlPolicies: [],
        },
        {},
    );
    return result.resultType !== "error";
}

interface Question {
    readonly context: Context;
    readonly isExact: boolean;
}

const verdicts = new Map<string, Promise<Verdict>>();

/** Each question once: seeded changes leave most documents as they are. */
function simulate(account: Account, caller: Caller, call: Call, question: Question): Promise<Verdict> {
    const guard = guardOf(account, call);
    const isNamed = caller.policies.some(({ document }) => names(document, call.action));
    if (!isNamed && (guard === undefined || !names(guard, call.action))) {
        return NOTHING_ALLOWS_IT;
    }
    const asked = `${call.action} ${call.resource} ${guard === undefined ? "" : numberOf(guard)}`;
    const said = question.isExact ? JSON.stringify(question.context) : "";
    const key = `${account.id} ${keyOf(caller)} ${asked} ${said}`;
    const known = verdicts.get(key) ?? run(account, caller, call, question);
    verdicts.set(key, known);
    return known;
}

const NOTHING_ALLOWS_IT = Promise.resolve({ isAllowed: false, because: "nothing allows it", conditions: "" });

const namedActions = new WeakMap<PolicyDocument, Map<string, boolean>>();

/** Whether a statement could allow the action at all; where none does, there is nothing to ask, which saves most questions. */
function names(document: PolicyDocument, action: string): boolean {
    const known = namedActions.get(document) ?? new Map<string, boolean>();
    namedActions.set(document, known);
    const isNamed =
        known.get(action) ??
        document.Statement.some(
            // Where there is no `Action`, there is a `NotAction`.
            ({ Effect, Action }) => Effect === "Allow" && [Action ?? "*"].flat().some((one) => isMatch(one, action)),
        );
    known.set(action, isNamed);
    return isNamed;
}

function isMatch(pattern: string, action: string): boolean {
    const literal = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`, "i").test(action);
}

const callerKeys = new WeakMap<Caller, string>();

function keyOf(caller: Caller): string {
    const known = callerKeys.get(caller);
    if (known !== undefined) {
        return known;
    }
    const policies = caller.policies.map(({ name, document }) => `${name}=${numberOf(document)}`);
    const key = JSON.stringify([caller.principal, caller.context, policies]);
    callerKeys.set(caller, key);
    return key;
}

const numbers = new WeakMap<PolicyDocument, number>();
const texts = new Map<string, number>();

/** The same for documents that say the same. */
function numberOf(document: PolicyDocument): number {
    const known = numbers.get(document);
    if (known !== undefined) {
        return known;
    }
    const text = JSON.stringify(document);
    const number = texts.get(text) ?? texts.size;
    texts.set(text, number);
    numbers.set(document, number);
    return number;
}

async function run(account: Account, caller: Caller, call: Call, { context, isExact }: Question): Promise<Verdict> {
    const keys = [...CERTAIN_KEYS, ...Object.keys(caller.context)];
    const certain = keys.map((keyName) => ({ keyName, presenceIsKnown: true, valueIsKnown: true }) as const);
    const simulation: Simulation = {
        request: {
            principal: caller.principal,
            action: call.action,
            resource: { resource: call.resource, accountId: account.id },
            contextVariables: { ...context, ...caller.context },
        },
        identityPolicies: caller.policies.map(({ name, document }) => ({ name, policy: document })),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        resourcePolicy: guardOf(account, call),
    };
    const options = { simulationMode: "Discovery", discoveryContextKeyConstraints: certain } as const;
    const result = await runSimulation(simulation, isExact ? {} : options);
    if (result.resultType !== "single") {
        const reason = result.resultType === "error" ? JSON.stringify(result.errors) : "it has a wildcard";
        throw new Error(`${call.action} on ${call.resource} can't be simulated: ${reason}`);
    }
    const { analysis, ignoredContextKeys = [] } = result.result;
    const dropped = ignoredContextKeys.filter((key) => key in context);
    const unknown = dropped.filter((key) => !key.startsWith(DROPPED));
    if (unknown.length > 0) {
        throw new Error(`${call.action} on ${call.resource} knows no ${unknown.join(", ")}`);
    }
    const outcome = dropped.length > 0 ? runUnsafeSimulation(named(simulation), {}) : result.overallResult;
    return {
        isAllowed: outcome === "Allowed",
        because: reasonOf(analysis),
        conditions: identityConditions(analysis.conditions),
    };
}

/** Condition keys of KMS that the simulator takes for unknown, since each has a name of its own. Asked without its checks, it knows them. */
const DROPPED = "kms:EncryptionContext:";

/** Asked without its checks, it also wants the resource's policy in the form that has passed them, with a name. */
function named(simulation: Simulation): Simulation {
    const { resourcePolicy: policyDocument } = simulation as { readonly resourcePolicy?: PolicyDocument };
    const passed = { __validated: true, policyDocument, metadata: { name: "resource" }, errors: [] };
    return { ...simulation, resourcePolicy: policyDocument === undefined ? undefined : passed };
}

/** Who calls is not for the caller to choose: where such a key isn't in the request, it isn't there. */
const CERTAIN_KEYS = ["aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType", "aws:PrincipalIsAWSService"];

/** The policy that a resource is guarded by: its own, its bucket's, or the trust policy of a role. */
function guardOf({ roles, resourcePolicies }: Account, { action, resource }: Call): PolicyDocument | undefined {
    if (action.startsWith("sts:")) {
        return roles.find(({ arn }) => arn === resource)?.trust;
    }
    const [bucket = resource] = resource.startsWith("arn:aws:s3:::") ? resource.split("/") : [resource];
    return resourcePolicies.get(bucket);
}

function reasonOf({ identityAnalysis, resourceAnalysis, result }: RequestAnalysis): string {
    const kind = result === "Allowed" ? "allowStatements" : "denyStatements";
    const named = (where: string, statements: readonly { readonly explain: { readonly identifier: string } }[]) =>
        statements.map(({ explain }) => `${explain.identifier} of ${where}`);
    const decisive = [
        ...named("the caller's policies", identityAnalysis?.[kind] ?? []),
        ...named("the resource's policy", resourceAnalysis?.[kind] ?? []),
    ];
    return decisive.length === 0 ? "nothing allows it" : decisive.join(", ");
}

/** Conditions of the caller's own policies, in words; the resource's stand in its policy and hold for all alike. */
function identityConditions(expression: AllowedConditionExpression | undefined): string {
    switch (expression?.conditionType) {
        case "condition": {
            const isOwn = expression.sources.some(({ policyType }) => policyType === "identity");
            const values = [...expression.values].sort().join(" or ");
            return isOwn ? `${expression.key} ${expression.op} ${values}` : "";
        }
        case "group": {
            const parts = expression.conditions.map(identityConditions).filter((part) => part !== "");
            return [...new Set(parts)].sort().join(` ${expression.operator} `);
        }
        case "always":
        case "never":
        case "sessionName":
        case undefined:
            return "";
    }
}
