import assert from "node:assert/strict";
import * as fc from "fast-check";
import { entropy, secretSign } from "../../analysis/secrets";

describe("signs of a secret", () => {
    const signs: Readonly<Record<string, readonly [string, string, string | undefined]>> = {
        "a name with a plain value": ["DB_PASSWORD", "hunter2", "is named like a secret"],
        "a name with a place for the secret": [
            "DB_PASSWORD_ARN",
            "arn:aws:secretsmanager:eu-central-1:1:secret:x",
            undefined,
        ],
        "a number of a secret's settings": ["TOKEN_TTL", "900", undefined],
        "a token of GitHub": ["SETTING", `ghp_${"a1".repeat(12)}`, "looks like a token of a known vendor"],
        "a host name": ["API_KEY", "keys.restartix.internal", undefined],
        "a word that says what it is": ["IMAGE", "restartix-production-core-api-2026-11-21", undefined],
        nothing: ["DB_PASSWORD", "", undefined],
    };
    for (const [what, [name, value, expected]] of Object.entries(signs)) {
        it(`are ${expected === undefined ? "not " : ""}found in ${what}`, () => {
            assert.equal(secretSign(name, value), expected);
        });
    }

    it("never contain the value", () => {
        fc.assert(
            fc.property(fc.base64String({ minLength: 24, maxLength: 80 }), (value) => {
                assert.ok(!(secretSign("CLIENT_SECRET", value) ?? "").includes(value));
            }),
        );
    });

    it("measure entropy between none and that of equal shares", () => {
        assert.equal(entropy("aaaa"), 0);
        assert.equal(entropy("abcd"), 2);
    });
});
