import {
    deploymentOf,
    parseStateFile,
    printStateFile,
    withDeployment,
    type PendingOperation,
    type ResourceState,
    type StackIdentity,
    type StateFile,
} from "./deployment";
import { stateFaults } from "./integrity";
import { isFields } from "./integrity/shape";

/** What a damaged state told of and an older one doesn't. */
export interface Beyond {
    /** The older state, which now says of each of these that it may have been made. */
    readonly text: string;
    /** Resources that the older state doesn't know. */
    readonly lost: readonly string[];
    /** Resources that it knows as others, which have been replaced since. */
    readonly replaced: readonly string[];
}

/**
 * Keeps what a damaged state still tells. A resource that the backup doesn't know is noted in it as a creation that was
 * begun: the next run looks for it in the cloud, as after a crash, in place of making another one.
 *
 * @param backup text of a whole state
 * @param damaged text of the state that it takes the place of
 */
export function withLost(backup: string, damaged: string | undefined, stack: StackIdentity): Beyond {
    const file = parseStateFile(backup);
    const deployment = deploymentOf(file);
    const { resources = [] } = deployment;
    const things = new Set(resources.map(thingOf));
    const live = new Set(resources.filter((resource) => resource.delete !== true).map(({ urn }) => urn));
    const unknown = salvaged(damaged ?? "", stack).filter((resource) => !things.has(thingOf(resource)));
    const pending = new Set((deployment.pending_operations ?? []).map(({ resource }) => resource.urn));
    const lost = unknown.filter(({ urn }) => !live.has(urn) && !pending.has(urn));
    const noted = lost.reduce<StateFile>((noting, resource) => noteLost(noting, resource, stack), file);
    return {
        text: lost.length === 0 ? backup : printStateFile(noted),
        lost: lost.map(({ urn }) => urn),
        replaced: unknown.filter(({ urn }) => live.has(urn)).map(({ urn }) => urn),
    };
}

/** What a resource stands for: under one URN there may be a thing, and one that it has replaced. */
function thingOf({ urn, id }: ResourceState): string {
    return JSON.stringify([urn, id]);
}

/** What the damage reached must not get into the state that is put back. */
function noteLost(file: StateFile, resource: ResourceState, stack: StackIdentity): StateFile {
    const { id: _id, outputs: _outputs, created: _created, modified: _modified, ...begun } = resource;
    const operation: PendingOperation = { resource: begun, type: "creating" };
    const deployment = deploymentOf(file);
    const noted = withDeployment(file, {
        ...deployment,
        pending_operations: [...(deployment.pending_operations ?? []), operation],
    });
    return stateFaults(printStateFile(noted), stack).length === 0 ? noted : file;
}

/** The resources of clouds that a state tells of, as far as it can be read; each URN once. */
function salvaged(text: string, { project, environment }: StackIdentity): readonly ResourceState[] {
    const found = resourcesIn(text).filter(
        ({ urn, custom, delete: isLeft, external, id }) =>
            urn.startsWith(`urn:pulumi:${environment}::${project}::`) &&
            custom &&
            isLeft !== true &&
            external !== true &&
            id !== undefined,
    );
    return [...new Map(found.map((resource) => [resource.urn, resource])).values()];
}

function resourcesIn(text: string): readonly ResourceState[] {
    try {
        const file: unknown = JSON.parse(text);
        const checkpoint = isFields(file) ? file["checkpoint"] : undefined;
        const latest = isFields(checkpoint) ? checkpoint["latest"] : undefined;
        const resources = isFields(latest) ? latest["resources"] : undefined;
        return Array.isArray(resources) ? resources.filter(isResource) : [];
    } catch {
        return blocksIn(text).flatMap((block) => {
            const resource = parsed(block);
            return isResource(resource) ? [resource] : [];
        });
    }
}

/** A file that was cut off, or has a wrong sign somewhere, still has most resources as the engine lays them out. */
function blocksIn(text: string): readonly string[] {
    return [...text.matchAll(/^( {16}){\n {20}"urn": [^]*?^\1}/gm)].map(([block]) => block);
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

function isResource(value: unknown): value is ResourceState {
    return (
        isFields(value) &&
        typeof value["urn"] === "string" &&
        typeof value["custom"] === "boolean" &&
        typeof value["type"] === "string" &&
        (value["id"] === undefined || typeof value["id"] === "string")
    );
}
