import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import * as fc from "fast-check";
import { parse } from "yaml";
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
        "a name with what might be a host's": ["API_KEY", "keys.restartix.internal", "is named like a secret"],
        "a word that says what it is": ["IMAGE", "restartix-production-core-api-2026-11-21", undefined],
        nothing: ["DB_PASSWORD", "", undefined],
    };
    for (const [what, [name, value, expected]] of Object.entries(signs)) {
        it(`are ${expected === undefined ? "not " : ""}found in ${what}`, () => {
            assert.equal(secretSign(name, value), expected);
        });
    }

    it("are found in names however they go on", () => {
        const names = ["PGPASSWORD", "SECRET_KEY", "CLERK_SECRET_KEY", "SECRET_KEY_BASE", "DB_PASSWORD_STAGING"];
        for (const name of [...names, "API_KEYS", "DB_PASSWORD2", "VAULT_SECRET_ID", "REDIS_AUTH", "dbPassphrase"]) {
            assert.equal(secretSign(name, "abc"), "is named like a secret", name);
        }
    });

    it("are not found in names of what is about a secret, or sounds like one", () => {
        const about = ["TOKEN_TTL", "JWT_SECRET_ARN", "API_KEY_HEADER", "SECRET_NAME", "DB_PASSWORD_FILE", "AUTH_MODE"];
        for (const name of [...about, "MAX_TOKENS", "SECRETARY", "TOKENIZER", "PARTITION_KEY", "POOL_MODE"]) {
            assert.equal(secretSign(name, "abc"), undefined, name);
        }
    });

    it("are found in every value that a password might be", () => {
        for (const value of ["Tr0ub4dor.3", "12345678", "hvs.CAESIJ", "/hunter2", "x@y", "db.internal"]) {
            assert.equal(secretSign("DB_PASSWORD", value), "is named like a secret", value);
        }
        const places = ["true", "https://vault.internal/v1", "/run/secrets/db", "/etc/secrets/db"];
        for (const value of [...places, "arn:aws:ssm:eu-central-1:111122223333:parameter/db"]) {
            assert.equal(secretSign("DB_PASSWORD", value), undefined, value);
        }
    });

    it("are found in addresses wherever the password stands in them", () => {
        const addresses = [
            "postgres://u:pa/ss@h",
            "postgres://app:pw@db.internal:5432/app",
            "jdbc:postgresql://db.internal:5432/app?user=u&password=x",
            "Server=db;User=sa;Pwd=x",
            "password=x host=db",
        ];
        for (const address of addresses) {
            assert.equal(secretSign("SETTING", address), "looks like an address with a password in it", address);
        }
        const harmless = [
            "http://registry:5000/@scope/package",
            "rediss://cache.internal:6379",
            "jdbc:x?password=${DB}",
        ];
        for (const address of harmless) {
            assert.equal(secretSign("SETTING", address), undefined, address);
        }
    });

    it("are found in AWS's example of a secret key, and not in names of things", () => {
        assert.equal(secretSign("SETTING", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), "looks random");
        const things = [
            "restartix-staging-core-api-1a2b3c4",
            "subnet-0a1b2c3d4e5f60718",
            "app/restartix-staging-alb/50dc6c49",
        ];
        for (const thing of [...things, "restartix-production-core-api-2026-11-21"]) {
            assert.equal(secretSign("SETTING", thing), undefined, thing);
        }
    });

    it("are not found in what this repository's services are told", () => {
        const stacks = path.resolve(__dirname, "..", "..", "stacks", "services");
        for (const file of ["Pulumi.staging.yaml", "Pulumi.production.yaml"]) {
            const { config } = parse(readFileSync(path.join(stacks, file), "utf8")) as {
                config: Record<string, unknown>;
            };
            const services = Object.values(config["plinth:services"] as Record<string, { environment?: object }>);
            const variables = services.flatMap(({ environment = {} }) => Object.entries(environment));
            assert.ok(variables.length > 5);
            for (const [name, value] of variables) {
                assert.equal(secretSign(name, String(value)), undefined, name);
            }
        }
    });

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
