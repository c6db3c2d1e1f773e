import assert from "node:assert/strict";
import { plainPulumi, type PlainPulumi } from "../support/plain-pulumi";

const FOLDER = "stacks/vendor-buckets";

/** CI without the sandbox's providers in the program's sight, as if it went to AWS. */
const CI = { CI: "true", PULUMI_DEBUG_PROVIDERS: "" };

interface State {
    readonly resources?: readonly { readonly urn: string }[];
}

describe("the vendor buckets by plain `pulumi up` in their folder", () => {
    let pulumi: PlainPulumi;
    /** What is in a state, without the stack itself and the engine's own provider, by which a stack is read. */
    const resources = async (stack: string): Promise<readonly string[]> => {
        const { deployment } = (await pulumi.state(FOLDER, stack)) as { readonly deployment: State };
        const urns = (deployment.resources ?? []).map(({ urn }) => urn);
        return urns
            .filter((urn) => !/::pulumi:(pulumi:Stack|providers:pulumi)::/.test(urn))
            .map((urn) => urn.split("::").slice(2).join());
    };

    before(async () => {
        pulumi = await plainPulumi();
    });
    after(() => pulumi.discard());

    it("leave prod alone before pre has the same, and say what to do", async () => {
        for (const verb of ["preview", "up"] as const) {
            await assert.rejects(pulumi.operate(verb, FOLDER, "prod"), (error: Error) => {
                assert.match(error.message, /prod is left alone/);
                assert.match(error.message, /pre has nothing applied/);
                assert.match(error.message, /Run: plinth up pre vendor-buckets/);
                // A message, not the trace of a fault.
                assert.doesNotMatch(error.message, /\n\s+at .*promotion/);
                return true;
            });
        }
        assert.deepEqual(await resources("prod"), []);
    });

    it("are not applied by CI, which may preview them", async () => {
        await pulumi.operate("preview", FOLDER, "pre", CI);
        await assert.rejects(pulumi.operate("up", FOLDER, "pre", CI), /applied by people, and CI says that this is CI/);
        assert.deepEqual(await resources("pre"), []);
    });

    it("come up in pre, then in prod", async () => {
        await pulumi.operate("up", FOLDER, "pre");
        await pulumi.operate("up", FOLDER, "prod");
        assert.ok((await resources("prod")).length > 30);
        assert.deepEqual([...(await resources("prod"))].sort(), [...(await resources("pre"))].sort());
    });
});
