import assert from "node:assert/strict";
import * as fc from "fast-check";
import { deniesPlainTransport, statementsOf } from "../../../analysis/iam/document";
import { isEverything, isWideAction, widthsOf } from "../../../analysis/iam/wildcards";

describe("statements of a policy document", () => {
    it("are read from an object, from JSON text, alone and in a list", () => {
        const statement = { Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: ["a", "b"] };
        for (const document of [{ Statement: statement }, JSON.stringify({ Statement: [statement] })]) {
            const [read] = statementsOf(document);
            assert.deepEqual(
                [read?.label, read?.allows, read?.actions, read?.resources],
                ["Read", true, ["s3:GetObject"], ["a", "b"]],
            );
        }
    });

    it("tell services and federations from accounts", () => {
        const Principal = { AWS: ["*", "111122223333"], Service: "ecs.amazonaws.com" };
        const [read] = statementsOf({ Statement: { Principal } });
        assert.deepEqual(read?.principals, ["*", "111122223333", "service:ecs.amazonaws.com"]);
    });

    it("are none of what is no document", () => {
        fc.assert(
            fc.property(fc.anything(), (given) => {
                assert.ok(Array.isArray(widthsOf(statementsOf(given))));
                assert.equal(typeof deniesPlainTransport(statementsOf(given)), "boolean");
            }),
        );
    });
});

describe("wildcards", () => {
    it("are wide in actions that change something", () => {
        assert.deepEqual(["*", "s3:*", "s3:Put*", "s3:?et", "s3:Get*"].map(isWideAction), [
            true,
            true,
            true,
            true,
            true,
        ]);
        assert.deepEqual(["s3:GetObject", "ec2:Describe*", "ecs:List*"].map(isWideAction), [false, false, false]);
    });

    it("mean everything where nothing else is in an ARN's last part", () => {
        assert.ok(["*", "arn:aws:s3:::*", "arn:aws:kms:*:*:*"].every(isEverything));
        assert.ok(
            !["arn:aws:s3:::bucket/*", "arn:aws:logs:eu-central-1:1:log-group:/ecs/*", "bucket"].some(isEverything),
        );
    });

    it("are told of by the statement's Sid or place", () => {
        const Statement = [
            { Effect: "Allow", Action: "a:B", Resource: "arn:aws:a:::b" },
            { Effect: "Allow", Action: "*" },
        ];
        assert.deepEqual(widthsOf(statementsOf({ Statement })), [{ statement: "Statement[1]", problem: "allows *" }]);
    });
});
