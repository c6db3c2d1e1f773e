import type { Remainder } from "../../sandbox";
import type { CommandFault } from "../command-fault";
import type { EngineVerb, Invocation } from "../command-line";
import { driftJson } from "../drift/report";
import type { Outputs } from "../progress/outputs";
import type { StateReport } from "../state/report";
import type { Restored } from "../state/restore";
import type { StackResult } from "./result";
import type { Summary } from "./summary-schema";

/** What there is to tell machines at the end of a run. Each verb has its own parts. */
export interface SummaryParts {
    /** What ended the run, apart from what befell a stack. */
    readonly fault?: CommandFault;
    /** Of a verb that has the engine do something. @default - nothing was begun */
    readonly results?: readonly StackResult[];
    /** What the clouds keep of what was deleted. @default - nothing is known of any */
    readonly remainder?: readonly Remainder[];
    /** Of `outputs`: by project. @default - none were found */
    readonly outputs?: ReadonlyMap<string, Outputs>;
    /** Of `state`. @default - none were looked at */
    readonly states?: readonly StateReport[];
    /** Of `state restore`. @default - none were restored */
    readonly restored?: readonly Restored[];
}

/** The document of a run, as `summary-schema.ts` describes it. Every run with `--json` prints one, whatever happens. */
export function summaryDocument(
    { verb, environment, sandbox }: Pick<Invocation, "verb" | "environment" | "sandbox">,
    exitCode: number,
    { fault, results = [], remainder = [], outputs = new Map(), states = [], restored = [] }: SummaryParts,
): Summary {
    const head = {
        version: 1 as const,
        environment,
        sandbox,
        exitCode,
        ...(fault === undefined ? {} : { fault: faultJson(fault) }),
    };
    switch (verb) {
        case "outputs":
            return { verb, ...head, outputs: Object.fromEntries(outputs) };
        case "state":
            return { verb, ...head, states };
        case "state restore":
            return { verb, ...head, restored: restored.map(restoredJson) };
        default:
            return {
                verb,
                ...head,
                stacks: results.map((result) => stackJson(result, verb)),
                ...(remainder.length > 0 ? { remainder } : {}),
            };
    }
}

/** The document as it is printed. */
export function summaryText(document: Summary): string {
    return `${JSON.stringify(document, undefined, 2)}\n`;
}

type StackPart = Extract<Summary, { stacks: unknown }>["stacks"][number];

function stackJson(result: StackResult, verb: EngineVerb): StackPart {
    const { stack, outcome, counts, tookMs, outputs, problems, undecided, drifts, unfinished } = result;
    return {
        project: stack.project,
        environment: stack.environment,
        // A preview's counts are of what is planned.
        operation: result.verb ?? verb,
        outcome,
        counts,
        seconds: Math.round(tookMs / 100) / 10,
        outputs,
        problems,
        ...(undecided === undefined ? {} : { undecided }),
        ...(drifts === undefined ? {} : { drifts: driftJson(drifts) }),
        unfinished,
    };
}

type RestoredPart = Extract<Summary, { restored: unknown }>["restored"][number];

function restoredJson({ stack, backup, setAside, lost, replaced, isExact }: Restored): RestoredPart {
    const { name, at, resources } = backup;
    return {
        project: stack.project,
        environment: stack.environment,
        backup: { name, at: new Date(at).toISOString(), ...(resources === undefined ? {} : { resources }) },
        ...(setAside === undefined ? {} : { setAside }),
        lost,
        replaced,
        exact: isExact,
    };
}

/** What ended a run. */
export function faultJson({ message, advice, exitCode }: CommandFault): NonNullable<Summary["fault"]> {
    return { message, advice, exitCode };
}
