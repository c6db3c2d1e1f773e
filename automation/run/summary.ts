import path from "node:path";
import type { Remainder } from "../../sandbox";
import { driftAdvice, driftLines } from "../drift/report";
import { COUNTED, type Counted, type Counts } from "../progress/operations";
import type { Json } from "../progress/outputs";
import { duration, PLAIN, type Style } from "../progress/style";
import type { Invocation, Verb } from "../command-line";
import { shortType } from "../progress/urn";
import { isChanging } from "./request";
import type { Outcome, Problem, StackResult } from "./result";

/** What the summary is about. */
export interface SummaryOptions {
    readonly invocation: Pick<Invocation, "verb" | "environment" | "projects" | "sandbox"> &
        Partial<Pick<Invocation, "allowDeleteFirst" | "targets" | "verbose">>;
    /** @default - no log was written */
    readonly logFile?: string;
    /** The repository; places inside of it are shown relative to it. @default - as they are */
    readonly root?: string;
    /** @default - none */
    readonly style?: Style;
    /** What the clouds keep of what was deleted. @default - nothing is known of any */
    readonly remainder?: readonly Remainder[];
    /** Says at the end what to do next. @default true */
    readonly closing?: boolean;
}

/** The end of a run: per stack what became of it, what went wrong, what it exports; and what to do next. */
export function summaryLines(results: readonly StackResult[], options: SummaryOptions): readonly string[] {
    const { style = PLAIN, logFile, invocation, closing = true, root, remainder = [] } = options;
    const { verbose = false } = invocation;
    const next = closing ? nextSteps(results, invocation) : [];
    return [
        ...results
            .flatMap((result) => stackLines(result, result.verb ?? invocation.verb, { style, verbose }))
            .map((line) => relativeTo(root, line)),
        ...remainderLines(remainder, style),
        ...(next.length > 0 ? ["", ...next] : []),
        ...(logFile === undefined ? [] : [style.dim(relativeTo(root, `Log: ${logFile}`))]),
    ];
}

/** What was deleted isn't all gone: said so that nobody looks for it in vain, or pays for it unknowingly. */
function remainderLines(remainder: readonly Remainder[], style: Style): readonly string[] {
    if (remainder.length === 0) {
        return [];
    }
    const names = remainder.map(({ type, id }) => `${shortType(type)}  ${withoutPlace(id)}`);
    const width = Math.max(...names.map((name) => name.length));
    const lines = remainder.map(({ why }, index) => `  ${(names[index] ?? "").padEnd(width)}  ${style.dim(why)}`);
    return ["", style.bold("Left behind, as on the real clouds:"), ...lines];
}

/** An ARN without partition, service, region and account: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function withoutPlace(id: string): string {
    return id.replace(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:/, "");
}

function relativeTo(root: string | undefined, line: string): string {
    return root === undefined ? line : line.replaceAll(`${root}${path.sep}`, "");
}

function stackLines(
    result: StackResult,
    verb: Verb,
    { style, verbose }: { readonly style: Style; readonly verbose: boolean },
): readonly string[] {
    const { stack, outcome, problems, unfinished, tookMs } = result;
    const head = `${style.bold(`${stack.project} (${stack.environment})`)}  ${outcomeText(outcome, verb, style)}`;
    if (outcome === "not run") {
        return ["", head];
    }
    const parts = [head, countText(result, verb), `in ${duration(tookMs)}`];
    return [
        "",
        parts.filter((part) => part !== "").join("  "),
        ...problems.flatMap((problem) => problemLines(problem, style)),
        ...undecidedLines(result, style),
        ...unfinished.map(({ name, type }) => `  ${style.yellow("?")} cut off: ${name}  ${style.dim(type)}`),
        ...driftLines(result.drifts ?? [], { style, verbose }),
        ...outputLines(Object.entries(result.outputs), style),
    ];
}

/** The update judges them before it touches the resource. */
function undecidedLines({ undecided = {}, outcome }: StackResult, style: Style): readonly string[] {
    const rules = Object.entries(undecided).map(([rule, resources]) => `${rule} (${resources})`);
    return outcome === "succeeded" && rules.length > 0
        ? [`  ${style.dim(`policy: judged during up, when the values are known: ${rules.join(", ")}`)}`]
        : [];
}

function outcomeText(outcome: Outcome, verb: Verb, style: Style): string {
    switch (outcome) {
        case "succeeded":
            return style.green(verb);
        case "failed":
        case "refused":
        case "locked":
            return style.red(`${verb} ${outcome === "failed" ? "failed" : "refused"}`);
        case "interrupted":
        case "not run":
            return style.yellow(`${verb} ${outcome}`);
    }
}

