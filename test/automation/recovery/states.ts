/** Hand-made states, and generated ones with whatever a cut-off run may leave. */
import fc from "fast-check";
import type { FoundResource } from "../../../automation/recovery/inventory";
import type { Finding } from "../../../automation/recovery/takings";
import type { Deployment, PendingOperation, PendingType, ResourceState } from "../../../automation/state/deployment";

export const STACK = { project: "shop", environment: "test" };
export const TYPE = "aws:ec2/eip:Eip";
/** When the run began that was cut off. */
export const SINCE = Date.UTC(2026, 10, 21, 12);
export const BEFORE = SINCE - 3_600_000;
export const AFTER = SINCE + 1_000;

const ROOT = "urn:pulumi:test::shop::pulumi:pulumi:Stack::shop-test";
const PROVIDER = "urn:pulumi:test::shop::pulumi:providers:aws::aws";

export function urnOf(name: string, type = TYPE): string {
    return `urn:pulumi:test::shop::${type}::${name}`;
}

/** As the engine writes it before it asks the provider; `id` and outputs come with the answer. */
export function resource(name: string, more: Partial<ResourceState> = {}): ResourceState {
    const type = more.type ?? TYPE;
    return {
        urn: urnOf(name, type),
        custom: true,
        type,
        inputs: { tags: { Name: name, Stack: "shop/test" } },
        parent: ROOT,
        provider: `${PROVIDER}::1`,
        ...more,
    };
}

export function existing(name: string, id: string, more: Partial<ResourceState> = {}): ResourceState {
    return resource(name, { id, outputs: { id }, created: new Date(BEFORE).toISOString(), ...more });
}

export const surroundings: readonly ResourceState[] = [
    { urn: ROOT, custom: false, type: "pulumi:pulumi:Stack" },
    {
        urn: PROVIDER,
        custom: true,
        type: "pulumi:providers:aws",
        id: "1",
        inputs: { region: "eu-central-1" },
        outputs: { region: "eu-central-1" },
        parent: ROOT,
    },
];

export function pending(type: PendingType, of: ResourceState): PendingOperation {
    return { resource: of, type };
}

export function deployment(resources: readonly ResourceState[], operations: readonly PendingOperation[]): Deployment {
    return {
        manifest: { time: "2026-11-21T12:00:00Z", magic: "", version: "" },
        resources: [...surroundings, ...resources],
        ...(operations.length === 0 ? {} : { pending_operations: operations }),
    };
}

export function found(id: string, createdAt?: number): FoundResource {
    return createdAt === undefined ? { id } : { id, createdAt };
}

/** A state that a run was cut off at, and what was found of it. */
export interface CutOff {
    readonly deployment: Deployment;
    readonly findings: readonly Finding[];
}

type Role = "alive" | "deleted first" | "replaced before" | "absent";

interface Plan {
    readonly role: Role;
    readonly needs: readonly number[];
    readonly operation: PendingType | "none";
    readonly ages: readonly ("before" | "after" | "unknown")[];
    readonly sameAs: number;
    readonly newer: boolean;
}

const plans: fc.Arbitrary<readonly Plan[]> = fc.array(
    fc.record({
        role: fc.constantFrom<Role>("alive", "deleted first", "replaced before", "absent"),
        needs: fc.array(fc.nat(9), { maxLength: 3 }),
        operation: fc.constantFrom<Plan["operation"]>(
            "none",
            "creating",
            "creating",
            "updating",
            "deleting",
            "reading",
        ),
        ages: fc.array(fc.constantFrom("before", "after", "unknown"), { maxLength: 3 }),
        sameAs: fc.nat(9),
        newer: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
);

/** What the program says of a resource; some have the same inputs as another, so that clouds can't tell them apart. */
function goalOf({ needs, sameAs }: Plan, index: number): ResourceState {
    const dependencies = [...new Set(needs.filter((need) => need < index).map((need) => urnOf(`r${need}`)))];
    const tags = { Name: `r${sameAs < index ? sameAs : index}` };
    return resource(`r${index}`, {
        inputs: { tags },
        ...(dependencies.length === 0 ? {} : { dependencies, propertyDependencies: { tags: dependencies } }),
    });
}

function statesOf(plan: Plan, index: number, there: ReadonlySet<string>): readonly ResourceState[] {
    const goal = goalOf(plan, index);
    const dependencies = (goal.dependencies ?? []).filter((urn) => there.has(urn));
    const created = new Date(plan.newer ? AFTER + 60_000 : BEFORE).toISOString();
    const known = {
        ...goal,
        inputs: { tags: { Name: `old-r${index}` } },
        dependencies,
        propertyDependencies: {},
        created,
    };
    const state = (id: string): ResourceState => ({ ...known, id, outputs: { id } });
    switch (plan.role) {
        case "alive":
            return [state(`old-${index}`)];
        case "deleted first":
            return [{ ...state(`old-${index}`), pendingReplacement: true }];
        case "replaced before":
            return [state(`old-${index}`), { ...state(`older-${index}`), delete: true }];
        case "absent":
            return [];
    }
}

function cutOffFrom(list: readonly Plan[]): CutOff {
    const there = new Set<string>();
    const resources = list.flatMap((plan, index) => {
        const states = statesOf(plan, index, there);
        states.forEach(({ urn }) => there.add(urn));
        return states;
    });
    const goals = list.map((plan, index) => ({ plan, goal: goalOf(plan, index) }));
    const operations = goals.flatMap(({ plan: { operation }, goal }) =>
        operation === "none" ? [] : [pending(operation, goal)],
    );
    const times = { before: BEFORE, after: AFTER, unknown: undefined };
    const made = goals.map(({ plan, goal }, index) => ({
        goal,
        things: plan.ages.map((age, nth) => found(`new-${index}-${nth}`, times[age])),
    }));
    const name = (of: ResourceState): string => JSON.stringify(of.inputs);
    const findings = goals
        .filter(({ plan }) => plan.operation === "creating")
        .map(({ goal }) => ({
            lost: goal,
            candidates: made.filter((other) => name(other.goal) === name(goal)).flatMap(({ things }) => things),
        }));
    return { deployment: deployment(resources, operations), findings };
}

export const cutOffs: fc.Arbitrary<CutOff> = plans.map(cutOffFrom);
