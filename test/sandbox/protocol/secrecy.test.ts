import assert from "node:assert/strict";
import type { Bag } from "../../../sandbox/backend";
import { secretPaths } from "../../../sandbox/protocol/secrecy";
import type { Properties } from "../../../sandbox/values";
import { formatPath } from "../../../sandbox/values";

const PASSWORD = 'hunter"2/?';
const inputs: Bag = { values: { password: PASSWORD, size: 1 }, secrets: [["password"]] };

function marked(outputs: Properties, from: Bag = inputs, declared: readonly string[] = [], earlier?: Bag): string[] {
    return [...new Set(secretPaths(outputs, from, declared, earlier).map(formatPath))].sort();
}

describe("an output is secret", () => {
    it("where the input of the same place was", () => {
        const nested: Bag = { values: { env: [{ name: "A", value: "x" }] }, secrets: [["env", 0, "value"]] };
        assert.deepEqual(marked(nested.values, nested), ["env[0].value"]);
        assert.deepEqual(marked({ password: PASSWORD, size: 1 }), ["password"]);
    });

    it("where the SDK declares it, and only if it is there", () => {
        assert.deepEqual(marked({ result: "drawn" }, { values: {}, secrets: [] }, ["result", "bcryptHash"]), [
            "result",
        ]);
    });

    it("where it carries the text of a secret, in whatever depth", () => {
        const outputs = {
            url: `redis://:${PASSWORD}@host`,
            list: [{ a: "plain" }, { b: [`x ${PASSWORD}`] }],
            arn: "arn:1",
        };
        assert.deepEqual(marked(outputs), ["list[1].b[0]", "url"]);
    });

    it("where the text is part of a JSON document or a URL, or encoded as a whole", () => {
        const outputs = {
            json: JSON.stringify({ password: PASSWORD }),
            url: `postgres://user:${encodeURIComponent(PASSWORD)}@host`,
            data: Buffer.from(PASSWORD).toString("base64"),
        };
        assert.deepEqual(marked(outputs), ["data", "json", "url"]);
    });

    it("where it carries a text from inside a secret object", () => {
        const from: Bag = { values: { auth: { users: [{ token: "t0ken-123" }] } }, secrets: [["auth"]] };
        assert.deepEqual(marked({ endpoint: "https://t0ken-123@host", host: "host" }, from), ["endpoint"]);
    });

    it("where it still carries the text of a secret that was replaced", () => {
        const earlier: Bag = { values: { password: "old-hunter1" }, secrets: [["password"]] };
        const outputs = { password: PASSWORD, url: "redis://:old-hunter1@host" };
        assert.deepEqual(marked(outputs, inputs, [], earlier), ["password", "url"]);
    });
});

describe("an output is not secret", () => {
    it("because it holds a text shorter than six characters that is secret elsewhere", () => {
        const short: Bag = { values: { pin: "12345" }, secrets: [["pin"]] };
        assert.deepEqual(marked({ arn: "arn:aws:iam::123456789012:role", pin: "12345" }, short), ["pin"]);
    });

    it("because a secret input has no output", () => {
        assert.deepEqual(marked({ size: 1 }), []);
    });

    it("because it equals an input that is plain", () => {
        assert.deepEqual(marked({ name: "web-server" }, { values: { name: "web-server" }, secrets: [] }), []);
    });
});