const DONE: Readonly<Record<Counted, string>> = {
    created: "created",
    updated: "updated",
    replaced: "replaced",
    deleted: "deleted",
    imported: "imported",
    read: "read",
    unchanged: "unchanged",
};
const PLANNED: Readonly<Record<Counted, string>> = {
    created: "to create",
    updated: "to update",
    replaced: "to replace",
    deleted: "to delete",
    imported: "to import",
    read: "to read",
    unchanged: "unchanged",
};
/** A refresh changes and deletes nothing: it finds that something was. */
const SEEN: Readonly<Record<Counted, string>> = { ...DONE, updated: "changed", deleted: "gone" };
const WORDS: Readonly<Partial<Record<Verb, Readonly<Record<Counted, string>>>>> = {
    preview: PLANNED,
    drift: SEEN,
    refresh: SEEN,
};
/** Told even when they are zero: their absence would raise a question. */
const ALWAYS: Readonly<Partial<Record<Verb, ReadonlySet<Counted>>>> = {
    preview: new Set(["created", "updated", "replaced", "deleted", "unchanged"]),
    up: new Set(["created", "updated", "replaced", "deleted", "unchanged"]),
    refresh: new Set(["updated", "deleted", "unchanged"]),
    drift: new Set(["updated", "deleted", "unchanged"]),
    destroy: new Set(["deleted"]),
};

function countText({ counts, outcome }: StackResult, verb: Verb): string {
    return outcome === "locked" ? "" : countsText(counts, verb);
}

function countsText(counts: Counts, verb: Verb): string {
    const words = WORDS[verb] ?? DONE;
    return COUNTED.filter((counted) => ALWAYS[verb]?.has(counted) === true || counts[counted] > 0)
        .map((counted) => `${counts[counted]} ${words[counted]}`)
        .join(", ");
}

/** What a preview plans: `3 to create, 0 to update, …`. */
export function plannedText(counts: Counts): string {
    return countsText(counts, "preview");
}

function problemLines({ resource, text, origin, advice }: Problem, style: Style): readonly string[] {
    const [first = "", ...rest] = text.split("\n");
    const about = resource === undefined ? "" : `${style.bold(resource.name)}  ${style.dim(resource.type)}`;
    const words = about === "" ? rest : [first, ...rest];
    return [
        `  ${style.red("x")} ${about === "" ? first : about}`,
        ...words.map((line) => `      ${line}`.trimEnd()),
        ...(origin === undefined ? [] : [`      ${style.dim(`at ${origin}`)}`]),
        ...(advice === undefined ? [] : [`      ${style.cyan("->")} ${advice}`]),
    ];
}

/** Longer values are cut; `--json` has them whole. */
const VALUE_WIDTH = 100;

/** Outputs as a table of two columns. */
export function outputLines(outputs: readonly (readonly [string, Json])[], style: Style = PLAIN): readonly string[] {
    const width = Math.max(0, ...outputs.map(([name]) => name.length));
    return outputs.map(([name, value]) => {
        const text = typeof value === "string" ? value : JSON.stringify(value);
        const short = text.length > VALUE_WIDTH ? `${text.slice(0, VALUE_WIDTH - 1)}…` : text;
        return `  ${style.cyan(name.padEnd(width))}  ${short}`;
    });
}

function nextSteps(results: readonly StackResult[], invocation: SummaryOptions["invocation"]): readonly string[] {
    const { verb } = invocation;
    if (results.some(({ outcome }) => outcome === "interrupted")) {
        return [`Stopped. Run \`${commandFor(verb, invocation)}\` to go on from where it is now.`];
    }
    if (results.some(({ outcome }) => outcome === "locked")) {
        return [`Run \`${commandFor(verb, invocation)}\` again once the other update is over.`];
    }
    if (results.some(({ outcome }) => outcome === "refused")) {
        return [
            `Nothing was changed in what was refused. Once the cause is gone, run \`${commandFor(verb, invocation)}\` again.`,
        ];
    }
    if (results.some(({ outcome }) => outcome !== "succeeded")) {
        const isChanged = results.some(({ outcome, verb: done = verb }) => outcome !== "not run" && isChanging(done));
        const stays = isChanged ? "What was done stays." : "Nothing was changed.";
        return [`${stays} Run \`${commandFor(verb, invocation)}\` again once the cause is gone.`];
    }
    switch (verb) {
        case "preview":
            return [`Next: \`${commandFor("up", invocation)}\``];
        case "up":
            return [`Next: \`${commandFor("outputs", invocation)}\`, \`${commandFor("destroy", invocation)}\``];
        case "refresh":
            return [`Next: \`${commandFor("preview", invocation)}\` shows what \`up\` would put back.`];
        case "drift":
            return driftAdvice(
                results.flatMap(({ drifts = [] }) => drifts),
                { refresh: commandFor("refresh", invocation), up: commandFor("up", invocation) },
            );
        case "destroy":
        case "outputs":
        case "state":
        case "state restore":
            return [];
    }
}

/** The command that does something else with the same stacks. */
export function commandFor(verb: Verb, invocation: Omit<SummaryOptions["invocation"], "verb">): string {
    const { environment, projects, sandbox, allowDeleteFirst = [], targets = [] } = invocation;
    const isReplacing = verb === "preview" || verb === "up";
    const allowed = isReplacing ? allowDeleteFirst.flatMap((resource) => ["--allow-delete-first", resource]) : [];
    const isOperation = isReplacing || isChanging(verb) || verb === "drift";
    const only = isOperation ? targets.flatMap((target) => ["--target", target]) : [];
    const given = [...projects, ...(sandbox ? ["--sandbox"] : []), ...only, ...allowed];
    return ["plinth", verb, environment, ...given].join(" ");
}
