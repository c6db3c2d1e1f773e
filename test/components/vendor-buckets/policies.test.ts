import assert from "node:assert/strict";
import {
    consumerPolicy,
    consumerTrust,
    queuePolicy,
    FUNCTION_TRUST,
    reconcilerPolicy,
    schedulePolicy,
    scheduleTrust,
    settingsPolicy,
} from "../../../components/vendor-buckets/policies";
import { ACCOUNT, REGION } from "./fixtures";

const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/ontopix-vendor-buckets-pre`;
const LOG = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/reconciler`;
const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT}:dead-letters`;
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:reconciler`;

interface Document {
    readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

const statements = (document: string) => (JSON.parse(document) as Document).Statement;
/** `dynamodb:Scan on arn:…` for each action. */
const allowed = (document: string): string[] =>
    statements(document)
        .flatMap(({ Action, Resource }) => [Action].flat().map((action) => `${String(action)} on ${String(Resource)}`))
        .sort();

describe("who may do what with vendor buckets", () => {
    const protocol = ["DeleteItem", "GetItem", "UpdateItem"].map((action) => `dynamodb:${action} on ${TABLE}`);

    it("lets a consumer make the protocol's calls on this table, and nothing else", () => {
        assert.deepEqual(allowed(consumerPolicy(TABLE)), protocol);
    });

    it("lets the reconciler scan too, write its log and leave dead letters", () => {
        assert.deepEqual(allowed(reconcilerPolicy(TABLE, LOG, QUEUE)), [
            ...[...protocol, `dynamodb:Scan on ${TABLE}`].sort(),
            `logs:CreateLogStream on ${LOG}:*`,
            `logs:PutLogEvents on ${LOG}:*`,
            `sqs:SendMessage on ${QUEUE}`,
        ]);
    });

    it("lets the function that writes settings change buckets, and neither read, make nor delete one", () => {
        assert.deepEqual(allowed(settingsPolicy(TABLE, LOG)), [
            `dynamodb:UpdateItem on ${TABLE}`,
            `logs:CreateLogStream on ${LOG}:*`,
            `logs:PutLogEvents on ${LOG}:*`,
        ]);
    });

    it("lets the schedule call this one function", () => {
        assert.deepEqual(allowed(schedulePolicy(FUNCTION, QUEUE)), [
            `lambda:InvokeFunction on ${FUNCTION}`,
            `sqs:SendMessage on ${QUEUE}`,
        ]);
    });

    it("lets the named principals take the consumers' role, and services of this account have it", () => {
        const principalArns = [`arn:aws:iam::${ACCOUNT}:role/writer`];
        const services = ["ecs-tasks.amazonaws.com"];
        assert.deepEqual(statements(consumerTrust({ principalArns, externalId: "team-a", services }, ACCOUNT)), [
            {
                Sid: "NamedPrincipals",
                Effect: "Allow",
                Action: "sts:AssumeRole",
                Principal: { AWS: principalArns },
                Condition: { StringEquals: { "sts:ExternalId": "team-a" } },
            },
            {
                Sid: "ServicesOfThisAccount",
                Effect: "Allow",
                Action: "sts:AssumeRole",
                Principal: { Service: services },
                Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
            },
        ]);
        assert.deepEqual(
            statements(consumerTrust({ principalArns }, ACCOUNT)).map(({ Sid, Condition }) => [Sid, Condition]),
            [["NamedPrincipals", undefined]],
        );
        assert.deepEqual(
            statements(consumerTrust({ services }, ACCOUNT)).map(({ Sid }) => Sid),
            ["ServicesOfThisAccount"],
        );
    });

    it("lets Lambda and this account's schedules take theirs", () => {
        assert.deepEqual(
            statements(FUNCTION_TRUST).map(({ Principal }) => Principal),
            [{ Service: "lambda.amazonaws.com" }],
        );
        assert.deepEqual(
            statements(scheduleTrust(ACCOUNT, REGION)).map(({ Principal, Condition }) => [Principal, Condition]),
            [
                [
                    { Service: "scheduler.amazonaws.com" },
                    {
                        StringEquals: {
                            "aws:SourceAccount": ACCOUNT,
                            "aws:SourceArn": `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule-group/default`,
                        },
                    },
                ],
            ],
        );
    });

    it("keeps the queue closed to plain HTTP", () => {
        assert.deepEqual(
            statements(queuePolicy(QUEUE)).map(({ Effect, Principal, Condition }) => [Effect, Principal, Condition]),
            [["Deny", "*", { Bool: { "aws:SecureTransport": "false" } }]],
        );
    });
});
