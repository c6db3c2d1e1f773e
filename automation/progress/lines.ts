import type { Verb } from "../command-line";
import { findingsOf } from "../policy/findings";
import type { Diagnostic, PolicyRemark, ProgressEvent } from "./events";
import { wordingOf, type Wording } from "./operations";
import type { Task } from "./reporter";
import { doneCount, runningSteps, stepOf, type StackProgress, type Step } from "./state";
import { duration, PLAIN, type Style } from "./style";
import { isNoise, withoutTrace } from "./text";
import { isStack, nameOf } from "./urn";

/** How much to tell, and how. */
export interface LineOptions {
    /** @default - none */
    readonly style?: Style;
    /** Lists unchanged resources too. @default false */
    readonly verbose?: boolean;
}

const VERB_WIDTH = 20;
const WORTH_TELLING_MS = 100;

/** The line that an event is worth, without a line end; undefined for what a reader needn't know. */
export function lineFor(
    task: Task,
    event: ProgressEvent,
    state: StackProgress,
    { style = PLAIN, verbose = false }: LineOptions = {},
): string | undefined {
    if (event.kind === "diagnostic") {
        return isRepeated(event.diagnostic, state)
            ? undefined
            : diagnosticLine(task, event.diagnostic, { style, verbose });
    }
    if (event.kind === "policy") {
        return findingLine(task, event.remark, { style, verbose });
    }
    if (event.kind === "started" || event.kind === "counted") {
        return undefined;
    }
    const step = stepOf(state, event.step);
    // The stack itself is no resource of any cloud; only its failure says something.
    const isDull = step?.op === "same" || isStack(event.step.urn);
    return step === undefined || (isDull && !verbose && event.kind !== "failed")
        ? undefined
        : stepLine(task, step, style);
}

/** The SDK says what a program throws twice, once with a stack trace. The state holds this message already. */
function isRepeated({ severity, text, urn }: Diagnostic, { diagnostics }: StackProgress): boolean {
    const words = withoutTrace(text).text;
    const same = diagnostics.filter((other) => other.severity === severity && withoutTrace(other.text).text === words);
    return same.filter((other) => other.urn === urn).length > 1;
}

function stepLine(task: Task, step: Step, style: Style): string {
    const wording = wordingOf(step.op);
    const { name, type } = nameOf(step.urn);
    const failed = step.failed === true;
    const sign = failed ? style.red("x") : paint(style, wording, wording.sign);
    const verb = failed ? `failed ${wording.doing}` : wording[TENSES[task.verb] ?? "done"];
    const tookMs = task.verb === "preview" ? 0 : (step.endedMs ?? 0) - step.startedMs;
    const took = tookMs >= WORTH_TELLING_MS ? style.dim(duration(tookMs)) : "";
    const parts = [verb.padEnd(VERB_WIDTH), `${name}  ${style.dim(type)}`, took, changes(step, style)];
    return `${prefix(task, style)}${sign} ${parts.filter((part) => part !== "").join("  ")}`;
}

/** What a step is called, by what is done with the stack. @default - what was done */
const TENSES: Readonly<Partial<Record<Verb, "planned" | "seen">>> = {
    preview: "planned",
    drift: "seen",
    refresh: "seen",
};

/** Which properties made it: names only, values may be secret. */
function changes(step: Step, style: Style): string {
    if (step.replacing.length > 0) {
        return style.yellow(`[${step.replacing.join(", ")} ${step.replacing.length > 1 ? "force" : "forces"} it]`);
    }
    return step.changed.length > 0 && step.op === "update" ? style.dim(`[${step.changed.join(", ")}]`) : "";
}

/** What can't be judged yet is counted at the end, not told one by one. */
function findingLine(task: Task, remark: PolicyRemark, options: Required<LineOptions>): string | undefined {
    const [finding] = findingsOf([{ policyEvent: remark }]).findings;
    if (finding === undefined) {
        return undefined;
    }
    const { rule, urn, message, blocks } = finding;
    const about = urn === "" ? {} : { urn };
    return diagnosticLine(
        task,
        { severity: blocks ? "error" : "warning", text: `${rule}: ${message}`, ...about },
        options,
    );
}

function diagnosticLine(
    task: Task,
    { severity, text, urn }: Diagnostic,
    options: Required<LineOptions>,
): string | undefined {
    const { style, verbose } = options;
    // Errors come whole and explained at the end; here they only say that something went wrong.
    const words = severity === "error" ? (withoutTrace(text).text.split("\n")[0] ?? "") : text;
    if (words === "" || isNoise(words) || (severity === "info" && !verbose)) {
        return undefined;
    }
    const sign = severity === "error" ? style.red("x") : severity === "warning" ? style.yellow("!") : style.dim("i");
    const about = urn === undefined ? "" : `${nameOf(urn).name}: `;
    return `${prefix(task, style)}${sign} ${about}${words}`;
}

function paint(style: Style, wording: Wording, text: string): string {
    switch (wording.sign) {
        case "+":
            return style.green(text);
        case "-":
            return style.red(text);
        case "~":
        case "±":
            return style.yellow(text);
        case "<":
            return style.cyan(text);
        case " ":
            return text;
    }
}

function prefix(task: Task, style: Style): string {
    return `${style.bold(task.project)}  `;
}

/** What is worth watching of what runs: not the stack itself, which runs as long as anything does. */
export function busySteps(state: StackProgress): readonly Step[] {
    return runningSteps(state).filter(({ op, urn }) => op !== "same" && op !== "refresh" && !isStack(urn));
}

/** How far a stack is: `foundation  12 of 57 done, 3 running, 4.2 s`. */
export function statusLine(task: Task, state: StackProgress, nowMs: number, style: Style = PLAIN): string {
    const done = doneCount(state);
    const running = busySteps(state).length;
    // More than expected happens when the program has grown since the total was taken.
    const of = task.total === undefined || task.total < done ? "" : ` of ${task.total}`;
    const parts = [`${done}${of} done`, ...(running > 0 ? [`${running} running`] : [])];
    return `${prefix(task, style)}${[...parts, duration(nowMs - state.startedMs)].join(", ")}`;
}

/** One line for a step that runs: what, on what, for how long. */
export function runningLine(step: Step, nowMs: number, style: Style = PLAIN): string {
    const wording = wordingOf(step.op);
    const { name, type } = nameOf(step.urn);
    return `  ${paint(style, wording, wording.sign)} ${wording.doing.padEnd(VERB_WIDTH)}  ${name}  ${style.dim(type)}  ${duration(nowMs - step.startedMs)}`;
}
