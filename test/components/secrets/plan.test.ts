import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { SECRET_KINDS, type SecretKind } from "../../../components/secrets/args";
import { parseBackupKeys } from "../../../runtime/backup-runner/envelope/keys";
import { firstValue, GENERATED_KEYS, planSecret, validateSecret } from "../../../components/secrets/plan";

const places = (args: Parameters<typeof validateSecret>[0]): string[] => validateSecret(args).map(({ path }) => path);

describe("the plan of a secret", () => {
    it("finds each fault at its place", () => {
        assert.deepEqual(places({}), ["kind"]);
        assert.deepEqual(places({ kind: "token" as SecretKind }), ["kind"]);
        assert.deepEqual(places({ kind: "external", keys: ["good", "bad key", "good"] }), ["keys[1]", "keys[2]"]);
        assert.deepEqual(places({ kind: "redis", keys: ["token"] }), ["keys"]);
        assert.deepEqual(places({ kind: "database", username: "Admin" }), ["username"]);
        assert.deepEqual(places({ kind: "external", recoveryWindowDays: 6 }), ["recoveryWindowDays"]);
        assert.deepEqual(places({ kind: "external", recoveryWindowDays: 31 }), ["recoveryWindowDays"]);
    });

    it("needs the name of every user whose password it holds", () => {
        const where = { prefix: "restartix", environment: "staging", secretName: "s" };
        for (const kind of ["database", "database-user", "database-reader"] as const) {
            assert.throws(() => planSecret("a secret", { ...where, kind }), new RegExp(`the user of the kind ${kind}`));
        }
    });

    it("keeps a deleted secret for 30 days unless it is told otherwise", () => {
        const where = { prefix: "restartix", environment: "staging", secretName: "clerk" };
        const plan = planSecret("a secret", { ...where, kind: "external" });
        assert.deepEqual([plan.recoveryWindowDays, plan.namePrefix], [30, "restartix/staging/clerk-"]);
    });

    it("gives a first value the documented keys of its kind, and the generated text unchanged", () => {
        const kinds = SECRET_KINDS.filter((kind) => kind !== "external" && kind !== "backup-keys");
        fc.assert(
            fc.property(fc.constantFrom(...kinds), fc.string(), (kind, generated) => {
                const value = JSON.parse(firstValue({ kind, username: "platform" }, generated)) as Record<
                    string,
                    string
                >;
                assert.deepEqual(Object.keys(value), GENERATED_KEYS[kind]);
                assert.equal(Object.values(value).at(-1), generated);
            }),
        );
        assert.deepEqual(
            SECRET_KINDS.filter((kind) => !kinds.some((other) => other === kind)),
            ["backup-keys", "external"],
        );
        assert.throws(() => firstValue({ kind: "external", username: "" }, "value"), RangeError);
    });

    it("makes of 32 bytes the first of the backup's keys, in the form that its runner reads", () => {
        const generated = randomBytes(32).toString("base64");
        const value = firstValue({ kind: "backup-keys", username: "" }, generated);
        const { current, keys } = parseBackupKeys(value);
        assert.deepEqual([...keys.keys()], [current]);
        assert.equal(keys.get(current)?.export().toString("base64"), generated);
        assert.deepEqual(Object.keys(JSON.parse(value) as object), GENERATED_KEYS["backup-keys"]);
    });

    it("gives the same key the same id for ever, and another key another one", () => {
        const idOf = (key: string): string =>
            (JSON.parse(firstValue({ kind: "backup-keys", username: "" }, key)) as { current: string }).current;
        assert.equal(idOf("Ynl0ZXM="), "first-e528bf0b08db");
        const keys = Array.from({ length: 100 }, () => randomBytes(32).toString("base64"));
        assert.equal(new Set(keys.map(idOf)).size, keys.length);
    });
});
