import { keptName } from "../../analysis/physical-names";
import type { PolicyEngineEvent } from "../policy/findings";
import { countOps, type Counts } from "./operations";
import { shownOutputs, type Outputs } from "./outputs";
import { plainText } from "./text";
import { isDefaultProvider, isStack, typeOf } from "./urn";

/** The part of an engine event that is read here. Everything else of it may hold secrets and is left where it is. */
export interface EngineEvent extends PolicyEngineEvent {
    readonly diagnosticEvent?: {
        readonly severity: string;
        readonly message: string;
        readonly urn?: string;
        readonly ephemeral?: boolean;
    };
    readonly resourcePreEvent?: { readonly metadata: StepMetadata };
    readonly resOutputsEvent?: { readonly metadata: StepMetadata };
    readonly resOpFailedEvent?: { readonly metadata: StepMetadata };
    readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number | undefined>> };
}

interface StepMetadata {
    readonly op: string;
    readonly urn: string;
    /** Properties that differ. */
    readonly diffs?: readonly string[] | null;
    /** Properties that make it a replacement. */
    readonly keys?: readonly string[] | null;
    readonly old?: StateMetadata | null;
    readonly new?: StateMetadata | null;
}

interface StateMetadata {
    readonly inputs?: Readonly<Record<string, unknown>> | null;
    readonly outputs?: Readonly<Record<string, unknown>> | null;
}

/** One step of the engine on one resource. */
export interface StepInfo {
    readonly urn: string;
    readonly op: string;
    /** Names of the properties that differ; never their values. */
    readonly changed: readonly string[];
    /** Names of the properties that force a replacement. */
    readonly replacing: readonly string[];
    /** The fixed name that a resource and its replacement both have; the one value of an input that is read. */
    readonly keptName?: string;
}

/** How bad a message is. */
export type Severity = "error" | "warning" | "info";

/** A message of the engine, a provider, the program or a policy. */
export interface Diagnostic {
    readonly severity: Severity;
    readonly urn?: string;
    readonly text: string;
}

/** What a policy says of a resource or of the whole stack. */
export type PolicyRemark = NonNullable<PolicyEngineEvent["policyEvent"]>;

/** What the rest of the command sees of an engine event. */
export type ProgressEvent =
    | { readonly kind: "started" | "finished" | "failed"; readonly step: StepInfo }
    | { readonly kind: "outputs"; readonly step: StepInfo; readonly outputs: Outputs }
    | { readonly kind: "diagnostic"; readonly diagnostic: Diagnostic }
    | { readonly kind: "policy"; readonly remark: PolicyRemark }
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
        const remark = { message: plainText(message), policyName, enforcementLevel };
        return { kind: "policy", remark: resourceUrn === undefined ? remark : { ...remark, resourceUrn } };
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
    const step = stepInfo(metadata);
    const outputs = metadata.new?.outputs;
    return kind === "finished" && isStack(metadata.urn) && outputs
        ? { kind: "outputs", step, outputs: shownOutputs(outputs) }
        : { kind, step };
}

function stepInfo({ urn, op, diffs, keys, old, new: fresh }: StepMetadata): StepInfo {
    const kept = op === "replace" ? keptName(typeOf(urn), old?.inputs, fresh?.inputs) : undefined;
    return {
        urn,
        op,
        changed: diffs ?? [],
        replacing: keys ?? [],
        ...(kept === undefined ? {} : { keptName: kept }),
    };
}
