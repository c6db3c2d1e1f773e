/** Rules under the real frame and the real proxy of `@pulumi/policy`, without an engine. */
import assert from "node:assert/strict";
import type {
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    StackValidationArgs,
    Policy,
} from "@pulumi/policy";
import * as proxy from "@pulumi/policy/proxy";
import { findingsOf, type PolicyEngineEvent, type PolicyReport } from "../../automation/policy/findings";
import { policiesOf } from "../../policy/frame/policies";
import type { Rule } from "../../policy/frame/rule";
import type { Settings } from "../../policy/settings";

/** What the package has and its types leave out. */
const { unknownCheckingProxy, unknownStringValue } = proxy as unknown as {
    readonly unknownCheckingProxy: (props: Properties) => Record<string, unknown>;
    readonly unknownStringValue: string;
};

/** A value that a preview does not know. */
export const UNKNOWN = unknownStringValue;

export type Properties = Readonly<Record<string, unknown>>;

/** A resource as a test gives it. */
export interface Given {
    readonly type: string;
    /** @default "it" */
    readonly name?: string;
    readonly props: Properties;
    /** Logical names of the resources that a property comes from. */
    readonly sources?: Readonly<Record<string, readonly string[]>>;
    /** Configuration of an explicit provider. */
    readonly provider?: Properties;
}

export interface Run {
    readonly resources: readonly Given[];
    /** @default "staging" */
    readonly stack?: string;
    readonly settings?: Partial<Settings>;
}

/** What a rule, or several, said of some resources. */
export function judge(rules: readonly Rule[], { resources, stack = "staging", settings = {} }: Run): PolicyReport {
    const events: PolicyEngineEvent[] = [];
    const all = linked(resources, stack);
    for (const policy of policiesOf(rules)) {
        const report = recorder(policy, events);
        const common = { getConfig: () => settings, stackTags: new Map(), notApplicable: assert.fail };
        if ("validateResource" in policy && typeof policy.validateResource === "function") {
            for (const resource of all) {
                void policy.validateResource({ ...resource, ...common } as unknown as ResourceValidationArgs, report);
            }
        }
        if ("validateStack" in policy) {
            void policy.validateStack({ resources: all, ...common } as unknown as StackValidationArgs, report);
        }
    }
    return findingsOf(events);
}

/** As the server of `@pulumi/policy` takes what is reported, and the engine passes it on. */
function recorder({ name, enforcementLevel: own = "advisory" }: Policy, events: PolicyEngineEvent[]): ReportViolation {
    const record = (given: unknown): void => {
        const { message, urn, enforcementLevel = own } = given as Readonly<Record<string, string>>;
        assert.ok(message !== undefined && urn !== undefined);
        events.push({ policyEvent: { policyName: name, message, resourceUrn: urn, enforcementLevel } });
    };
    return record;
}

type Linked = Pick<PolicyResource, "urn" | "type" | "name" | "props" | "propertyDependencies" | "provider">;

function linked(resources: readonly Given[], stack: string): Linked[] {
    const all = resources.map(({ type, name = "it", props, provider }): Linked => ({
        urn: `urn:pulumi:${stack}::test::${type}::${name}`,
        type,
        name,
        props: unknownCheckingProxy({ ...props }),
        propertyDependencies: {},
        ...(provider === undefined
            ? {}
            : {
                  provider: {
                      type: "pulumi:providers:aws",
                      urn: "",
                      name: "aws",
                      props: unknownCheckingProxy(provider),
                  },
              }),
    }));
    resources.forEach(({ sources = {} }, index) => {
        for (const [property, names] of Object.entries(sources)) {
            const found = all.filter(({ name }) => names.includes(name));
            Object.assign(all[index]?.propertyDependencies ?? {}, { [property]: found });
        }
    });
    return all;
}

/** What a case is expected to give: `it: tags` for a finding there, `it? tags` for something undecided. */
export function verdicts({ findings, undecided }: PolicyReport): string[] {
    const name = (urn: string): string => urn.split("::").at(-1) ?? "";
    return [
        ...findings.map(({ urn, path = "" }) => `${name(urn)}: ${path}`.trim()),
        ...undecided.map(({ urn, path }) => `${name(urn)}? ${path}`),
    ].sort();
}

/** A run, and its verdicts; none where it is left out. */
export interface Case extends Run {
    readonly finds?: readonly string[];
}

type Cases = Readonly<Record<string, Case>>;

/** The cases that no rule may go without: it doesn't compile without them, and each kind must have one. */
export interface Spec {
    readonly accepts: Cases;
    readonly refuses: Cases;
    /** With a value that isn't known yet. */
    readonly leavesUndecided: Cases;
    /** With {@link CANARY} in it, which no message may repeat. */
    readonly keepsSecret: Cases;
    /** With a configuration of the pack; for rules that have settings. */
    readonly obeys: Cases;
}

export const CANARY = "canary-9vQx2Lr7TzKp4WmB8sYd";

const MEANINGS: Readonly<Record<keyof Spec, string>> = {
    accepts: "accepts",
    refuses: "refuses",
    leavesUndecided: "leaves undecided",
    keepsSecret: "does not repeat the value of",
    obeys: "obeys its settings:",
};

/** The spec of one rule. */
export function specify(rule: Rule, spec: Spec): void {
    describe(`the rule ${rule.id}`, () => {
        for (const kind of Object.keys(MEANINGS) as (keyof Spec)[]) {
            it(`has cases that it ${MEANINGS[kind]}`, () => {
                const needed = kind === "obeys" ? (rule.settings ?? []).length : 1;
                assert.ok(Object.keys(spec[kind]).length >= needed, `${kind}: at least ${needed}`);
            });
            for (const [name, given] of Object.entries(spec[kind])) {
                it(`${MEANINGS[kind]} ${name}`, () => check(rule, kind, given));
            }
        }
    });
}

function check(rule: Rule, kind: keyof Spec, given: Case): void {
    const report = judge([rule], given);
    const finds = [...(given.finds ?? [])].sort();
    assert.deepEqual(verdicts(report), finds);
    if (kind === "refuses") {
        assert.ok(report.findings.length > 0);
    }
    if (kind === "leavesUndecided") {
        assert.ok(report.undecided.length > 0);
    }
    assert.ok(report.findings.every(({ blocks, remedy }) => blocks && remedy === rule.remedy));
    if (kind === "keepsSecret") {
        assert.ok(JSON.stringify(given.resources).includes(CANARY), "the case has no canary");
        assert.ok(!JSON.stringify(report).includes(CANARY));
    }
}

/** One resource alone. */
export function one(type: string, props: Properties, rest: Omit<Case, "resources"> & Partial<Given> = {}): Case {
    const { name, sources, provider, ...run } = rest;
    const given: Given = {
        type,
        props,
        ...(name === undefined ? {} : { name }),
        ...(sources === undefined ? {} : { sources }),
        ...(provider === undefined ? {} : { provider }),
    };
    return { resources: [given], ...run };
}
