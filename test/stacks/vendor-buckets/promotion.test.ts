import assert from "node:assert/strict";
import { recordOf } from "../../../stacks/vendor-buckets/resources";
import { type Ask, requirePromotion } from "../../../stacks/vendor-buckets/promotion";
import { record } from "../../support/mocks";

const WANTED = { program: "0123456789abcdef", config: { service: '"sluice"' } };
const RECORD = {
    contractVersion: 1,
    appliedProgram: WANTED.program,
    appliedConfig: WANTED.config,
    appliedResources: { "a:b/c:C::d": recordOf({ size: 1 }, { size: 1 }) },
};
const THERE = { "urn:pulumi:pre::vendor-buckets::a:b/c:C::d": { outputs: { size: 1 } } };

type Outputs = Readonly<Record<string, unknown>>;

/** Asks for promotion where another stack has these outputs; a text is what the engine says instead. */
async function promote(environment: string, outputs: Outputs | string, there: Outputs = THERE) {
    const asked: string[] = [];
    const ask: Ask = (what, args) => {
        asked.push(`${what} ${Object.values(args).join()}`);
        return typeof outputs === "string"
            ? Promise.reject(new Error(outputs))
            : Promise.resolve({ outputs: what === "readStackOutputs" ? outputs : there });
    };
    await record(() => requirePromotion(environment, WANTED, ask), { project: "vendor-buckets", stack: environment });
    return asked;
}

describe("promotion of the vendor buckets", () => {
    it("asks nobody on behalf of pre", async () => {
        assert.deepEqual(await promote("pre", "must not be asked"), []);
    });

    it("lets prod take what pre has applied", async () => {
        const pre = "organization/vendor-buckets/pre";
        assert.deepEqual(await promote("prod", RECORD), [`readStackOutputs ${pre}`, `readStackResourceOutputs ${pre}`]);
    });

    it("refuses what pre has not, is not or can't tell, each with the command that helps", async () => {
        const helps = /Run: plinth up pre vendor-buckets$/;
        const cases: readonly (readonly [Outputs | string, RegExp])[] = [
            [{ ...RECORD, appliedProgram: "other" }, /the program: other in pre/],
            [{ ...RECORD, appliedConfig: {} }, /plinth:service: not set in pre/],
            [{ ...RECORD, contractVersion: 2 }, /pre has nothing applied/],
            [{ ...RECORD, appliedResources: "a digest" }, /pre has nothing applied/],
            [{}, /pre has nothing applied/],
            ['unknown stack "organization/vendor-buckets/pre"', /pre has nothing applied/],
            ["incorrect passphrase", /what pre has applied can't be read: .*incorrect passphrase/],
        ];
        for (const [outputs, says] of cases) {
            await assert.rejects(promote("prod", outputs), (error: Error) => {
                assert.match(error.message, says);
                assert.match(error.message, helps);
                return true;
            });
        }
    });

    it("refuses what pre has applied and doesn't have any more", async () => {
        await assert.rejects(promote("prod", RECORD, {}), /pre is half-way: a:b\/c:C d isn't there/);
    });
});
