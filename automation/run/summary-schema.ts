/**
 * The JSON document that a run with `--json` prints, as docs/summary.schema.json has it. A key may be added in a later
 * version of plinth; `version` changes when one is taken away or means something else.
 */
import { z } from "zod";
import type { EngineVerb, LocalVerb } from "../command-line";
import type { ChangeKind } from "../drift/properties";
import type { Frozen } from "../frozen";
import type { ChangeKind as LocalChangeKind, Thing } from "../local/change";
import { COUNTED } from "../progress/operations";
import type { Json } from "../progress/outputs";
import type { PendingType } from "../state/deployment";
import type { HolderState } from "../state/stack-lock";
import type { Outcome } from "./result";

/** Version of the document. */
export const SUMMARY_VERSION = 1;

const VERBS = ["preview", "up", "refresh", "drift", "destroy"] as const satisfies readonly EngineVerb[];
const LOCAL_VERBS = ["local up", "local seed", "local reconcile", "local down"] as const satisfies readonly LocalVerb[];
const LOCAL_THINGS = ["table", "item", "lease", "bucket", "moto"] as const satisfies readonly Thing[];
const LOCAL_CHANGES = [
    "made",
    "changed",
    "removed",
    "unchanged",
    "skipped",
] as const satisfies readonly LocalChangeKind[];
const OUTCOMES = [
    "succeeded",
    "failed",
    "refused",
    "locked",
    "interrupted",
    "not run",
] as const satisfies readonly Outcome[];
const CHANGES = ["added", "changed", "removed"] as const satisfies readonly ChangeKind[];
const HOLDERS = ["alive", "gone", "elsewhere", "unreadable"] as const satisfies readonly HolderState[];
const PENDING = ["creating", "updating", "deleting", "reading"] as const satisfies readonly PendingType[];

const json: z.ZodType<Json> = z
    .lazy(() => z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(json), z.record(z.string(), json)]))
    .meta({ id: "Value", description: "any value; a secret is [secret]" });
const outputs = z.record(z.string(), json).describe("what the stack exports, secrets as [secret]");
const count = z.int().nonnegative();
const exitCode = z.int().min(0).max(255);

const resource = z
    .strictObject({
        name: z.string().describe("logical name in the program"),
        type: z.string().describe("as aws:ec2:Vpc"),
    })
    .meta({ id: "Resource" });

const counts = z
    .strictObject(
        Object.fromEntries(COUNTED.map((name) => [name, count])) as Record<(typeof COUNTED)[number], z.ZodInt>,
    )
    .meta({
        id: "Counts",
        description:
            "resources; what is planned where the operation is a preview, what was seen where it is a drift or refresh",
    });

const problem = z
    .strictObject({
        text: z.string().describe("in the words of whoever refused"),
        resource: resource.optional(),
        origin: z.string().optional().describe("place in the program that it came from"),
        advice: z.string().optional().describe("what to do, where that is known"),
    })
    .meta({ id: "Problem" });

const drift = z
    .strictObject({
        urn: z.string(),
        name: z.string(),
        type: z.string(),
        kind: z.enum(["changed", "gone"]).describe("gone: it no longer exists"),
        properties: z
            .array(
                z.strictObject({
                    path: z.string().describe("as the engine writes it: tags.Name, ingress[0].fromPort"),
                    kind: z.enum(CHANGES),
                    was: json.optional().describe("what the state says"),
                    is: json.optional().describe("what the cloud says"),
                    secret: z.boolean().describe("was and is are [secret] then"),
                }),
            )
            .describe("in the order of their paths; none of a resource that is gone"),
    })
    .meta({ id: "Drift" });

const stack = z
    .strictObject({
        project: z.string(),
        environment: z.string(),
        operation: z.enum(VERBS).describe("what was done: not the verb where a run ended at the preview before it"),
        outcome: z.enum(OUTCOMES),
        counts,
        seconds: z.number().nonnegative(),
        outputs,
        problems: z.array(problem),
        undecided: z
            .record(z.string(), count)
            .optional()
            .describe("resources that each rule of the policy pack could not judge yet"),
        drifts: z
            .array(drift)
            .optional()
            .describe("what the cloud has otherwise than the state, where that was looked at"),
        unfinished: z.array(resource).describe("begun and not ended: the cloud may or may not have done it"),
    })
    .meta({ id: "Stack" });

const remainder = z
    .strictObject({
        scope: z.string().describe("the world: aws/111122223333"),
        region: z.string(),
        type: z.string(),
        id: z.string(),
        why: z.string().describe("for how long, or until what"),
    })
    .meta({ id: "Remainder" });

const stateFault = z.strictObject({ where: z.string(), what: z.string() }).meta({ id: "StateFault" });

const lock = z
    .strictObject({
        file: z.string(),
        holder: z.enum(HOLDERS).describe("gone: proven; the next run removes the lock"),
        by: z
            .strictObject({ pid: z.int(), username: z.string(), hostname: z.string(), timestamp: z.string() })
            .optional()
            .describe("absent where the lock can't be read"),
    })
    .meta({ id: "Lock" });

const pending = z
    .strictObject({
        urn: z.string(),
        ...resource.shape,
        operation: z.enum(PENDING),
    })
    .meta({ id: "Pending" });

const content = z.strictObject({
    bytes: count,
    resources: count,
    changed: z.string().describe("when it was written last, RFC 3339"),
    engine: z.string().describe("that wrote it: v3.220.0; empty where none has yet"),
    pending: z.array(pending).describe("what a run that was cut off was at"),
});

const newestBackup = z.strictObject({
    name: z.string(),
    at: z.string().describe("RFC 3339"),
    whole: z.boolean(),
    resources: count.optional(),
});

