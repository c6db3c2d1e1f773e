import assert from "node:assert/strict";
import { settingsOf, SettingsFault } from "../../../runtime/reconciler/settings";

const TABLE_NAME = "ontopix-vendor-buckets-pre";

function faultsOf(environment: Record<string, string>, event: unknown = {}): readonly string[] {
    try {
        settingsOf({ TABLE_NAME, ...environment }, event);
        return [];
    } catch (error) {
        assert.ok(error instanceof SettingsFault);
        return error.faults;
    }
}

describe("what the reconciler is asked for", () => {
    it("is the table alone, where nothing else is said", () => {
        for (const event of [{}, undefined, null, { dryRun: false }]) {
            assert.deepEqual(settingsOf({ TABLE_NAME }, event), { tableName: TABLE_NAME, dryRun: false });
        }
        const empty = { TABLE_NAME, GRACE_SECONDS: "", SEGMENTS: "", PAGE_SIZE: "", DRY_RUN: "" };
        assert.deepEqual(settingsOf(empty, {}), { tableName: TABLE_NAME, dryRun: false });
    });

    it("is in seconds for people and in milliseconds for the run", () => {
        const environment = { TABLE_NAME, GRACE_SECONDS: "45", SEGMENTS: "8", PAGE_SIZE: "1000", DRY_RUN: "false" };
        assert.deepEqual(settingsOf(environment, {}), {
            ...{ tableName: TABLE_NAME, graceMs: 45_000, segments: 8, pageSize: 1_000, dryRun: false },
        });
    });

    for (const [name, wrong] of [
        ["TABLE_NAME", ["", "ab", "arn:aws:dynamodb:eu-central-1:111122223333:table/x", "a b c"]],
        ["GRACE_SECONDS", ["0", "3601", "30s", "-30", "1.5", "1e2", " 30"]],
        ["SEGMENTS", ["0", "33", "four"]],
        ["PAGE_SIZE", ["0", "1001", "0x10"]],
        ["DRY_RUN", ["yes", "1", "TRUE"]],
    ] as const) {
        it(`names ${name} with what it is and what it may be`, () => {
            for (const value of wrong) {
                const [fault = "", ...others] = faultsOf({ [name]: value });
                const given = value === "" ? "not set" : `${JSON.stringify(value)} given`;
                assert.ok(fault.startsWith(`${name}: ${given}; allowed: `), fault || `${value} was taken`);
                assert.deepEqual(others, []);
            }
        });
    }

    it("is refused where an event says anything but dryRun: a misspelt one would change things", () => {
        assert.deepEqual(faultsOf({}, { dryrun: true }), ["event.dryrun: true given; allowed: no key but dryRun"]);
        assert.deepEqual(faultsOf({}, { dryRun: "true" }), ['event.dryRun: "true" given; allowed: true or false']);
        for (const event of [[], "dryRun", 1]) {
            assert.match(faultsOf({}, event).join(), /^event: .* allowed: an object/);
        }
    });

    it("comes back with all faults of environment and event at once", () => {
        const faults = faultsOf({ TABLE_NAME: "", SEGMENTS: "x", PAGE_SIZE: "x" }, { a: 1, dryRun: 2 });
        assert.deepEqual(
            faults.map((fault) => fault.split(":")[0]),
            ["TABLE_NAME", "SEGMENTS", "PAGE_SIZE", "event.a", "event.dryRun"],
        );
    });
});
