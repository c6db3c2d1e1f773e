/** What the policy pack said, taken from the engine's events. Pure. */

/** The part of an engine event that is read here. */
export interface PolicyEngineEvent {
    readonly policyEvent?: {
        readonly message: string;
        readonly resourceUrn?: string;
        readonly policyName: string;
        readonly enforcementLevel: string;
    };
}

/** Something that breaks a rule. */
export interface PolicyFinding {
    /** Id of the rule, as in docs/policy.md. */
    readonly rule: string;
    readonly urn: string;
    /** What is wrong; never the value of a property. */
    readonly message: string;
    /** The property. */
    readonly path?: string;
    /** What to do about it; nothing for a policy of another pack. */
    readonly remedy?: string;
    /** Whether it stops the operation. */
    readonly blocks: boolean;
}

/** A resource that a rule could not judge, since the property is only known after the update. */
export interface PolicyUndecided {
    readonly rule: string;
    readonly urn: string;
    readonly path: string;
}

export interface PolicyReport {
    readonly findings: readonly PolicyFinding[];
    readonly undecided: readonly PolicyUndecided[];
}

/** The form in which the pack writes; policy/frame/policies.ts. */
const UNDECIDED = /^Undecided: (.*) is not known before the update$/;
const AT = /^ {2}at: (.*)$/m;
const FIX = /^ {2}fix: ([\s\S]*)$/m;
/** Ends the name of a rule's second policy, which judges the stack as a whole. */
export const STACK_PART = "-stack";

/** Everything that the pack said of a run, each thing once: the engine judges a replaced resource twice. */
export function findingsOf(events: Iterable<PolicyEngineEvent>): PolicyReport {
    const findings = new Map<string, PolicyFinding>();
    const undecided = new Map<string, PolicyUndecided>();
    for (const { policyEvent } of events) {
        if (policyEvent === undefined) {
            continue;
        }
        const rule = ruleOf(policyEvent.policyName);
        const urn = policyEvent.resourceUrn ?? "";
        const message = policyEvent.message.trim();
        const key = JSON.stringify([rule, urn, message]);
        const path = UNDECIDED.exec(message)?.[1];
        if (path === undefined) {
            findings.set(key, { rule, urn, ...partsOf(message), blocks: blocks(policyEvent.enforcementLevel) });
        } else {
            undecided.set(key, { rule, urn, path });
        }
    }
    return { findings: [...findings.values()], undecided: [...undecided.values()] };
}

/** Whether a level of the engine's events stops the operation; `remediate` that is still told of counts as mandatory. */
export function blocks(level: string): boolean {
    return level !== "warning" && level !== "advisory" && level !== "disabled";
}

function partsOf(text: string): Pick<PolicyFinding, "message" | "path" | "remedy"> {
    const path = AT.exec(text)?.[1];
    const remedy = FIX.exec(text)?.[1];
    const message = text.replace(FIX, "").replace(AT, "").trim();
    return { message, ...(path === undefined ? {} : { path }), ...(remedy === undefined ? {} : { remedy }) };
}

/** How many resources each rule could not judge, most first: `{ "iam-wildcards": 4 }`. */
export function undecidedCounts({ undecided }: PolicyReport): Readonly<Record<string, number>> {
    const resources = new Map<string, Set<string>>();
    for (const { rule, urn } of undecided) {
        resources.set(rule, (resources.get(rule) ?? new Set()).add(urn));
    }
    const counts = [...resources].map(([rule, urns]) => [rule, urns.size] as const);
    return Object.fromEntries(counts.sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1)));
}

function ruleOf(policyName: string): string {
    return policyName.endsWith(STACK_PART) ? policyName.slice(0, -STACK_PART.length) : policyName;
}
