import assert from "node:assert/strict";
import { documentFault, principalsOf } from "../../../../../sandbox/models/aws/iam/policy-grammar";
import { document, READ, TRUST } from "./documents";

const ALLOWED = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

describe("the grammar of policies", () => {
    for (const [what, policy] of [
        ["a single statement", JSON.stringify({ Version: "2012-10-17", Statement: ALLOWED })],
        ["lists and wildcards", document({ ...ALLOWED, Action: ["s3:*", "*"], Resource: ["arn:aws:s3:::b", "*"] })],
        [
            "NotAction and NotResource",
            document({ Effect: "Deny", NotAction: "iam:*", NotResource: "arn:aws:s3:::b/*" }),
        ],
        [
            "conditions with qualifiers",
            document({
                ...ALLOWED,
                Condition: {
                    "ForAnyValue:StringLikeIfExists": { "aws:PrincipalTag/team": ["a", "b"] },
                    ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/r" },
                    Bool: { "aws:SecureTransport": "false" },
                    NumericLessThanEquals: { "s3:max-keys": "10" },
                    Null: { "aws:TokenIssueTime": "true" },
                },
            }),
        ],
    ] as const) {
        it(`takes ${what}`, () => assert.equal(documentFault(policy, "identity"), undefined));
    }

    for (const [sentence, statement] of [
        ["Syntax errors in policy.", { ...ALLOWED, Effect: "Permit" }],
        ["Syntax errors in policy.", { ...ALLOWED, Resources: "*" }],
        ["Syntax errors in policy.", { ...ALLOWED, NotAction: "s3:*" }],
        ["Syntax errors in policy.", { ...ALLOWED, Condition: { StringIs: { a: "b" } } }],
        ["Policy statement must contain actions.", { Effect: "Allow", Resource: "*" }],
        ["Policy statement must contain resources.", { Effect: "Allow", Action: "s3:GetObject" }],
        ["Policy document should not specify a principal.", { ...ALLOWED, Principal: "*" }],
        [
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
            { ...ALLOWED, Action: "GetObject" },
        ],
        ["Actions/Condition can contain only one colon.", { ...ALLOWED, Action: "s3:Get:Object" }],
        ["Vendor s3! is not valid", { ...ALLOWED, Action: "s3!:GetObject" }],
        ['Resource bucket must be in ARN format or "*".', { ...ALLOWED, Resource: "bucket" }],
        ["The policy failed legacy parsing", { ...ALLOWED, Resource: "arn:aws:s3" }],
    ] as const) {
        it(`says "${sentence}" of ${JSON.stringify(statement)}`, () => {
            assert.equal(documentFault(document(statement), "identity"), sentence);
        });
    }

    it("wants the newer version of what a principal may do, but takes the older one of trust", () => {
        const old = (policy: string): string => policy.replace("2012-10-17", "2008-10-17");
        const sentence = "Policy document must be version 2012-10-17 or greater.";
        assert.equal(documentFault(old(READ), "identity"), sentence);
        assert.equal(documentFault(old(TRUST), "trust"), undefined);
    });

    it("wants each Sid once", () => {
        const policy = document({ ...ALLOWED, Sid: "Read" }, { ...ALLOWED, Sid: "Read" });
        assert.equal(documentFault(policy, "identity"), "Statement IDs (SID) in a single policy must be unique.");
    });

    for (const text of ["", "[]", "{}", '{"Version":"2012-10-17","Statement":[]}', '{"Version":"2020-01-01"}']) {
        it(`finds syntax errors in ${text || "nothing"}`, () => {
            assert.equal(documentFault(text, "identity"), "Syntax errors in policy.");
        });
    }

    it("finds the principals of a kind", () => {
        const policy = document(
            {
                Effect: "Allow",
                Action: "sts:AssumeRole",
                Principal: { Service: ["a.amazonaws.com", "b.amazonaws.com"] },
            },
            { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "*", Service: "c.amazonaws.com" } },
            { Effect: "Allow", Action: "sts:AssumeRole", Principal: "*" },
        );
        assert.deepEqual(principalsOf(policy, "Service"), ["a.amazonaws.com", "b.amazonaws.com", "c.amazonaws.com"]);
        assert.deepEqual(principalsOf("nothing", "AWS"), []);
    });
});
