import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { CommandFault } from "../../../automation/command-fault";
import type { Verb } from "../../../automation/command-line";
import { VERBS } from "../../../automation/command-line/verbs";
import type { Drift } from "../../../automation/drift/drifts";
import { NO_COUNTS } from "../../../automation/progress/operations";
import type { Outputs } from "../../../automation/progress/outputs";
import { summarySchemaText } from "../../../automation/run/generate";
import type { Outcome, StackResult } from "../../../automation/run/result";
import { summaryDocument, summaryText, type SummaryParts } from "../../../automation/run/summary-json";
import { summarySchema, type Summary } from "../../../automation/run/summary-schema";
import { reportOf } from "../../../automation/state/report";
import type { Restored } from "../../../automation/state/restore";
import type { SealVerdict } from "../../../automation/state/seals";
import type { StackLock } from "../../../automation/state/stack-lock";
import type { StackStates } from "../../../automation/state/states";

const FAULT = new CommandFault("declined", "Not confirmed", ["Say yes"]);
const STACK = { project: "p", folder: ".", environment: "staging" };
const VPC = { name: "vpc", type: "aws:ec2:Vpc" };
const URN = "urn:pulumi:staging::p::aws:ec2/vpc:Vpc::vpc";

const result = (more: Partial<StackResult> = {}): StackResult => ({
    stack: STACK,
    outcome: "succeeded",
    counts: { ...NO_COUNTS, created: 3, unchanged: 1 },
    tookMs: 3_149,
    outputs: {},
    problems: [],
    unfinished: [],
    ...more,
});

/** What is printed, read as machines read it: strictly. */
function printed(verb: Verb, parts: SummaryParts, exitCode = 0): Summary {
    const text = summaryText(summaryDocument({ verb, environment: "staging", sandbox: true }, exitCode, parts));
    return summarySchema.parse(JSON.parse(text));
}

describe("the JSON document of a run", () => {
    it("tells of each stack what became of it, whole", () => {
        const long = "x".repeat(300);
        const stack = result({
            outcome: "failed",
            outputs: { vpcId: "vpc-1", password: "[secret]", zones: ["a", { b: [null, true, 1.5] }], long },
            problems: [
                { text: "refused", resource: VPC, origin: "/r/index.ts:1:2", advice: "raise it" },
                { text: "boom" },
            ],
            undecided: { "no-public-database": 2 },
            unfinished: [VPC],
        });
        assert.deepEqual(printed("up", { results: [stack] }, 1), {
            version: 1,
            verb: "up",
            environment: "staging",
            sandbox: true,
            exitCode: 1,
            stacks: [
                {
                    project: "p",
                    environment: "staging",
                    operation: "up",
                    outcome: "failed",
                    counts: { created: 3, updated: 0, replaced: 0, deleted: 0, imported: 0, read: 0, unchanged: 1 },
                    seconds: 3.1,
                    outputs: stack.outputs,
                    problems: stack.problems,
                    undecided: { "no-public-database": 2 },
                    unfinished: [VPC],
                },
            ],
        });
    });

    for (const outcome of [
        "succeeded",
        "failed",
        "refused",
        "locked",
        "interrupted",
        "not run",
    ] as const satisfies readonly Outcome[]) {
        it(`has a place for a stack that is "${outcome}", whatever was done with it`, () => {
            for (const verb of ["preview", "up", "refresh", "drift", "destroy"] as const) {
                const document = printed(verb, { results: [result({ outcome })] });
                assert.equal("stacks" in document && document.stacks[0]?.outcome, outcome);
            }
        });
    }

    it("tells that counts are of what is planned, and what ended the run", () => {
        const document = printed("up", { results: [result({ verb: "preview" })], fault: FAULT }, FAULT.exitCode);
        assert.ok("stacks" in document);
        assert.equal(document.stacks[0]?.operation, "preview");
        assert.deepEqual(document.fault, { message: "Not confirmed", advice: ["Say yes"], exitCode: 5 });
    });

    it("has nothing of what an update needs to begin, nor of what may hold values", () => {
        const document = printed("up", {
            results: [result({ doubts: [], isQuiet: true, silent: true, fault: FAULT })],
        });
        assert.ok("stacks" in document);
        assert.deepEqual(
            Object.keys(document.stacks[0] ?? {}).filter((key) =>
                ["doubts", "isQuiet", "silent", "fault"].includes(key),
            ),
            [],
        );
    });

    it("names drift property by property", () => {
        const drifts: readonly Drift[] = [
            {
                urn: URN,
                resource: VPC,
                kind: "changed",
                properties: [
                    { path: "tags.Name", kind: "changed", was: "a", is: { b: ["c"] }, secret: false },
                    { path: "password", kind: "removed", was: "[secret]", secret: true },
                ],
            },
            { urn: `${URN}2`, resource: VPC, kind: "gone", properties: [] },
        ];
        const document = printed("drift", { results: [result({ drifts })] }, 7);
        assert.ok("stacks" in document);
        assert.deepEqual(document.stacks[0]?.drifts, [
            { urn: URN, ...VPC, kind: "changed", properties: drifts[0]?.properties },
            { urn: `${URN}2`, ...VPC, kind: "gone", properties: [] },
        ]);
    });

    it("lists what a destroy leaves behind", () => {
        const remainder = [
            { scope: "aws/111122223333", region: "eu-central-1", type: "t", id: "i", why: "for 7 days" },
        ];
        const document = printed("destroy", { results: [result()], remainder });
        assert.deepEqual("remainder" in document && document.remainder, remainder);
    });

    it("has outputs by project", () => {
        const outputs = new Map<string, Outputs>([
            ["foundation", { vpcId: "vpc-1" }],
            ["data", {}],
        ]);
        const document = printed("outputs", { outputs });
        assert.deepEqual("outputs" in document && document.outputs, { foundation: { vpcId: "vpc-1" }, data: {} });
    });

    for (const verb of Object.keys(VERBS) as Verb[]) {
        it(`of \`${verb}\` is one even where a fault came before everything else`, () => {
            const document = printed(verb, { fault: FAULT }, FAULT.exitCode);
            assert.deepEqual([document.verb, document.exitCode, document.fault?.exitCode], [verb, 5, 5]);
        });
    }

    it("takes no key that isn't described", () => {
        const document = summaryDocument({ verb: "outputs", environment: "staging", sandbox: true }, 0, {});
        assert.throws(() => summarySchema.parse({ ...document, more: 1 }), /more/);
    });

    it("is described by docs/summary.schema.json: else run `npm run help`", async () => {
        const file = path.resolve(__dirname, "../../../docs/summary.schema.json");
        assert.equal(fs.readFileSync(file, "utf8"), await summarySchemaText());
    });
});

