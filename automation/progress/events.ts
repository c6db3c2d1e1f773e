import { countOps, type Counts } from "./operations";
import { shownOutputs, type Outputs } from "./outputs";
import { plainText } from "./text";
import { isDefaultProvider, isStack } from "./urn";

/** The part of an engine event that is read here. Everything else of it may hold secrets and is left where it is. */
export interface EngineEvent {
    readonly diagnosticEvent?: {
        readonly severity: string;
        readonly message: string;
        readonly urn?: string;
        readonly ephemeral?: boolean;
    };
    readonly resourcePreEvent?: { readonly metadata: StepMetadata };
    readonly resOutputsEvent?: { readonly metadata: StepMetadata };
    readonly resOpFailedEvent?: { readonly metadata: StepMetadata };
    readonly policyEvent?: {
        readonly message: string;
        readonly resourceUrn?: string;
        readonly policyName: string;
        readonly enforcementLevel: string;
    };
    readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number | undefined>> };
}

interface StepMetadata {
    readonly op: string;
    readonly urn: string;
    /** Properties that differ. */
    readonly diffs?: readonly string[] | null;
    /** Properties that make it a replacement. */
    readonly keys?: readonly string[] | null;
    readonly new?: { readonly outputs?: Readonly<Record<string, unknown>> | null } | null;
}

/** One step of the engine on one resource. */
export interface StepInfo {
    readonly urn: string;
    readonly op: string;
    /** Names of the properties that differ; never their values. */
    readonly changed: readonly string[];
    /** Names of the properties that force a replacement. */
    readonly replacing: readonly string[];
}

/** How bad a message is. */
export type Severity = "error" | "warning" | "info";

/** A message of the engine, a provider, the program or a policy. */
export interface Diagnostic {
    readonly severity: Severity;
    readonly urn?: string;
    readonly text: string;
}

/** What the rest of the command sees of an engine event. */
export type ProgressEvent =
    | { readonly kind: "started" | "finished" | "failed"; readonly step: StepInfo }
    | { readonly kind: "outputs"; readonly step: StepInfo; readonly outputs: Outputs }
    | { readonly kind: "diagnostic"; readonly diagnostic: Diagnostic }
    | { readonly kind: "counted"; readonly counts: Counts };

/**
 * Takes from an engine event what may be shown. Debug diagnostics are dropped before anything else is looked at: the
 * SDK's ("RPC prepared …") carry secrets in plain text, whether or not anybody asked for debugging.
 */
export function translate(event: EngineEvent): ProgressEvent | undefined {
    if (event.diagnosticEvent !== undefined) {
        return translateDiagnostic(event.diagnosticEvent);
    }
    if (event.policyEvent !== undefined) {
        const { resourceUrn, message, policyName, enforcementLevel } = event.policyEvent;
        const severity = enforcementLevel === "mandatory" ? "error" : "warning";
        return {
            kind: "diagnostic",
            diagnostic: diagnostic(severity, `${policyName}: ${plainText(message)}`, resourceUrn),
        };
    }
    if (event.summaryEvent !== undefined) {
        const changes = Object.entries(event.summaryEvent.resourceChanges ?? {});
        return { kind: "counted", counts: countOps(changes.map(([op, times]) => [op, times ?? 0])) };
    }
    return translateStep(event);
}

function translateDiagnostic(given: NonNullable<EngineEvent["diagnosticEvent"]>): ProgressEvent | undefined {
    const severity = SEVERITIES[given.severity];
    if (severity === undefined || given.ephemeral === true) {
        return undefined;
    }
    const text = plainText(given.message);
    return text === "" ? undefined : { kind: "diagnostic", diagnostic: diagnostic(severity, text, given.urn) };
}

/** A severity that isn't named here, `debug` above all, is dropped. */
const SEVERITIES: Readonly<Record<string, Severity>> = {
    error: "error",
    warning: "warning",
    info: "info",
    "info#err": "info",
};

function diagnostic(severity: Severity, text: string, urn: string | undefined): Diagnostic {
    return urn === undefined || urn === "" ? { severity, text } : { severity, text, urn };
}

function translateStep(event: EngineEvent): ProgressEvent | undefined {
    const kind = event.resourcePreEvent ? "started" : event.resOutputsEvent ? "finished" : "failed";
    const metadata = (event.resourcePreEvent ?? event.resOutputsEvent ?? event.resOpFailedEvent)?.metadata;
    if (metadata === undefined || isDefaultProvider(metadata.urn)) {
        return undefined;
    }
    const step: StepInfo = {
        urn: metadata.urn,
        op: metadata.op,
        changed: metadata.diffs ?? [],
        replacing: metadata.keys ?? [],
    };
    const outputs = metadata.new?.outputs;
    return kind === "finished" && isStack(metadata.urn) && outputs
        ? { kind: "outputs", step, outputs: shownOutputs(outputs) }
        : { kind, step };
}
