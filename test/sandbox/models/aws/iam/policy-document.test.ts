import assert from "node:assert/strict";
import fc from "fast-check";
import { asText } from "../../../../../sandbox/models/aws/ec2/records";
import { policyDocumentRefusals as refusals } from "../../../../../sandbox/models/aws/iam/policy-document";
import { documentFault } from "../../../../../sandbox/models/aws/iam/policy-grammar";
import type { Properties } from "../../../../../sandbox/values";
import { testCloud } from "../../../../support/cloud";

const cloud = testCloud();
const render = (args: Properties): Promise<Properties> =>
    cloud.invoke("aws:iam/getPolicyDocument:getPolicyDocument", args);
const statement = async (inputs: Properties): Promise<unknown> => {
    const { json } = await render({ statements: [inputs] });
    return (JSON.parse(asText(json)) as { Statement: unknown[] }).Statement[0];
};

describe("aws:iam/getPolicyDocument:getPolicyDocument", () => {
    it("writes a document letter by letter as the provider does", async () => {
        const result = await render({
            policyId: "policy",
            statements: [
                {
                    sid: "Read",
                    actions: ["s3:GetObject", "s3:ListBucket"],
                    resources: ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/&{aws:username}/*"],
                    principals: [
                        { type: "Service", identifiers: ["ec2.amazonaws.com"] },
                        { type: "AWS", identifiers: ["111122223333", "444455556666"] },
                    ],
                    conditions: [
                        { test: "StringLike", variable: "s3:prefix", values: ["b", "a"] },
                        { test: "Bool", variable: "aws:SecureTransport", values: ["true"] },
                    ],
                },
                { effect: "Deny", notActions: ["iam:*"], notResources: ["*"] },
            ],
        });
        const json = [
            "{",
            '  "Version": "2012-10-17",',
            '  "Id": "policy",',
            '  "Statement": [',
            "    {",
            '      "Sid": "Read",',
            '      "Effect": "Allow",',
            '      "Action": [',
            '        "s3:ListBucket",',
            '        "s3:GetObject"',
            "      ],",
            '      "Resource": [',
            '        "arn:aws:s3:::bucket/${aws:username}/*",',
            '        "arn:aws:s3:::bucket"',
            "      ],",
            '      "Principal": {',
            '        "AWS": [',
            '          "444455556666",',
            '          "111122223333"',
            "        ],",
            '        "Service": "ec2.amazonaws.com"',
            "      },",
            '      "Condition": {',
            '        "Bool": {',
            '          "aws:SecureTransport": "true"',
            "        },",
            '        "StringLike": {',
            '          "s3:prefix": [',
            '            "b",',
            '            "a"',
            "          ]",
            "        }",
            "      }",
            "    },",
            "    {",
            '      "Effect": "Deny",',
            '      "NotAction": "iam:*",',
            '      "NotResource": "*"',
            "    }",
            "  ]",
            "}",
        ].join("\n");
        assert.equal(result["json"], json);
        assert.equal(result["minifiedJson"], JSON.stringify(JSON.parse(json)));
        assert.match(asText(result["id"]), /^\d+$/);
        assert.equal(result["version"], "2012-10-17");
    });

    it("writes everybody as * where the type is * too, and only there", async () => {
        const everybody = { type: "*", identifiers: ["*"] };
        const of = async (...principals: Properties[]): Promise<unknown> =>
            ((await statement({ actions: ["s3:GetObject"], principals })) as Properties)["Principal"];
        assert.equal(await of(everybody), "*");
        assert.deepEqual(await of({ type: "AWS", identifiers: ["*"] }), { AWS: "*" });
        assert.deepEqual(await of(everybody, { type: "AWS", identifiers: ["a"] }), { "*": "*", AWS: "a" });
        const split = [
            { type: "AWS", identifiers: ["a"] },
            { type: "AWS", identifiers: ["c", "b"] },
        ];
        assert.deepEqual(await of(...split), { AWS: ["a", "c", "b"] });
    });

    it("puts the values of one test and variable together", async () => {
        const condition = { test: "StringEquals", variable: "aws:SourceAccount" };
        const conditions = [
            { ...condition, values: ["111122223333"] },
            { ...condition, values: ["444455556666"] },
        ];
        assert.deepEqual(await statement({ actions: ["sqs:*"], conditions }), {
            Effect: "Allow",
            Action: "sqs:*",
            Condition: { StringEquals: { "aws:SourceAccount": ["111122223333", "444455556666"] } },
        });
    });

    it("escapes as Go does what HTML would take for markup", async () => {
        const { json } = await render({ statements: [{ actions: ["a:<b>&c"], resources: ["*"] }] });
        assert.ok(asText(json).includes('"Action": "a:\\u003cb\\u003e\\u0026c"'), asText(json));
    });

    it("is only a version without statements", async () => {
        assert.equal((await render({}))["json"], '{\n  "Version": "2012-10-17"\n}');
    });

    it("merges source documents before its own statements and overrides after them, by Sid", async () => {
        const policy = (...statements: object[]): string =>
            JSON.stringify({ Version: "2008-10-17", Id: "source", Statement: statements });
        const { minifiedJson } = await render({
            sourcePolicyDocuments: [
                policy({
                    Sid: "A",
                    Effect: "Allow",
                    Action: ["s3:b", "s3:a"],
                    Principal: { AWS: ["x"] },
                    Resource: "*",
                }),
                policy({ Effect: "Deny", Action: "s3:c", Resource: "*", Condition: { Bool: { b: true } } }),
            ],
            statements: [{ sid: "B", actions: ["s3:d"], resources: ["*"] }],
            overridePolicyDocuments: [policy({ Sid: "B", Effect: "Deny", Action: "s3:e", Resource: "*" })],
        });
        assert.deepEqual(JSON.parse(asText(minifiedJson)), {
            Version: "2012-10-17",
            Id: "source",
            Statement: [
                { Sid: "A", Effect: "Allow", Action: ["s3:b", "s3:a"], Resource: "*", Principal: { AWS: ["x"] } },
                { Effect: "Deny", Action: "s3:c", Resource: "*", Condition: { Bool: { b: "true" } } },
                { Sid: "B", Effect: "Deny", Action: "s3:e", Resource: "*" },
            ],
        });
    });

    it("writes the same document in whatever order sets are given, and one that IAM takes", async () => {
        const name = fc.stringMatching(/^[a-z]{1,6}$/);
        const names = fc.uniqueArray(name, { minLength: 1, maxLength: 6 });
        await fc.assert(
            fc.asyncProperty(names, names, async (actions, buckets) => {
                const of = (list: string[], prefix: string): string[] => list.map((item) => `${prefix}${item}`);
                const args = (a: string[], b: string[]): Properties => ({
                    statements: [{ actions: of(a, "s3:"), resources: of(b, "arn:aws:s3:::") }],
                });
                const first = await render(args(actions, buckets));
                const second = await render(args([...actions].reverse(), [...buckets].reverse()));
                assert.equal(first["json"], second["json"]);
                assert.equal(documentFault(asText(first["json"]), "identity"), undefined);
            }),
        );
    });

    for (const [what, refusal, args] of [
        ["a Sid twice", refusals.duplicateSid, { statements: [{ sid: "A" }, { sid: "A" }] }],
        ["a Sid with a space", refusals.sidForm, { statements: [{ sid: "My statement" }] }],
        ["an effect that is none", refusals.effectForm, { statements: [{ effect: "allow" }] }],
        ["a version that is none", refusals.versionForm, { version: "2020-01-01" }],
        [
            "a variable in the old version",
            refusals.variableInOldVersion,
            { version: "2008-10-17", statements: [{ resources: ["&{aws:username}"] }] },
        ],
        ["a source that is no document", refusals.sourceForm, { sourcePolicyDocuments: ['{"Statement":{}}'] }],
        [
            "a Sid twice in sources",
            refusals.duplicateSourceSid,
            { sourcePolicyDocuments: ['{"Statement":[{"Sid":"A"}]}', '{"Statement":[{"Sid":"A"}]}'] },
        ],
    ] as const) {
        it(`refuses ${what}`, async () => {
            await cloud.refuses(() => render(args), refusal);
        });
    }
});
