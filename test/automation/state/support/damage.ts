import fc from "fast-check";
import {
    deploymentOf,
    parseStateFile,
    printStateFile,
    withDeployment,
    type ResourceState,
} from "../../../../automation/state/deployment";

/** A way to damage a state. */
export interface Damage {
    readonly name: string;
    /** Whether the structure shows it; else only a seal can. */
    readonly isStructural: boolean;
    /** How many are worth drawing: a small stack has few places for some kinds. */
    readonly draws: number;
    /** Another text each time, by numbers that a test draws. */
    readonly apply: (text: string, draw: (below: number) => number) => string;
}

type Change = (resources: readonly ResourceState[], draw: (below: number) => number) => readonly ResourceState[];

/** Changes the resources of a state. */
function edited(change: Change): Damage["apply"] {
    return (text, draw) => {
        const file = parseStateFile(text);
        const deployment = deploymentOf(file);
        return printStateFile(
            withDeployment(file, { ...deployment, resources: change(deployment.resources ?? [], draw) }),
        );
    };
}

/** One of those that a condition holds for, and its place. */
function pick(
    resources: readonly ResourceState[],
    draw: (below: number) => number,
    suits: (resource: ResourceState) => boolean,
): readonly [ResourceState, number] {
    const suitable = resources.flatMap((resource, index) => (suits(resource) ? [[resource, index] as const] : []));
    const found = suitable[draw(suitable.length)];
    if (found === undefined) {
        throw new Error("the state has no resource to damage like this");
    }
    return found;
}

function replaced(
    resources: readonly ResourceState[],
    index: number,
    change: Partial<ResourceState>,
): readonly ResourceState[] {
    return resources.map((resource, at) => (at === index ? { ...resource, ...change } : resource));
}

const isLive = ({ delete: isLeft }: ResourceState): boolean => isLeft !== true;
const hasParent = ({ parent }: ResourceState): boolean => parent !== undefined;

const EDITS: Readonly<Record<string, Change>> = {
    "a dangling parent": (all, draw) => {
        const [one, index] = pick(all, draw, hasParent);
        return replaced(all, index, { parent: `${one.parent}-gone` });
    },
    "a dangling dependency": (all, draw) => {
        const [one, index] = pick(all, draw, hasParent);
        return replaced(all, index, { dependencies: [...(one.dependencies ?? []), `${one.urn}-gone`] });
    },
    "a dangling property dependency": (all, draw) => {
        const [one, index] = pick(all, draw, hasParent);
        return replaced(all, index, { propertyDependencies: { name: [`${one.urn}-gone`] } });
    },
    "a dangling provider": (all, draw) => {
        const [one, index] = pick(all, draw, ({ provider = "" }) => provider !== "");
        return replaced(all, index, { provider: `${one.provider}0` });
    },
    "a resource that others need, gone": (all, draw) => {
        const parents = new Set(all.map(({ parent }) => parent));
        const [, index] = pick(all, draw, ({ urn }) => parents.has(urn));
        return all.filter((_one, at) => at !== index);
    },
    "a resource that stands twice": (all, draw) => {
        const [one] = pick(all, draw, isLive);
        return [...all, one];
    },
    "a child before its parent": (all, draw) => {
        const [, index] = pick(all, draw, hasParent);
        const [one] = all.slice(index, index + 1);
        const others = all.filter((_one, at) => at !== index);
        return one === undefined ? all : [one, ...others];
    },
    "a resource of another stack": (all, draw) => {
        const [one, index] = pick(all, draw, isLive);
        return replaced(all, index, { urn: one.urn.replace(/^urn:pulumi:[^:]+/, "urn:pulumi:elsewhere") });
    },
    "a resource without an id": (all, draw) => {
        const [, index] = pick(all, draw, ({ custom }) => custom);
        return replaced(all, index, { id: "" });
    },
    "a type that the URN contradicts": (all, draw) => {
        const [one, index] = pick(all, draw, isLive);
        return replaced(all, index, { type: `${one.type}s` });
    },
};

const CUT_OFF: Damage = {
    name: "cut off",
    draws: 80,
    isStructural: true,
    // The last line's end is no loss.
    apply: (text, draw) => text.slice(0, draw(text.trimEnd().length)),
};

const FLIPPED: Damage = {
    name: "a bit flipped",
    draws: 80,
    isStructural: false,
    apply: (text, draw) => {
        const bytes = Buffer.from(text);
        const at = draw(bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << draw(8));
        return bytes.toString("utf8");
    },
};

const ZEROED: Damage = {
    name: "zeros in the place of a part",
    draws: 80,
    isStructural: true,
    apply: (text, draw) => {
        const at = draw(text.trimEnd().length);
        return text.slice(0, at) + "\0".repeat(1 + draw(4096)) + text.slice(at + 4096);
    },
};

const ANOTHERS: Damage = {
    name: "another stack's",
    draws: 1,
    isStructural: true,
    apply: (text) => {
        const file = parseStateFile(text);
        const stack = `${file.checkpoint.stack}-other`;
        return printStateFile({ ...file, checkpoint: { ...file.checkpoint, stack } });
    },
};

const EDITED = Object.entries(EDITS).map(([name, change]): Damage => ({
    name,
    draws: 8,
    isStructural: true,
    apply: edited(change),
}));

/** All kinds of damage: what disks, editors and careless copies do to a state. */
export const DAMAGES: readonly Damage[] = [CUT_OFF, FLIPPED, ZEROED, ANOTHERS, ...EDITED];

/** Damages a text in one way, with numbers drawn by fast-check, so that a failure is shrunk and can be repeated. */
export function damagedBy({ apply }: Damage, text: string): fc.Arbitrary<string> {
    return fc
        .infiniteStream(fc.noBias(fc.nat()))
        .map((numbers) => apply(text, (below) => (numbers.next().value ?? 0) % Math.max(1, below)))
        .filter((result) => result !== text);
}
