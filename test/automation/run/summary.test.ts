import assert from "node:assert/strict";
import { NO_COUNTS } from "../../../automation/progress/operations";
import type { StackResult } from "../../../automation/run/result";
import { commandFor, summaryLines } from "../../../automation/run/summary";

const INVOCATION = { verb: "up", environment: "staging", projects: [], sandbox: true } as const;
const result = (project: string, more: Partial<StackResult> = {}): StackResult => ({
    stack: { project, folder: ".", environment: "staging" },
    outcome: "succeeded",
    counts: { ...NO_COUNTS, created: 3, unchanged: 1 },
    tookMs: 3_100,
    outputs: {},
    problems: [],
    unfinished: [],
    ...more,
});

describe("the summary", () => {
    it("tells counts, time and outputs per stack, and what to do next", () => {
        const outputs = { vpcId: "vpc-1", password: "[secret]", zones: ["a", "b"] };
        const lines = summaryLines([result("foundation", { outputs }), result("data")], {
            invocation: INVOCATION,
            logFile: "/repo/.plinth/logs/x.log",
            root: "/repo",
        });
        assert.deepEqual(lines, [
            "",
            "foundation (staging)  up  3 created, 0 updated, 0 replaced, 0 deleted, 1 unchanged  in 3.1 s",
            "  vpcId     vpc-1",
            "  password  [secret]",
            '  zones     ["a","b"]',
            "",
            "data (staging)  up  3 created, 0 updated, 0 replaced, 0 deleted, 1 unchanged  in 3.1 s",
            "",
            "Next: `plinth outputs staging --sandbox`, `plinth destroy staging --sandbox`",
            "Log: .plinth/logs/x.log",
        ]);
    });

    it("explains a failure, names what was cut off and what was not begun, and says how to go on", () => {
        const failed = result("foundation", {
            outcome: "failed",
            problems: [
                {
                    text: "refused\nbecause of this",
                    resource: { name: "vpc", type: "aws:ec2:Vpc" },
                    advice: "raise the quota",
                },
                { text: "boom", origin: "/repo/index.ts:1:2" },
            ],
            unfinished: [{ name: "nat", type: "aws:ec2:NatGateway" }],
        });
        const lines = summaryLines([failed, result("data", { outcome: "not run" })], {
            invocation: INVOCATION,
            root: "/repo",
        });
        assert.deepEqual(lines, [
            "",
            "foundation (staging)  up failed  3 created, 0 updated, 0 replaced, 0 deleted, 1 unchanged  in 3.1 s",
            "  x vpc  aws:ec2:Vpc",
            "      refused",
            "      because of this",
            "      -> raise the quota",
            "  x boom",
            "      at index.ts:1:2",
            "  ? cut off: nat  aws:ec2:NatGateway",
            "",
            "data (staging)  up not run",
            "",
            "What was done stays. Run `plinth up staging --sandbox` again once the cause is gone.",
        ]);
    });

    it("speaks of a plan after a preview and of deletions after a destroy", () => {
        const preview = summaryLines([result("p")], { invocation: { ...INVOCATION, verb: "preview" } });
        assert.equal(
            preview[1],
            "p (staging)  preview  3 to create, 0 to update, 0 to replace, 0 to delete, 1 unchanged  in 3.1 s",
        );
        assert.equal(preview.at(-1), "Next: `plinth up staging --sandbox`");
        const counts = { ...NO_COUNTS, deleted: 4 };
        const destroyed = summaryLines([result("p", { counts })], { invocation: { ...INVOCATION, verb: "destroy" } });
        assert.deepEqual(destroyed, ["", "p (staging)  destroy  4 deleted  in 3.1 s"]);
    });

    it("tells of a lock without counts", () => {
        const locked = summaryLines([result("p", { outcome: "locked", problems: [{ text: "held" }] })], {
            invocation: INVOCATION,
        });
        assert.equal(locked[1], "p (staging)  up refused  in 3.1 s");
    });

    it("suggests commands for the same stacks on the same target", () => {
        assert.equal(
            commandFor("destroy", { ...INVOCATION, projects: ["a", "b"], sandbox: false }),
            "plinth destroy staging a b",
        );
    });
});