describe("the JSON document of `state`", () => {
    const resources = [{ urn: "urn:pulumi:staging::p::pulumi:pulumi:Stack::p-staging", custom: false }].map(
        (stack) => ({
            ...stack,
            type: "pulumi:pulumi:Stack",
        }),
    );
    const manifest = { time: "2026-11-21T10:00:00Z", magic: "", version: "v3.220.0" };
    const pending = [{ resource: { urn: URN, custom: true, type: "aws:ec2/vpc:Vpc" }, type: "creating" }];
    const whole = JSON.stringify({
        version: 3,
        checkpoint: { stack: "organization/p/staging", latest: { manifest, resources, pending_operations: pending } },
    });
    const by = { pid: 1, username: "ada", hostname: "laptop", timestamp: "2026-11-21T10:00:00Z" };
    const locks: readonly StackLock[] = [
        { file: "/l/1.json", holder: "alive", by },
        { file: "/l/2.json", holder: "unreadable" },
    ];
    const states = (text: string | undefined, more: Partial<StackStates> = {}): StackStates => ({
        where: () => Promise.resolve("/s/staging.json"),
        read: () => Promise.resolve(text),
        write: () => assert.fail("written"),
        setAside: () => assert.fail("set aside"),
        backups: () => Promise.resolve(undefined),
        locks: () => Promise.resolve(undefined),
        ...more,
    });

    it("has a place for whole, damaged and missing states, with locks and backups or without", async () => {
        const backups = [{ name: "staging.1.json", at: 0, read: () => whole }];
        const reports = await Promise.all([
            reportOf(STACK, states(whole, { locks: () => Promise.resolve(locks) })),
            reportOf(STACK, states("{", { backups: () => Promise.resolve(backups) })),
            reportOf(STACK, states(undefined, { backups: () => Promise.resolve([]) })),
        ]);
        const document = printed("state", { states: reports }, 8);
        assert.deepEqual("states" in document && document.states, reports);
    });

    it("has a place for every verdict of a seal", async () => {
        const seals: readonly SealVerdict[] = [
            { is: "whole" },
            { is: "broken", fault: { where: "the file", what: "is gone" } },
            { is: "open", why: "a run has not ended" },
            { is: "none", why: "never sealed" },
            { is: "unreadable", why: "can't be read" },
        ];
        const report = await reportOf(STACK, states(whole));
        const document = printed("state", { states: seals.map((seal) => ({ ...report, seal })) });
        assert.deepEqual("states" in document && document.states.map(({ seal }) => seal), seals);
    });

    it("tells what was restored, and from which backup", () => {
        const restored: Restored = {
            stack: STACK,
            backup: { name: "staging.1.json", at: 0, text: whole, faults: [], resources: 1 },
            setAside: "/s/staging.json.damaged-1",
            lost: [URN],
            replaced: [],
            isExact: false,
        };
        const document = printed("state restore", { restored: [restored] });
        assert.deepEqual("restored" in document && document.restored, [
            {
                project: "p",
                environment: "staging",
                backup: { name: "staging.1.json", at: "1970-01-01T00:00:00.000Z", resources: 1 },
                setAside: "/s/staging.json.damaged-1",
                lost: [URN],
                replaced: [],
                exact: false,
            },
        ]);
    });
});
