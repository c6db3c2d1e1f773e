import assert from "node:assert/strict";
import { callsOf, callsOn, servicesOf } from "./calls";
import type { Account } from "./account";

const TABLE = "arn:aws:dynamodb:eu-central-1:111122223333:table/buckets";
const account: Account = { id: "111122223333", roles: [], arns: [TABLE], resourcePolicies: new Map() };

describe("the calls that are looked at", () => {
    it("are those of every action, on what is there, in it, beside it and elsewhere", async () => {
        const calls = await callsOf(account, ["dynamodb"]);
        const on = (action: string): readonly string[] =>
            calls.filter((call) => call.action === `dynamodb:${action}`).map(({ resource }) => resource);
        for (const resource of [TABLE, `${TABLE}-2`, TABLE.replace("eu-central-1", "eu-west-1")]) {
            assert.ok(on("UpdateItem").includes(resource), resource);
        }
        assert.ok(on("UpdateItem").includes(TABLE.replace("buckets", "another")));
        assert.ok(on("Query").includes(`${TABLE}/index/another`));
        assert.ok(on("GetRecords").includes(`${TABLE}/stream/another`));
        assert.deepEqual(on("ListTables"), ["*"]);
        assert.ok(new Set(calls.map(({ action }) => action)).size > 70);
    });

    it("are those that have to do with a resource, where it is given", async () => {
        const calls = await callsOn(account, ["dynamodb", "s3"], ["arn:aws:s3:::files"]);
        const actions = calls.map(({ action }) => action);
        assert.ok(actions.includes("s3:PutBucketPolicy"));
        assert.ok(!actions.includes("s3:GetObject") && !actions.includes("dynamodb:GetItem"));
    });

    it("are of the services that a role's policies name, and of those that hold data", () => {
        const Statement = [{ Effect: "Allow", Action: ["sqs:SendMessage", "*"], Resource: "*" }] as const;
        const document = { Version: "2012-10-17", Statement };
        const role = { name: "r", arn: "arn", trust: document, policies: [{ name: "own", document }] };
        assert.deepEqual(servicesOf(role), ["dynamodb", "kms", "s3", "secretsmanager", "sqs"]);
    });
});
