/** What a rule is. A rule is a pure function: CrossGuard, events and levels are the frame's business. */
import type { Settings } from "../settings";
import { UndecidedError, type View } from "./view";

/** A resource as a rule sees it. Secrets are in plain text here: a message never contains a value. */
export interface ResourceView {
    readonly urn: string;
    /** `aws:ec2/vpc:Vpc`; of several tokens for the same resource, always the one that tables use. */
    readonly type: string;
    /** Logical name, the last part of the URN. */
    readonly name: string;
    /** Name of the stack, which in Plinth is the name of the environment. */
    readonly stack: string;
    /** What the program and the provider's defaults put in; for a stack's rule, the outputs. */
    readonly props: View;
    /** Configuration of an explicit provider. */
    readonly provider?: View;
}

/** A resource among all of its stack. */
export interface StackResource extends ResourceView {
    /** URNs of the resources that a property's value comes from; known even where the value isn't. */
    readonly sources: Readonly<Record<string, readonly string[]>>;
}

/** Something that breaks a rule. */
export interface Finding {
    readonly kind: "finding";
    readonly urn: string;
    /** The property, as the engine writes paths; empty for the resource as a whole. */
    readonly path: string;
    /** What is wrong, without any value that might be a secret. */
    readonly message: string;
}

/** Something that can't be judged yet, because a value is only known after the update. */
export interface Undecided {
    readonly kind: "undecided";
    readonly urn: string;
    readonly path: string;
}

export type Verdict = Finding | Undecided;

/** Where a rule comes from: a check of the same thing in a public rule set, or the design of Plinth. */
export type Anchor = string;

/** A rule: one file, one subject, one spec. */
export interface Rule {
    /** Name of its policy, in kebab-case. */
    readonly id: string;
    readonly title: string;
    /** What it asks for and why. */
    readonly description: string;
    /** What to do about a finding. */
    readonly remedy: string;
    readonly anchors: readonly Anchor[];
    /** Settings that a configuration of the pack may change for it. */
    readonly settings?: readonly (keyof Settings)[];
    /** Judges one resource by its inputs, before it is made. */
    readonly checkResource?: (resource: ResourceView, settings: Settings) => Iterable<Verdict>;
    /** Judges a stack by its outputs, after a preview or an update. */
    readonly checkStack?: (resources: readonly StackResource[], settings: Settings) => Iterable<Verdict>;
}

/** The entry of a type in a rule's table; a type may be named like a member that every object has. */
export function entryFor<Entry>(table: Readonly<Record<string, Entry>>, type: string): Entry | undefined {
    return Object.hasOwn(table, type) ? table[type] : undefined;
}

export function finding({ urn }: Pick<ResourceView, "urn">, path: string | View, message: string): Finding {
    return { kind: "finding", urn, path: typeof path === "string" ? path : path.path, message };
}

/**
 * Judges each item by itself, so that an unknown value leaves its own item undecided and no other.
 *
 * @param resourceOf whose verdict it is
 */
export function* judgeEach<Item>(
    items: Iterable<Item>,
    resourceOf: (item: Item) => Pick<ResourceView, "urn">,
    judge: (item: Item) => Iterable<Verdict>,
): Generator<Verdict> {
    for (const item of items) {
        yield* settle(resourceOf(item), () => judge(item));
    }
}

/** The verdicts of one judgement up to the first value that isn't known; that one becomes the last verdict. */
export function* settle(
    { urn }: Pick<ResourceView, "urn">,
    judge: () => Iterable<Verdict>,
): Generator<Verdict, void, undefined> {
    try {
        yield* judge();
    } catch (error) {
        if (!(error instanceof UndecidedError)) {
            throw error;
        }
        yield { kind: "undecided", urn, path: error.path };
    }
}
