import assert from "node:assert/strict";
import { CommandFault } from "../../../automation/command-fault";
import { LOCAL_VERBS } from "../../../automation/command-line/local-verbs";
import type { LocalVerb } from "../../../automation/command-line";
import { outcomeDocument, outcomeLines, type LocalOutcome } from "../../../automation/local/report";
import { PLAIN } from "../../../automation/progress/style";
import { summarySchema } from "../../../automation/run/summary-schema";

const OUTCOME: LocalOutcome = {
    endpoint: "http://127.0.0.1:14566",
    envFile: "/p/local/vendor-buckets.env",
    changes: [
        { type: "table", name: "t", change: "unchanged" },
        {
            type: "item",
            name: "openai#rpm",
            change: "changed",
            attributes: [
                { name: "capacity", was: "5", is: "6" },
                { name: "refill_rate", was: "1" },
            ],
        },
        { type: "lease", name: "lease#a#b#1", change: "skipped" },
    ],
    leftOut: [{ type: "aws:iam/role:Role", name: "consumer" }],
};

describe("what `plinth local` tells", () => {
    it("is what was done, and with --verbose what wasn't", () => {
        const lines = outcomeLines({ verb: "local up", verbose: false }, OUTCOME, PLAIN);
        assert.deepEqual(lines, [
            "sandbox at http://127.0.0.1:14566",
            "  changed    item openai#rpm: capacity 5 -> 6, refill_rate 1 -> none",
            "  skipped    lease lease#a#b#1: no slot is free",
            "  1 unchanged",
            "",
            "The application's variables: /p/local/vendor-buckets.env",
        ]);
        const verbose = outcomeLines({ verb: "local up", verbose: true }, OUTCOME, PLAIN);
        assert.ok(verbose.includes("  unchanged  table t"));
        assert.ok(verbose.includes("  left out   aws:iam/role:Role::consumer"));
    });

    it("says so when nothing was to be done", () => {
        const { changes } = OUTCOME;
        const quiet = { changes: changes.slice(0, 1) };
        const said = (verb: LocalVerb, outcome: LocalOutcome): string =>
            outcomeLines({ verb, verbose: false }, outcome, PLAIN).join("\n");
        assert.equal(said("local up", quiet), "sandbox\n  Nothing to change.\n  1 unchanged");
        assert.equal(said("local seed", quiet), "sandbox\n  Nothing to add.\n  1 unchanged");
        assert.equal(said("local down", { changes: [] }), "sandbox\n  Nothing is there.");
        const report = { returned: 2, complete: true };
        assert.equal(said("local reconcile", { changes: [], report }), "sandbox\n  returned: 2\n  complete: true");
    });

    for (const verb of Object.keys(LOCAL_VERBS) as LocalVerb[]) {
        it(`is, as JSON, a document of \`${verb}\`, whole or with the fault that ended it`, () => {
            const document = outcomeDocument({ verb }, 0, { ...OUTCOME, report: { returned: 2, complete: true } });
            assert.deepEqual(summarySchema.parse(JSON.parse(JSON.stringify(document))), document);
            assert.equal(document.verb, verb);
            const fault = new CommandFault("failed", "Nobody answers", ["Start it"]);
            const failed = summarySchema.parse(outcomeDocument({ verb }, 1, { changes: [] }, fault));
            assert.deepEqual([failed.exitCode, failed.fault?.message], [1, "Nobody answers"]);
        });
    }
});
