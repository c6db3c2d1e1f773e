import assert from "node:assert/strict";
import { namesCaller, namesSubject, narrowsResources } from "../../../analysis/iam/conditions";
import { type Statement, statementsOf } from "../../../analysis/iam/document";

function where(operator: string, key: string, value: unknown): Statement {
    const [statement] = statementsOf({ Statement: { Effect: "Allow", Condition: { [operator]: { [key]: value } } } });
    assert.ok(statement !== undefined);
    return statement;
}

describe("a condition on resources", () => {
    it("narrows by a value that is asked for", () => {
        assert.ok(narrowsResources(where("StringEquals", "aws:ResourceTag/Owner", "me")));
        assert.ok(narrowsResources(where("ArnLike", "ecs:cluster", "arn:aws:ecs:*:111122223333:cluster/restartix-*")));
        assert.ok(narrowsResources(where("ForAnyValue:StringEquals", "kms:ResourceAliases", "alias/data")));
    });

    it("doesn't by one that need not be there, that is any, or that is the wrong way round", () => {
        assert.ok(!narrowsResources(where("StringEqualsIfExists", "aws:ResourceTag/Owner", "me")));
        assert.ok(!narrowsResources(where("ForAllValues:StringEquals", "kms:ResourceAliases", "alias/data")));
        assert.ok(!narrowsResources(where("StringNotEquals", "aws:ResourceTag/Owner", "me")));
        assert.ok(!narrowsResources(where("Null", "aws:ResourceTag/Owner", "true")));
        assert.ok(!narrowsResources(where("StringLike", "aws:ResourceTag/Owner", ["me", "?*"])));
        assert.ok(!narrowsResources(where("ArnLike", "ecs:cluster", "arn:aws:ecs:*:*:cluster/*")));
    });

    it("doesn't by a service, an account or where a role may be passed to", () => {
        for (const key of ["kms:ViaService", "aws:ResourceAccount", "iam:PassedToService"]) {
            assert.ok(!narrowsResources(where("StringEquals", key, "x")));
        }
    });
});

describe("a condition on callers", () => {
    it("names somebody by an account, a network, a source or an organization", () => {
        const named = {
            "aws:SourceAccount": "111122223333",
            "aws:SourceArn": "arn:aws:ec2:eu-central-1:111122223333:vpc-flow-log/*",
            "aws:PrincipalOrgID": "o-1",
            "aws:SourceVpce": "vpce-1",
            "aws:SourceIp": "203.0.113.0/24",
        };
        for (const [key, value] of Object.entries(named)) {
            assert.ok(namesCaller(where(key === "aws:SourceIp" ? "IpAddress" : "StringLike", key, value)), key);
        }
    });

    it("names nobody by how they come, or by any value", () => {
        assert.ok(!namesCaller(where("Bool", "aws:SecureTransport", "true")));
        assert.ok(!namesCaller(where("StringLike", "aws:SourceAccount", "*")));
        assert.ok(!namesCaller(where("ArnLike", "aws:SourceArn", "arn:aws:s3:::*")));
        assert.ok(!namesCaller(where("IpAddress", "aws:SourceIp", "0.0.0.0/0")));
        assert.ok(!namesCaller(where("StringEquals", "aws:PrincipalTag/team", "x")));
    });
});

describe("a condition on an identity provider's users", () => {
    const provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
    const subject = (value: unknown) =>
        namesSubject(where("StringLike", "token.actions.githubusercontent.com:sub", value), provider);

    it("names an organization, a namespace or a user", () => {
        const subjects = ["repo:restartix/infra:*", "repo:restartix/*", "system:serviceaccount:app:*", "1234"];
        assert.ok(subjects.every(subject));
        assert.ok(
            namesSubject(
                where("StringEquals", "cognito-identity.amazonaws.com:aud", "eu-central-1:pool"),
                "cognito-identity.amazonaws.com",
            ),
        );
    });

    it("doesn't by leaving it open, or by the audience alone", () => {
        assert.ok(!["*", "repo:*", "repo:*/infra:*", "repo:rest*/x", "system:serviceaccount:*:app"].some(subject));
        assert.ok(!subject(["repo:restartix/infra:*", "*"]));
        const audience = where("StringEquals", "token.actions.githubusercontent.com:aud", "sts.amazonaws.com");
        assert.ok(!namesSubject(audience, provider));
    });
});
