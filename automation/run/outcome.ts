import { CommandFault } from "../command-fault";
import type { Drift } from "../drift/drifts";
import { findingsOf, undecidedCounts, type PolicyFinding } from "../policy/findings";
import type { ResourceState } from "../state/deployment";
import { busySteps } from "../progress/lines";
import type { Counts } from "../progress/operations";
import { countsOf, initialProgress, type StackProgress } from "../progress/state";
import { isNoise } from "../progress/text";
import { nameOf } from "../progress/urn";
import { EngineCommandError } from "./engine-command";
import type { Fingerprint } from "./fingerprint";
import { fixedNameProblems } from "./fixed-names";
import { Refusal } from "./passed-preview";
import { isSilent, problemsOf } from "./problems";
import type { OperationRequest } from "./request";
import type { Outcome, Problem, StackResult } from "./result";
import { holdersIn, isLockRefusal } from "../state/stack-lock";
import type { Target } from "./target";

/** All that is known of an operation that has ended. */
interface Ended {
    readonly request: OperationRequest;
    /** What the engine told; undefined when it was never started. */
    readonly state: StackProgress | undefined;
    /** Of what it began with; undefined when there was no stack to work on. */
    readonly fingerprint: Fingerprint | undefined;
    /** What it ended with; undefined when all went well. */
    readonly error: unknown;
    readonly tookMs: number;
    /** What the clouds were found to hold otherwise. @default - nobody looked */
    readonly drifts?: readonly Drift[];
    /** Creations that failed, or that a preview plans. @default - there could be none */
    readonly doubts?: readonly ResourceState[];
}

/** What became of an operation. */
export function resultOf(ended: Ended): StackResult {
    const { request, state, error, tookMs } = ended;
    const { stack, signal, target } = request;
    const progress = state ?? initialProgress(0);
    const { objections, undecided } = judge(request, progress);
    const isPreview = previews(request);
    const outcome = isPreview && objections.length > 0 ? "refused" : outcomeOf(error, signal);
    // A preview leaves nothing half done.
    const unfinished = outcome === "succeeded" || isPreview ? [] : busySteps(progress);
    return {
        stack,
        outcome,
        counts: seenBy(ended.drifts, countsOf(progress)),
        tookMs,
        outputs: outcome === "succeeded" && ended.drifts === undefined ? (progress.outputs ?? {}) : {},
        problems: [...objections, ...problemsFor(outcome, progress, error, target.kind)],
        unfinished: unfinished.map(({ urn }) => nameOf(urn)),
        ...verbOf(request),
        ...found(ended),
        ...(Object.keys(undecided).length > 0 ? { undecided } : {}),
        ...(outcome === "succeeded" ? passedPreview(ended, progress) : {}),
        ...(outcome === "failed" && isSilent(progress.diagnostics, error) ? { silent: true } : {}),
        ...(error instanceof CommandFault ? { fault: error } : {}),
    };
}

/** What came to light of the clouds. */
function found({ drifts, doubts = [] }: Ended): Pick<StackResult, "drifts" | "doubts"> {
    return { ...(drifts === undefined ? {} : { drifts }), ...(doubts.length === 0 ? {} : { doubts }) };
}

/** The engine counts noise too, such as a document in another form. */
function seenBy(drifts: readonly Drift[] | undefined, counts: Counts): Counts {
    if (drifts === undefined) {
        return counts;
    }
    const changed = drifts.filter(({ kind }) => kind === "changed").length;
    const gone = drifts.length - changed;
    const quiet = counts.updated + counts.deleted - drifts.length;
    return { ...counts, updated: changed, deleted: gone, unchanged: counts.unchanged + Math.max(0, quiet) };
}

function previews({ operation }: OperationRequest): boolean {
    return operation === "preview" || operation === "preview destroy" || operation === "drift";
}

function verbOf({ operation }: OperationRequest): Pick<StackResult, "verb"> {
    switch (operation) {
        case "preview":
        case "preview destroy":
            return { verb: "preview" };
        case "drift":
            return { verb: "drift" };
        case "up":
        case "refresh":
        case "destroy":
            return {};
    }
}

function passedPreview(
    { request: { operation, stack }, fingerprint }: Ended,
    progress: StackProgress,
): Pick<StackResult, "passed" | "isQuiet"> {
    return operation === "preview" && fingerprint !== undefined
        ? { passed: { stack, fingerprint }, isQuiet: isQuiet(progress) }
        : {};
}

/** Counts leave out what is done for an earlier run, such as the deletion of what it had replaced. */
function isQuiet({ steps }: StackProgress): boolean {
    return [...steps.values()].every(({ op }) => op === "same" || op === "read");
}

/** What the policies, and plinth itself, object to. */
function judge(
    { operation, signal, allowDeleteFirst = [] }: OperationRequest,
    progress: StackProgress,
): { readonly objections: readonly Problem[]; readonly undecided: Readonly<Record<string, number>> } {
    const policy = findingsOf(progress.remarks.map((policyEvent) => ({ policyEvent })));
    const broken = policy.findings.filter(({ blocks }) => blocks).map(problemOfFinding);
    const fixed = operation === "preview" && !signal.aborted ? fixedNameProblems(progress, allowDeleteFirst) : [];
    return { objections: [...broken, ...fixed], undecided: undecidedCounts(policy) };
}

function problemOfFinding({ rule, urn, message, path, remedy }: PolicyFinding): Problem {
    return {
        text: `${rule}: ${message}${path === undefined ? "" : ` (at ${path})`}`,
        ...(urn === "" ? {} : { resource: nameOf(urn) }),
        ...(remedy === undefined ? {} : { advice: remedy }),
    };
}

function outcomeOf(error: unknown, signal: AbortSignal): Outcome {
    if (error === undefined) {
        return "succeeded";
    }
    if (signal.aborted) {
        return "interrupted";
    }
    if (error instanceof Refusal) {
        return "refused";
    }
    return error instanceof EngineCommandError && isLockRefusal(error.stderr) ? "locked" : "failed";
}

function problemsFor(
    outcome: Outcome,
    { diagnostics }: StackProgress,
    error: unknown,
    kind: Target["kind"],
): readonly Problem[] {
    switch (outcome) {
        case "succeeded":
        case "not run":
            return [];
        case "refused":
            return error instanceof Refusal
                ? [{ text: error.message, advice: "Run the command again." }]
                : problemsOf(diagnostics, undefined, kind).filter(({ text }) => !isNoise(text));
        case "locked":
            return [lockProblem(error, kind)];
        case "interrupted":
            // That it was stopped is no news; what failed besides is.
            return problemsOf(diagnostics, undefined, kind).filter(({ text }) => !isNoise(text));
        case "failed":
            return error instanceof CommandFault ? [] : problemsOf(diagnostics, error, kind);
    }
}

function lockProblem(error: unknown, kind: Target["kind"]): Problem {
    const holders = error instanceof EngineCommandError ? holdersIn(error.stderr) : [];
    return {
        text: `Another update of this stack is running${holders.length > 0 ? `, begun by ${holders.join(" and ")}` : ""}.`,
        advice:
            kind === "sandbox"
                ? "Wait for it to end; the lock of a process that was killed is removed by the next run."
                : "Wait for it to end. If it was killed, `pulumi cancel` in the project's folder removes its lock.",
    };
}
