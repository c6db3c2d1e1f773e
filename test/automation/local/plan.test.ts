import assert from "node:assert/strict";
import { CommandFault } from "../../../automation/command-fault";
import { keyOf, keyText, planLocal } from "../../../automation/local/plan";
import { FUNCTION, TABLE, TABLE_ITEM, type Registration } from "../../../automation/local/recording/registration";

const table = (inputs: Record<string, unknown> = {}): Registration => ({
    type: TABLE,
    name: "buckets-table",
    inputs: { name: "t", hashKey: "k", attributes: [{ name: "k", type: "S" }], ...inputs },
});
const item = (text: string, inputs: Record<string, unknown> = {}): Registration => ({
    type: TABLE_ITEM,
    name: "one",
    inputs: { tableName: "t", hashKey: "k", item: text, ...inputs },
});
const OTHER: Registration = { type: "aws:iam/role:Role", name: "consumer", inputs: {} };
const lambda: Registration = {
    type: FUNCTION,
    name: "reconciler",
    inputs: { environment: { variables: { TABLE_NAME: "t", SEGMENTS: "2" } }, timeout: 3 },
};

function faultOf(registrations: readonly Registration[]): CommandFault {
    try {
        planLocal(registrations);
    } catch (error) {
        return error instanceof CommandFault ? error : assert.fail(String(error));
    }
    return assert.fail("it was planned");
}

describe("what an emulator is to have", () => {
    it("are tables with their items, and the variables of the program's function", () => {
        const plan = planLocal([
            table({
                ttl: { attributeName: "ttl", enabled: true },
                tags: { Name: "t" },
                billingMode: "PAY_PER_REQUEST",
            }),
            item('{"k":{"S":"openai#rpm"},"capacity":{"N":"5"},"on":{"BOOL":true}}'),
            item('{"k":{"S":"elsewhere"}}', { tableName: "u" }),
            OTHER,
            lambda,
        ]);
        assert.deepEqual(plan, {
            tables: [
                {
                    name: "t",
                    key: [{ name: "k", type: "S" }],
                    ttl: "ttl",
                    items: [{ attributes: { k: { S: "openai#rpm" }, capacity: { N: "5" }, on: { BOOL: true } } }],
                },
            ],
            functions: { reconciler: { TABLE_NAME: "t", SEGMENTS: "2" } },
            leftOut: [
                { type: OTHER.type, name: "consumer" },
                { type: FUNCTION, name: "reconciler" },
            ],
        });
    });

    it("are tables with a sort key, too, and without a TTL that is switched off", () => {
        const [planned] = planLocal([
            table({
                rangeKey: "at",
                attributes: [
                    { name: "at", type: "N" },
                    { name: "k", type: "S" },
                ],
                ttl: { attributeName: "ttl", enabled: false },
            }),
        ]).tables;
        assert.ok(planned !== undefined && !("ttl" in planned));
        assert.deepEqual(planned.key, [
            { name: "k", type: "S" },
            { name: "at", type: "N" },
        ]);
        const key = keyOf(planned, { at: { N: "3" }, k: { S: "a" }, more: { S: "b" } });
        assert.deepEqual(key, { k: { S: "a" }, at: { N: "3" } });
        assert.equal(keyText(key), "a / 3");
    });

    it("are no tables that an application would find otherwise than on AWS: all of them are named", () => {
        const { exit, message } = faultOf([
            table({ globalSecondaryIndexes: [{}], streamEnabled: true }),
            item('{"k":{"S":"a"},"tags":{"SS":["x"]}}'),
            item("{"),
        ]);
        assert.equal(exit, "refused");
        for (const words of [/"globalSecondaryIndexes"/, /"streamEnabled"/, /one: tags: /, /one: Invalid input/]) {
            assert.match(message, words);
        }
    });
});
