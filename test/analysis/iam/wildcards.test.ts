import assert from "node:assert/strict";
import * as fc from "fast-check";
import { type Statement, statementsOf } from "../../../analysis/iam/document";
import { isEverything } from "../../../analysis/iam/resources";
import { deniesPlainTransport } from "../../../analysis/iam/transport";
import { actionWords, isWideAction, widthsOf } from "../../../analysis/iam/wildcards";

describe("statements of a policy document", () => {
    it("are read from an object, from JSON text, alone and in a list", () => {
        const statement = { Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: ["a", "b"] };
        for (const document of [{ Statement: statement }, JSON.stringify({ Statement: [statement] })]) {
            const [read] = statementsOf(document);
            assert.deepEqual([read?.allows, read?.actions, read?.resources], [true, ["s3:GetObject"], ["a", "b"]]);
        }
    });

    it("tell services and federations from accounts", () => {
        const Principal = { AWS: ["*", "111122223333"], Service: "ecs.amazonaws.com" };
        const [read] = statementsOf({ Statement: { Principal } });
        assert.deepEqual(read?.principals, ["*", "111122223333", "service:ecs.amazonaws.com"]);
    });

    it("let in everybody by allowing all but some, and refuse nobody in particular by denying so", () => {
        const principals = (Effect: string) =>
            statementsOf({ Statement: { Effect, NotPrincipal: { AWS: "111122223333" } } })[0]?.principals;
        assert.deepEqual(principals("Allow"), ["*"]);
        assert.deepEqual(principals("Deny"), []);
    });

    it("are none of what is no document", () => {
        fc.assert(
            fc.property(fc.anything(), (given) => {
                const statements = statementsOf(given);
                assert.ok(Array.isArray(statements.flatMap((statement) => widthsOf(statement))));
                assert.equal(typeof deniesPlainTransport(statements, "arn:aws:s3:::a"), "boolean");
            }),
        );
    });
});

describe("wildcards", () => {
    it("are wide in actions that change something", () => {
        assert.ok(["*", "s3:*", "s3:Put*", "s3:?et", "s3:Get*"].every(isWideAction));
        assert.ok(!["s3:GetObject", "ec2:Describe*", "ecs:List*"].some(isWideAction));
    });

    it("mean everything where no name is in an ARN besides them", () => {
        const everything = [
            "*",
            "?*",
            "arn:*",
            "arn:aws:s3*",
            "arn:aws:s3:::*",
            "arn:aws:s3:::?*",
            "arn:aws:s3:::*/*",
            "arn:aws:s3:::",
            "arn:aws:kms:*:*:*",
            "arn:aws:kms:*:*:key/*",
            "arn:aws:iam::*:role/*",
            "arn:aws:iam::111122223333:role/?*",
            "arn:aws:secretsmanager:*:*:secret:*",
            "arn:aws:secretsmanager:*:*:secret:*-??????",
            "arn:aws:dynamodb:eu-central-1:111122223333:table/*",
            "arn:aws:logs:*:*:log-group:*:*",
            "arn:aws:apigateway:eu-central-1::/restapis/*",
            "arn:aws:sqs:eu-central-1:111122223333:*",
        ];
        assert.deepEqual(
            everything.filter((resource) => !isEverything(resource)),
            [],
        );
    });

    it("don't where there is one", () => {
        const named = [
            "",
            "bucket",
            "arn:aws:s3:::bucket/*",
            "arn:aws:s3:::restartix-*",
            "arn:aws:sqs:eu-central-1:111122223333:jobs",
            "arn:aws:logs:eu-central-1:1:log-group:/ecs/*",
            "arn:aws:logs:eu-central-1:1:log-group:api:*",
            "arn:aws:iam::111122223333:role/restartix-*",
            "arn:aws:iam::111122223333:role/service/*",
            "arn:aws:secretsmanager:eu-central-1:111122223333:secret:restartix/staging/*",
            "arn:aws:ecs:eu-central-1:111122223333:task/restartix-staging/*",
        ];
        assert.deepEqual(
            named.filter((resource) => isEverything(resource)),
            [],
        );
    });

    it("are told of by the action", () => {
        const allow = (Action: unknown, Resource: unknown): Statement => {
            const [statement] = statementsOf({ Statement: { Effect: "Allow", Action, Resource } });
            assert.ok(statement !== undefined);
            return statement;
        };
        assert.deepEqual(widthsOf(allow("*", "arn:aws:a:::b")), ["allows *"]);
        assert.deepEqual(widthsOf(allow(["s3:GetObject", "ecr:GetAuthorizationToken"], "*")), [
            "allows s3:GetObject on every resource",
        ]);
        assert.deepEqual(widthsOf(allow("s3:GetObject", "*"), ["s3:GetObject"]), []);
        assert.equal(actionWords("a secret"), "what is no action");
    });
});
