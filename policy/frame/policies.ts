/** Turns rules into CrossGuard policies. */
import type {
    Policies,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationPolicy,
} from "@pulumi/policy";
import { canonicalType } from "../../analysis/aws-types";
import { type Settings, SETTINGS_SCHEMA, settingsFrom } from "../settings";
import { type ResourceView, type Rule, settle, type StackResource, type Verdict } from "./rule";
import { snapshot, View } from "./view";

/** Ends the name of the policy that judges the whole stack, where a rule judges single resources too. */
const STACK_PART = "-stack";

/** One or two policies per rule, each mandatory: left out, a level would be advisory. */
export function policiesOf(rules: readonly Rule[]): Policies {
    return rules.flatMap((rule) => [...resourcePolicy(rule), ...stackPolicy(rule)]);
}

function common({ title, description, settings = [] }: Rule) {
    const properties = Object.fromEntries(settings.map((key) => [key, SETTINGS_SCHEMA[key]]));
    return {
        description: `${title}. ${description}`,
        enforcementLevel: "mandatory" as const,
        ...(settings.length === 0 ? {} : { configSchema: { properties } }),
    };
}

function resourcePolicy(rule: Rule): ResourceValidationPolicy[] {
    const { id, checkResource } = rule;
    if (checkResource === undefined) {
        return [];
    }
    const validateResource = (args: ResourceValidationArgs, report: ReportViolation): void => {
        const resource = resourceView(args);
        const settings = settingsFrom(args.getConfig<Partial<Settings>>());
        tell(
            rule,
            settle(resource, () => checkResource(resource, settings)),
            report,
        );
    };
    return [{ name: id, ...common(rule), validateResource }];
}

function stackPolicy(rule: Rule): StackValidationPolicy[] {
    const { id, checkStack } = rule;
    if (checkStack === undefined) {
        return [];
    }
    const name = rule.checkResource === undefined ? id : `${id}${STACK_PART}`;
    return [
        {
            name,
            ...common(rule),
            validateStack: (args, report) => {
                const settings = settingsFrom(args.getConfig<Partial<Settings>>());
                const resources = args.resources.map(stackResource);
                const whole = { urn: resources[0]?.urn ?? "" };
                tell(
                    rule,
                    settle(whole, () => checkStack(resources, settings)),
                    report,
                );
            },
        },
    ];
}

function resourceView(
    args: Pick<ResourceValidationArgs, "urn" | "type" | "name" | "props" | "provider">,
): ResourceView {
    const { urn, type, name, props, provider } = args;
    return {
        urn,
        // So that no rule is passed by with another token for the same resource.
        type: canonicalType(type),
        name,
        stack: urn.split(":")[2] ?? "",
        props: new View(snapshot(props)),
        ...(provider === undefined ? {} : { provider: new View(snapshot(provider.props)) }),
    };
}

function stackResource(resource: PolicyResource): StackResource {
    const sources = Object.entries(resource.propertyDependencies).map(
        ([property, found]) => [property, found.map(({ urn }) => urn)] as const,
    );
    return { ...resourceView(resource), sources: Object.fromEntries(sources) };
}

/**
 * `@pulumi/policy` 1.21 takes an object too, which alone can lower the level of a single violation; its types don't
 * say so, and a test with the real engine holds it to that.
 */
type ReportObject = (violation: {
    readonly message: string;
    readonly urn: string;
    readonly enforcementLevel?: "advisory";
}) => void;

/** What can't be judged is told as a warning: the rule must not be silent, and must not block a first preview. */
function tell(rule: Rule, verdicts: Iterable<Verdict>, report: ReportViolation): void {
    const reportObject = report as unknown as ReportObject;
    for (const verdict of verdicts) {
        reportObject({
            message: textOf(rule, verdict),
            urn: verdict.urn,
            // A finding has its policy's level: mandatory, unless a stack's configuration relaxes the rule.
            ...(verdict.kind === "undecided" ? { enforcementLevel: "advisory" as const } : {}),
        });
    }
}

/** The form that the `plinth` command takes apart again. */
export function textOf({ remedy }: Pick<Rule, "remedy">, verdict: Verdict): string {
    return verdict.kind === "finding"
        ? [verdict.message, ...(verdict.path === "" ? [] : [`  at: ${verdict.path}`]), `  fix: ${remedy}`].join("\n")
        : `Undecided: ${verdict.path} is not known before the update`;
}
