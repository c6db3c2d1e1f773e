import { isProviderType, type Deployment, type PendingOperation, type ResourceState } from "../state/deployment";
import { inOrder, isAlive } from "./order";
import { Takings, type Adopted, type Finding, type LeftAlone, type Match, type RepairOptions } from "./takings";

export interface Repair {
    /**
     * The state to write. No creation is pending in it. What has to be read anew still is, so that a second recovery
     * knows of it if this one is cut off; see {@link settled}.
     */
    readonly deployment: Deployment;
    readonly adopted: readonly Adopted[];
    /** In the state from now on as things to delete. */
    readonly discarded: readonly Match[];
    /** Creations of which nothing was found. */
    readonly cleared: readonly string[];
    readonly leftAlone: readonly LeftAlone[];
    /** URNs of resources to read anew: what the state says of them may be wrong. */
    readonly refresh: readonly string[];
}

/**
 * What to make of the operations that a run has left unfinished: a state as if the clouds' answers had still arrived.
 *
 * Of the creations, `findings` says what the clouds have. A thing that was made since the run began and that no state has
 * is taken into the state, as the engine would have done it with the answer: in the place of what was deleted to make
 * room for it, or beside what it replaces, which is then to be deleted. It is discarded where the resource has a newer
 * one already, and so are second ones.
 */
export function repairOf(deployment: Deployment, findings: readonly Finding[], options: RepairOptions): Repair {
    const takings = new Takings(deployment.resources ?? [], options);
    findings.forEach((finding) => takings.takeOne(finding));
    findings.forEach((finding) => takings.takeRest(finding));
    const pending = deployment.pending_operations ?? [];
    const lost = new Set([...pending.filter(isCreation).map(({ resource }) => resource.urn), ...findings.map(urnOf)]);
    const taken = new Set([...takings.adopted, ...takings.discarded].map(({ urn }) => urn));
    const resources = inOrder(takings.resources);
    const unfinished = unfinishedIn(pending, resources, takings.adopted);
    return {
        deployment: withState(deployment, resources, unfinished),
        adopted: takings.adopted,
        discarded: takings.discarded,
        cleared: [...lost].filter((urn) => !taken.has(urn)),
        leftAlone: takings.leftAlone,
        refresh: toRefresh(resources, unfinished),
    };
}

/** The state once its unfinished operations are dealt with. */
export function settled(deployment: Deployment): Deployment {
    const { pending_operations: pending = [], ...rest } = deployment;
    return pending.length === 0 ? deployment : rest;
}

/** The state with a note that these resources are to be read anew. */
export function withReadings(deployment: Deployment, urns: readonly string[]): Deployment {
    const known = new Set((deployment.pending_operations ?? []).map(({ resource }) => resource.urn));
    const readings = (deployment.resources ?? [])
        .filter((resource) => isAlive(resource) && urns.includes(resource.urn) && !known.has(resource.urn))
        .map(reading);
    return readings.length === 0
        ? deployment
        : { ...deployment, pending_operations: [...(deployment.pending_operations ?? []), ...readings] };
}

export function isCreation({ type }: PendingOperation): boolean {
    return type === "creating";
}

function urnOf({ lost }: Finding): string {
    return lost.urn;
}

function reading(resource: ResourceState): PendingOperation {
    return { resource, type: "reading" };
}

/** What was not a creation, as far as its resource is still there, and the reading of what was taken in. */
function unfinishedIn(
    pending: readonly PendingOperation[],
    resources: readonly ResourceState[],
    adopted: readonly Adopted[],
): readonly PendingOperation[] {
    const urns = new Set(resources.map(({ urn }) => urn));
    const kept = pending.filter((operation) => !isCreation(operation) && urns.has(operation.resource.urn));
    const isNew = ({ urn, id }: ResourceState): boolean =>
        adopted.some((match) => match.urn === urn && match.id === id);
    return [...kept, ...resources.filter(isNew).map(reading)];
}

/** Without outputs is what was taken in, and not read yet when a recovery before this one was cut off. */
function toRefresh(resources: readonly ResourceState[], unfinished: readonly PendingOperation[]): readonly string[] {
    const doubtful = new Set(unfinished.map(({ resource }) => resource.urn));
    const isUnread = (resource: ResourceState): boolean =>
        isAlive(resource) && resource.id !== undefined && Object.keys(resource.outputs ?? {}).length === 0;
    const wanted = resources.filter(
        (resource) =>
            resource.custom &&
            !isProviderType(resource.type) &&
            resource.pendingReplacement !== true &&
            (doubtful.has(resource.urn) || isUnread(resource)),
    );
    return [...new Set(wanted.map(({ urn }) => urn))];
}

function withState(
    deployment: Deployment,
    resources: readonly ResourceState[],
    unfinished: readonly PendingOperation[],
): Deployment {
    const { pending_operations: _, ...rest } = deployment;
    return {
        ...rest,
        ...(resources.length === 0 ? {} : { resources }),
        ...(unfinished.length === 0 ? {} : { pending_operations: unfinished }),
    };
}
