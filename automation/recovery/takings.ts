import { type Deployment, type ResourceState } from "../state/deployment";
import { withoutBlinded } from "./blinded";
import type { FoundResource } from "./inventory";
import { isAlive, needsOf, providerReference } from "./order";
import { isMadeAlike, isOlder, isSameThing } from "./same-thing";

/** What the clouds have that looks as a lost resource would. */
export interface Finding {
    readonly lost: ResourceState;
    readonly candidates: readonly FoundResource[];
}

export interface RepairOptions {
    /** When the run began that was cut off, epoch ms. What is older is left alone: it may be kept on purpose. */
    readonly since: number;
    /** States of the backend's other stacks: what they have is theirs. @default - there are none */
    readonly others?: readonly Deployment[];
}

/** A thing of a cloud, and the resource of the program that it was made for. */
export interface Match {
    readonly urn: string;
    readonly id: string;
}

/** A resource that is in the state from now on. */
export interface Adopted extends Match {
    /** Id of what it was made to replace, and what the next update deletes. */
    readonly replaces?: string;
}

/** A thing that was found and is neither taken into the state nor deleted. */
export interface LeftAlone extends Match {
    readonly because: "older" | "age unknown" | "nothing to belong to";
}

/** Whether a thing is the program's to have. */
type Verdict = "ours" | "taken" | LeftAlone["because"];

/** What is taken of what was found, one lost resource after the other, and the state that comes of it. */
export class Takings {
    resources: readonly ResourceState[];
    readonly adopted: Adopted[] = [];
    readonly discarded: Match[] = [];
    readonly leftAlone: LeftAlone[] = [];
    private readonly taken: { readonly lost: ResourceState; readonly id: string }[] = [];
    private readonly known: readonly ResourceState[];

    constructor(
        resources: readonly ResourceState[],
        private readonly options: RepairOptions,
    ) {
        this.resources = resources;
        this.known = [...resources, ...(options.others ?? []).flatMap((other) => other.resources ?? [])];
    }

    /** Before second ones are told from first ones, each lost resource gets one: two of them may look alike. */
    takeOne({ lost, candidates }: Finding): void {
        const [newest] = candidates
            .filter((found) => this.verdict(lost, found) === "ours")
            .sort((left, right) => (right.createdAt ?? 0) - (left.createdAt ?? 0) || (left.id < right.id ? -1 : 1));
        if (newest !== undefined) {
            this.taken.push({ lost, id: newest.id });
            this.adopt(lost, newest);
        }
    }

    takeRest({ lost, candidates }: Finding): void {
        for (const found of candidates) {
            const verdict = this.verdict(lost, found);
            if (verdict === "ours") {
                this.taken.push({ lost, id: found.id });
                this.discard(lost, found);
            } else if (verdict !== "taken") {
                this.leaveAlone({ urn: lost.urn, id: found.id, because: verdict });
            }
        }
    }

    private verdict(lost: ResourceState, found: FoundResource): Verdict {
        const isTaken =
            this.taken.some((other) => other.id === found.id && isMadeAlike(other.lost, lost)) ||
            this.known.some((resource) => isSameThing(resource, lost, found));
        if (isTaken) {
            return "taken";
        }
        if (found.createdAt === undefined) {
            return "age unknown";
        }
        if (found.createdAt < this.options.since) {
            return "older";
        }
        return this.hasPlace(lost) ? "ours" : "nothing to belong to";
    }

    /** The engine can't read a state in which a parent or a provider is missing. */
    private hasPlace({ parent = "", provider = "" }: ResourceState): boolean {
        return (
            (parent === "" || this.resources.some(({ urn }) => urn === parent)) &&
            (provider === "" || this.resources.some((resource) => providerReference(resource) === provider))
        );
    }

    private adopt(lost: ResourceState, found: FoundResource): void {
        const place = this.resources.findIndex((resource) => resource.urn === lost.urn && isAlive(resource));
        const former = this.resources[place];
        const adopted = this.stateFrom(lost, found);
        if (former === undefined) {
            this.resources = [...this.resources, adopted];
        } else if (former.pendingReplacement === true) {
            this.resources = this.resources.with(place, adopted);
        } else if (isOlder(former, found)) {
            this.resources = this.resources.toSpliced(place, 1, adopted, { ...former, delete: true });
        } else {
            this.discard(lost, found);
            return;
        }
        const replaces = former?.pendingReplacement === true ? undefined : former?.id;
        this.adopted.push({ urn: lost.urn, id: found.id, ...(replaces === undefined ? {} : { replaces }) });
    }

    /** At the end: nothing needs it, and the engine deletes from there. What keeps a resource from deletion was meant for another. */
    private discard(lost: ResourceState, found: FoundResource): void {
        const { protect: _, retainOnDelete: __, ...rest } = this.stateFrom(lost, found);
        this.resources = [...this.resources, { ...rest, delete: true }];
        this.discarded.push({ urn: lost.urn, id: found.id });
    }

    private leaveAlone(left: LeftAlone): void {
        if (!this.leftAlone.some(({ id, urn }) => id === left.id && urn === left.urn)) {
            this.leftAlone.push(left);
        }
    }

    private stateFrom(lost: ResourceState, { id, createdAt }: FoundResource): ResourceState {
        const { outputs: _, delete: __, pendingReplacement: ___, initErrors: ____, ...rest } = lost;
        const time = createdAt === undefined ? {} : { created: timeOf(createdAt), modified: timeOf(createdAt) };
        const inputs = withoutBlinded(lost.inputs ?? {});
        return withKnownNeeds({ ...rest, id, ...time, inputs }, this.resources);
    }
}

function timeOf(epochMs: number): string {
    return new Date(epochMs).toISOString();
}

/** What is gone from the state since is needed no more; the next update writes the needs anew. */
function withKnownNeeds(resource: ResourceState, resources: readonly ResourceState[]): ResourceState {
    const there = new Set(resources.map(({ urn }) => urn));
    if (needsOf(resource).every((urn) => there.has(urn))) {
        return resource;
    }
    const { dependencies, propertyDependencies, deletedWith, replaceWith, ...rest } = resource;
    const kept = (urns: readonly string[] | null | undefined): readonly string[] =>
        (urns ?? []).filter((urn) => there.has(urn));
    const properties = Object.entries(propertyDependencies ?? {}).map(([key, urns]) => [key, kept(urns)] as const);
    return {
        ...rest,
        ...(dependencies === undefined ? {} : { dependencies: kept(dependencies) }),
        ...(propertyDependencies === undefined ? {} : { propertyDependencies: Object.fromEntries(properties) }),
        ...(deletedWith === undefined || !there.has(deletedWith) ? {} : { deletedWith }),
        ...(replaceWith === undefined ? {} : { replaceWith: kept(replaceWith) }),
    };
}
