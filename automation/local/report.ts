/** What a command of `plinth local` has come to, for people and for machines. Pure. */
import type { CommandFault } from "../command-fault";
import type { LocalInvocation } from "../command-line";
import type { Style } from "../progress/style";
import { faultJson } from "../run/summary-json";
import { SUMMARY_VERSION, type Summary } from "../run/summary-schema";
import type { Change } from "./change";
import type { LocalPlan } from "./plan";
import type { ReconcilerReport } from "./reconciler";

/** The name of the environment: `sandbox` of the document, for developers. */
export const ENVIRONMENT = "sandbox";

export interface LocalOutcome {
    readonly endpoint?: string;
    /** Where the application finds its variables; absent where there is no such file. */
    readonly envFile?: string;
    readonly changes: readonly Change[];
    readonly leftOut?: LocalPlan["leftOut"];
    readonly report?: ReconcilerReport;
}

const NOTHING: Readonly<Record<LocalInvocation["verb"], string>> = {
    "local up": "Nothing to change",
    "local seed": "Nothing to add",
    "local reconcile": "",
    "local down": "Nothing is there",
};

/** Lines for a terminal. */
export function outcomeLines(
    { verb, verbose }: Pick<LocalInvocation, "verb" | "verbose">,
    { endpoint, envFile, changes, leftOut = [], report = {} }: LocalOutcome,
    style: Style,
): readonly string[] {
    const done = changes.filter(({ change }) => change !== "unchanged");
    const same = changes.length - done.length;
    const nothing = done.length === 0 && NOTHING[verb] !== "" ? [`${NOTHING[verb]}.`] : [];
    return [
        style.bold(`${ENVIRONMENT}${endpoint === undefined ? "" : ` at ${endpoint}`}`),
        ...(verbose ? changes : done).map((change) => `  ${changeLine(change)}`),
        ...nothing.map((line) => `  ${line}`),
        ...(verbose || same === 0 ? [] : [`  ${same} unchanged`]),
        ...(verbose ? leftOut.map(({ type, name }) => `  left out   ${type}::${name}`) : []),
        ...Object.entries(report).map(([name, value]) => `  ${name}: ${value}`),
        ...(envFile === undefined ? [] : ["", `The application's variables: ${envFile}`]),
    ];
}

function changeLine({ type, name, change, attributes = [] }: Change): string {
    const each = attributes.map(({ name: attribute, was, is }) => `${attribute} ${was ?? "none"} -> ${is ?? "none"}`);
    const why = change === "skipped" ? ["no slot is free"] : each;
    return `${change.padEnd(9)}  ${type} ${name}${why.length === 0 ? "" : `: ${why.join(", ")}`}`;
}

/** The document that `--json` prints. */
export function outcomeDocument(
    { verb }: Pick<LocalInvocation, "verb">,
    exitCode: number,
    outcome: LocalOutcome,
    fault?: CommandFault,
): Summary {
    const { changes, leftOut, report, endpoint, envFile } = outcome;
    return {
        verb,
        version: SUMMARY_VERSION,
        environment: ENVIRONMENT,
        sandbox: false,
        exitCode,
        ...(fault === undefined ? {} : { fault: faultJson(fault) }),
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(envFile === undefined ? {} : { envFile }),
        changes,
        ...(leftOut === undefined ? {} : { leftOut }),
        ...(report === undefined ? {} : { report }),
    };
}
