/** Who may do what with the buckets, as IAM has it. Pure. */
import { assumableBy, policyDocument, type PolicyStatement } from "../iam";
import type { ConsumersArgs } from "./args";

/**
 * What the protocol's expressions need. IAM knows no `TransactWriteItems`: a transaction is authorised by the actions of
 * its parts, here Update and Delete, and an Update makes a lease that isn't there.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
const PROTOCOL_ACTIONS = ["dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"] as const;

/** What a consumer may do: the protocol's calls, on this table. */
export function consumerPolicy(tableArn: string): string {
    return policyDocument([speaksProtocol(tableArn)]);
}

/** What the reconciler needs besides: to find what has expired, to tell what it did, and to leave what it couldn't. */
export function reconcilerPolicy(tableArn: string, logGroupArn: string, queueArn: string): string {
    return policyDocument([
        speaksProtocol(tableArn),
        { Sid: "FindExpiredLeases", Effect: "Allow", Action: "dynamodb:Scan", Resource: tableArn },
        writesLog(logGroupArn),
        sendsTo(queueArn),
    ]);
}

/** What writing settings takes: it makes and deletes nothing. */
export function settingsPolicy(tableArn: string, logGroupArn: string): string {
    return policyDocument([
        { Sid: "WriteSettings", Effect: "Allow", Action: "dynamodb:UpdateItem", Resource: tableArn },
        writesLog(logGroupArn),
    ]);
}

/** What the schedule does: call this one function, and leave word where it couldn't. */
export function schedulePolicy(functionArn: string, queueArn: string): string {
    return policyDocument([
        { Sid: "CallReconciler", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn },
        sendsTo(queueArn),
    ]);
}

function speaksProtocol(tableArn: string): PolicyStatement {
    return { Sid: "SpeakProtocol", Effect: "Allow", Action: PROTOCOL_ACTIONS, Resource: tableArn };
}

/** As AWSLambdaBasicExecutionRole has it, but for this log group alone. */
function writesLog(logGroupArn: string): PolicyStatement {
    const write = ["logs:CreateLogStream", "logs:PutLogEvents"];
    return { Sid: "WriteLog", Effect: "Allow", Action: write, Resource: `${logGroupArn}:*` };
}

function sendsTo(queueArn: string): PolicyStatement {
    return { Sid: "LeaveDeadLetters", Effect: "Allow", Action: "sqs:SendMessage", Resource: queueArn };
}

/** Who takes the consumers' role. */
export function consumerTrust(
    { principalArns = [], externalId, services = [] }: ConsumersArgs,
    account: string,
): string {
    const named: PolicyStatement = {
        Sid: "NamedPrincipals",
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { AWS: principalArns },
        ...(externalId === undefined ? {} : { Condition: { StringEquals: { "sts:ExternalId": externalId } } }),
    };
    const ofAccount: PolicyStatement = {
        Sid: "ServicesOfThisAccount",
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: services },
        Condition: { StringEquals: { "aws:SourceAccount": account } },
    };
    return policyDocument([
        ...(principalArns.length === 0 ? [] : [named]),
        ...(services.length === 0 ? [] : [ofAccount]),
    ]);
}

/** Lambda says nothing of whom it assumes a role for, so that no condition of a function's role can ask. */
export const FUNCTION_TRUST = assumableBy("lambda.amazonaws.com");

/**
 * For schedules of this account's group `default`: the group is what EventBridge Scheduler names, not the schedule.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
export function scheduleTrust(account: string, region: string): string {
    return assumableBy("scheduler.amazonaws.com", {
        StringEquals: {
            "aws:SourceAccount": account,
            "aws:SourceArn": `arn:aws:scheduler:${region}:${account}:schedule-group/default`,
        },
    });
}

/** The queue takes nothing in plain text. */
export function queuePolicy(queueArn: string): string {
    return policyDocument([
        {
            Sid: "DenyPlainTransport",
            Effect: "Deny",
            Principal: "*",
            Action: "sqs:*",
            Resource: queueArn,
            Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
    ]);
}
