import assert from "node:assert/strict";
import fc from "fast-check";
import { driftOf } from "../../../automation/drift/drifts";
import type { RefreshStep } from "../../../automation/drift/properties";
import { BLINDED, changed, DEPLOYMENT, SECRET_OBJECT, VPC } from "./steps";

const CANARY = "canary-7c1e44";

function isHidden(step: RefreshStep): boolean {
    const drift = driftOf(step);
    assert.ok(drift);
    const text = JSON.stringify(drift);
    assert.equal(
        drift.properties.every(({ secret }) => secret),
        !text.includes(CANARY),
        text,
    );
    return !text.includes(CANARY);
}

describe("a drifted value stays hidden", () => {
    it("where the engine marks it, or something above or below it", () => {
        assert.ok(isHidden(changed({ a: BLINDED }, { a: CANARY }, { a: "update" })));
        assert.ok(isHidden(changed({ a: BLINDED }, { a: { b: CANARY } }, { "a.b": "add" })));
        assert.ok(isHidden(changed({ a: { b: BLINDED, c: CANARY } }, {}, { a: "delete" })));
    });

    it("where the mark is in the outputs alone", () => {
        const step = changed({ a: "x" }, { a: CANARY }, { a: "update" });
        assert.ok(isHidden({ ...step, new: { inputs: { a: CANARY }, outputs: { a: BLINDED } } }));
    });

    it("beside a secret in the same map: what somebody added bears no mark", () => {
        const step = changed({ data: { a: BLINDED } }, { data: { a: BLINDED, b: CANARY } }, { "data.b": "add" });
        assert.ok(isHidden(step));
    });

    it("where another item of the list has a secret at that place", () => {
        const env = [{ name: "A", value: BLINDED }];
        const more = [...env, { name: "B", value: CANARY }];
        assert.ok(isHidden(changed({ env }, { env: more }, { "env[1]": "add" })));
        assert.ok(isHidden(changed({ env: more }, { env: more }, { "env[1].value": "delete" })));
    });

    it("in the contents of a cluster's secret, marked or not", () => {
        const step = changed({ data: { a: "x" } }, { data: { a: CANARY } }, { "data.a": "update" }, SECRET_OBJECT);
        assert.ok(isHidden(step));
    });

    it("where a key, a variable or a document inside names it like a secret", () => {
        const named = changed({ tags: {} }, { tags: { DB_PASSWORD: CANARY } }, { "tags.DB_PASSWORD": "add" });
        assert.ok(isHidden(named));
        const document = JSON.stringify([{ environment: [{ name: "API_TOKEN", value: CANARY }] }]);
        assert.ok(isHidden(changed({ d: "[]" }, { d: document }, { d: "update" })));
        const variable = { name: "API_TOKEN", value: CANARY };
        assert.ok(isHidden(changed({ env: [] }, { env: [variable] }, { "env[0]": "add" }, DEPLOYMENT)));
    });

    it("where it has the form of a secret", () => {
        const url = `postgres://app:${CANARY}@db.example.com/app`;
        assert.ok(isHidden(changed({ url: "x" }, { url }, { url: "update" })));
    });

    it("whatever stands around the mark", () => {
        const place = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 4 });
        fc.assert(
            fc.property(place, (path) => {
                const put = (value: unknown) => path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
                const is = put(CANARY) as Record<string, unknown>;
                const step = changed(put(BLINDED) as Record<string, unknown>, is, { [path.join(".")]: "update" });
                assert.ok(isHidden(step));
            }),
        );
    });
});

describe("a drifted value is shown", () => {
    it("beside a secret property of the resource", () => {
        const was = { password: BLINDED, description: "x" };
        const step = changed(was, { ...was, description: CANARY }, { description: "update" });
        assert.ok(!isHidden(step));
    });

    it("where it is an id that a cloud drew, as random as it looks", () => {
        const zoneId = `b2fb35620709b151ce786e620f9a3c91`;
        const drift = driftOf(changed({ zoneId }, { zoneId: "x" }, { zoneId: "update" }, VPC));
        assert.deepEqual(
            drift?.properties.map(({ was }) => was),
            [zoneId],
        );
    });
});