const state = z
    .strictObject({
        project: z.string(),
        environment: z.string(),
        where: z.string().describe("path of the file, or the backend's URL"),
        exists: z.boolean(),
        faults: z.array(stateFault).describe("none: whole"),
        seal: z
            .discriminatedUnion("is", [
                z.strictObject({
                    is: z.literal("whole"),
                    since: z.string().optional().describe("ISO 8601; the clouds may hold what the state doesn't tell"),
                }),
                z.strictObject({ is: z.literal("broken"), fault: stateFault }),
                z.strictObject({ is: z.enum(["open", "none", "unreadable"]), why: z.string() }),
            ])
            .optional()
            .describe("whether the file is what the last run left; absent where states aren't sealed"),
        content: content.optional().describe("absent where it can't be read"),
        locks: z.array(lock).optional().describe("absent where the backend doesn't tell"),
        backups: z
            .strictObject({ count, newest: newestBackup.optional() })
            .optional()
            .describe("absent where the backend keeps none that can be listed"),
    })
    .meta({ id: "State" });

const restored = z
    .strictObject({
        project: z.string(),
        environment: z.string(),
        backup: newestBackup.omit({ whole: true }),
        setAside: z.string().optional().describe("where the former state is kept; absent where there was none"),
        lost: z
            .array(z.string())
            .describe("URNs that the former state had and the backup hasn't: the next run looks for them"),
        replaced: z.array(z.string()).describe("URNs of resources that were replaced since the backup"),
        exact: z.boolean().describe("whether the backup is known to be just what the last run left"),
    })
    .meta({ id: "Restored" });

const fault = z
    .strictObject({
        message: z.string(),
        advice: z.array(z.string()).describe("what to do next, one line each"),
        exitCode,
    })
    .meta({ id: "Fault", description: "what ended the run, apart from what befell a stack" });

const head = {
    version: z.literal(SUMMARY_VERSION),
    environment: z.string(),
    sandbox: z.boolean(),
    exitCode: exitCode.describe("that the command ends with: docs/command.md"),
    fault: fault.optional(),
};

/** The document of a verb that has the engine do something. */
const run = z
    .strictObject({
        verb: z.enum(VERBS),
        ...head,
        stacks: z.array(stack).describe("one for each stack of the run; none where a fault came first"),
        remainder: z
            .array(remainder)
            .optional()
            .describe("what the model clouds keep of what this destroy has deleted"),
    })
    .meta({ id: "OperationSummary" });

const outputsOnly = z
    .strictObject({
        verb: z.literal("outputs"),
        ...head,
        outputs: z.record(z.string(), outputs).describe("by project; without those that aren't there"),
    })
    .meta({ id: "OutputsSummary" });

const states = z
    .strictObject({
        verb: z.literal("state"),
        ...head,
        states: z.array(state).describe("in dependency order"),
    })
    .meta({ id: "StateSummary" });

const restoring = z
    .strictObject({
        verb: z.literal("state restore"),
        ...head,
        restored: z.array(restored).describe("in dependency order; none of a stack that was refused"),
    })
    .meta({ id: "RestoreSummary" });

/** The document of a rehearsed restore. */
const drill = z
    .strictObject({
        verb: z.literal("drill restore"),
        ...head,
        drill: z
            .strictObject({
                passed: z.boolean(),
                at: z.string().describe("when it ended, RFC 3339"),
                backupId: z.string(),
                bytes: count.describe("of the encrypted backup"),
                tables: count.optional(),
                rows: count.optional(),
                recoverySeconds: z.number().nonnegative().describe("of download, decryption and restore"),
                wholeSeconds: z.number().nonnegative().describe("from the beginning of the task to its end"),
                recoveryPointAgeSeconds: z.number().describe("what a disaster at that moment would have lost"),
                assertions: z
                    .array(z.strictObject({ name: z.string(), holds: z.boolean(), detail: z.string() }))
                    .describe("what was looked at in the restored backup, and the limits of the command line"),
                logLine: z.string().describe("all of it in one line, for a runbook's log"),
            })
            .optional()
            .describe("absent where no backup could be restored"),
        task: z.string().optional().describe("ARN of the task in ECS"),
        log: z.strictObject({ group: z.string(), stream: z.string() }).optional().describe("of the task"),
    })
    .meta({ id: "DrillSummary" });

/** The document of a verb that works in an emulator. */
const local = z
    .strictObject({
        verb: z.enum(LOCAL_VERBS),
        ...head,
        endpoint: z.string().optional().describe("the emulator's"),
        envFile: z.string().optional().describe("path of the file with the application's environment variables"),
        changes: z
            .array(
                z.strictObject({
                    type: z.enum(LOCAL_THINGS),
                    name: z.string(),
                    change: z.enum(LOCAL_CHANGES),
                    attributes: z
                        .array(
                            z.strictObject({ name: z.string(), was: z.string().optional(), is: z.string().optional() }),
                        )
                        .optional()
                        .describe("of what is changed: which attributes"),
                }),
            )
            .describe("what became of each thing"),
        leftOut: z.array(resource).optional().describe("what the program registers and an emulator doesn't get"),
        report: z
            .record(z.string(), z.union([z.number(), z.boolean()]))
            .optional()
            .describe("of local reconcile: what the reconciler has found and done"),
    })
    .meta({ id: "LocalSummary" });

/** The whole document, told apart by its verb. */
export const summarySchema = z
    .discriminatedUnion("verb", [run, outputsOnly, states, restoring, drill, local])
    .meta({ title: "plinth --json", description: "What a run of plinth with --json prints: docs/command.md" });

/** The document that a run with `--json` prints. */
export type Summary = Frozen<z.infer<typeof summarySchema>>;
