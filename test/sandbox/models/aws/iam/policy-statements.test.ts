import assert from "node:assert/strict";
import { asText } from "../../../../../sandbox/models/aws/ec2/records";
import { rolePolicyAttachmentRefusals } from "../../../../../sandbox/models/aws/iam/policy";
import { documentFault } from "../../../../../sandbox/models/aws/iam/policy-grammar";
import { concerns, fits, isPublic, policyStatements } from "../../../../../sandbox/models/aws/iam/policy-statements";
import { IAM_TYPES } from "../../../../../sandbox/models/aws/iam/sources";
import { testCloud } from "../../../../support/cloud";
import { document, READ, TRUST } from "./documents";

const ANYBODY = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" };

describe("what a policy says", () => {
    it("is read alike from texts and lists", () => {
        const [statement] = policyStatements(
            document({ ...ANYBODY, Principal: { AWS: "a", Service: ["b"] }, Condition: { Bool: { "Aws:X": true } } }),
        );
        assert.deepEqual(statement, {
            allows: true,
            actions: ["s3:GetObject"],
            notActions: [],
            resources: ["*"],
            principals: new Map([
                ["AWS", ["a"]],
                ["Service", ["b"]],
            ]),
            conditions: [{ operator: "Bool", key: "aws:x", values: ["true"] }],
        });
        assert.deepEqual(policyStatements("none"), []);
        const single = JSON.stringify({ Version: "2012-10-17", Statement: ANYBODY });
        assert.equal(policyStatements(single).length, 1);
    });

    it("concerns actions by pattern, whatever their case, and all but the excluded ones", () => {
        const [some] = policyStatements(document({ ...ANYBODY, Action: "S3:get*" }));
        const [others] = policyStatements(document({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }));
        assert.ok(some && others);
        const asked = ["s3:GetObject", "s3:PutObject", "iam:GetRole"];
        assert.deepEqual(
            asked.map((action) => concerns(some, action)),
            [true, false, false],
        );
        assert.deepEqual(
            asked.map((action) => concerns(others, action)),
            [true, true, false],
        );
    });

    it("takes only * and ? for patterns", () => {
        assert.ok(fits("a.b/*", "a.b/c/d"));
        assert.ok(fits("a?c", "abc"));
        assert.ok(!fits("a.b", "axb"));
    });

    for (const [what, statement, expected] of [
        ["anybody", ANYBODY, true],
        ["anybody by list", { ...ANYBODY, Principal: { AWS: ["*"] } }, true],
        ["a denial of anybody", { ...ANYBODY, Effect: "Deny" }, false],
        ["one account", { ...ANYBODY, Principal: { AWS: "111122223333" } }, false],
        ["an organisation", { ...ANYBODY, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }, false],
        [
            "a range of addresses",
            { ...ANYBODY, Condition: { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } } },
            false,
        ],
        ["all addresses", { ...ANYBODY, Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } } }, true],
        ["all but an account", { ...ANYBODY, Condition: { StringNotEquals: { "aws:SourceAccount": "1" } } }, true],
        ["encrypted calls", { ...ANYBODY, Condition: { Bool: { "aws:SecureTransport": "true" } } }, true],
    ] as const) {
        it(`is ${expected ? "" : "not "}public for ${what}`, () => {
            assert.equal(isPublic(document(statement)), expected);
        });
    }

    it("needs principals and resources where it belongs to a thing", () => {
        assert.equal(documentFault(document(ANYBODY), "resource"), undefined);
        assert.equal(documentFault(READ, "resource"), "Missing required field Principal");
        assert.equal(documentFault(TRUST, "resource"), "Missing required field Resource");
    });
});

describe("what roles take", () => {
    it("is AWS's policies in their folders", async () => {
        const cloud = testCloud();
        const { id: role } = await cloud.create(IAM_TYPES.role, { assumeRolePolicy: TRUST });
        const attach = (name: string): Promise<unknown> =>
            cloud.create(IAM_TYPES.rolePolicyAttachment, { role, policyArn: `arn:aws:iam::aws:policy/${name}` });
        for (const name of [
            "service-role/AmazonECSTaskExecutionRolePolicy",
            "service-role/AmazonRDSEnhancedMonitoringRole",
            "AmazonSSMManagedInstanceCore",
            "SomethingNewer",
        ]) {
            await attach(name);
        }
        for (const name of ["AmazonECSTaskExecutionRolePolicy", "service-role/AdministratorAccess"]) {
            const error = await cloud.refuses(() => attach(name), rolePolicyAttachmentRefusals.unknownPolicy);
            assert.match(error.message, /does not exist or is not attachable\.$/);
        }
    });

    it("is an inline policy in the place of one of the same name", async () => {
        const cloud = testCloud();
        const { id: role } = await cloud.create(IAM_TYPES.role, { assumeRolePolicy: TRUST });
        const put = (Sid: string): Promise<unknown> =>
            cloud.create(IAM_TYPES.rolePolicy, {
                name: "read",
                role,
                policy: document({ Effect: "Allow", Action: "s3:GetObject", Resource: "*", Sid }),
            });
        await put("first");
        await put("second");
        const policies = cloud.records(IAM_TYPES.rolePolicy).map(({ outputs }) => asText(outputs["policy"]));
        assert.equal(policies.length, 1);
        assert.match(policies[0] ?? "", /second/);
    });
});
