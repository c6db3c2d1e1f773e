import { nameOf, typeOf } from "../../progress/urn";
import { isProviderType, providerOf, type Deployment, type ResourceState, type StackIdentity } from "../deployment";
import type { StateFault } from "./fault";

/** A resource needs another one, by a field of its own. */
interface Need {
    /** The field, as a person would name it. */
    readonly as: string;
    readonly urn: string;
}

/** What a view is of may come after it; all others come before. */
const VIEW = "the resource it is a view of";

/**
 * Faults in what resources are called and whom they need: all that the engine's own check knows
 * (https://github.com/pulumi/pulumi/blob/v3.220.0/pkg/resource/deploy/snapshot.go, VerifyIntegrity), and names of another
 * stack, types that a URN contradicts, and a cloud resource that stands in the state twice.
 */
export function referenceFaults(at: string, deployment: Deployment, stack: StackIdentity): readonly StateFault[] {
    const resources = deployment.resources ?? [];
    const places = new Map(resources.map(({ urn }, index) => [urn, index] as const).reverse());
    const providers = new Set<string>();
    const faults: StateFault[] = [];
    resources.forEach((resource, index) => {
        const where = placeOf(`${at}resources[${index}]`, resource);
        const tell = (what: string): void => void faults.push({ where, what });
        identityFaults(resource, stack).forEach(tell);
        if (isProviderType(resource.type)) {
            providers.add(`${resource.urn}::${resource.id ?? ""}`);
        }
        providerFaults(resource, providers).forEach(tell);
        needFaults(resource, index, places).forEach(tell);
    });
    const pending = (deployment.pending_operations ?? []).flatMap(({ resource }, index) =>
        urnFaults(resource, stack).map((what) => ({
            where: placeOf(`${at}pending_operations[${index}].resource`, resource),
            what,
        })),
    );
    return [...faults, ...duplicateFaults(at, resources), ...twinFaults(at, resources), ...pending];
}

/** Key path and name: the path finds it in the file, the name in the program. */
function placeOf(at: string, { urn }: ResourceState): string {
    const { name, type } = nameOf(urn);
    return type === "" ? at : `${at} (${name}, ${type})`;
}

function identityFaults(resource: ResourceState, stack: StackIdentity): readonly string[] {
    const { custom, id = "", viewOf = "", pendingReplacement = false } = resource;
    const hasId = id !== "";
    return [
        ...urnFaults(resource, stack),
        ...(custom && !hasId && viewOf === "" && !pendingReplacement ? ["has no id, though it is in a cloud"] : []),
        ...(!custom && hasId ? [`is a component, and has the id ${id}`] : []),
    ];
}

const URN = /^urn:pulumi:([^:]+)::((?:[^:]|:(?!:))+)::((?:[^:]|:(?!:))+)::(.+)$/s;

function urnFaults({ urn, type }: ResourceState, { project, environment }: StackIdentity): readonly string[] {
    const match = URN.exec(urn);
    if (match === null) {
        return [urn === "" ? "has no URN" : `has the malformed URN ${JSON.stringify(urn)}`];
    }
    const [, itsStack = "", itsProject = ""] = match;
    const isOther = itsStack !== environment || itsProject !== project;
    const urnType = typeOf(urn);
    return [
        ...(isOther ? [`is of project ${itsProject}, stack ${itsStack}, not of ${project}, ${environment}`] : []),
        ...(urnType === type ? [] : [`has the type ${JSON.stringify(type)}, its URN says ${JSON.stringify(urnType)}`]),
    ];
}

function providerFaults(
    { provider = "", pendingReplacement = false }: ResourceState,
    known: ReadonlySet<string>,
): readonly string[] {
    if (provider === "") {
        return [];
    }
    const reference = providerOf(provider);
    if (reference === undefined || !isProviderType(typeOf(reference.urn))) {
        return [`has the malformed provider reference ${JSON.stringify(provider)}`];
    }
    // A resource that was deleted to be made again may outlive its provider: the engine's own rule.
    return known.has(provider) || pendingReplacement ? [] : [`needs the provider ${provider}, which isn't before it`];
}

function needFaults(resource: ResourceState, index: number, places: ReadonlyMap<string, number>): readonly string[] {
    return needsOf(resource).flatMap(({ as, urn }) => {
        const place = places.get(urn);
        if (place === undefined) {
            return [`needs ${urn} (${as}), which isn't there`];
        }
        return place < index || as === VIEW ? [] : [`comes before ${urn}, which it needs (${as})`];
    });
}

function needsOf(resource: ResourceState): readonly Need[] {
    const { parent = "", dependencies, propertyDependencies, deletedWith = "", replaceWith, viewOf = "" } = resource;
    const properties = Object.entries(propertyDependencies ?? {}).flatMap(([property, urns]) =>
        (urns ?? []).map((urn) => ({ as: `property ${property}`, urn })),
    );
    return [
        { as: "parent", urn: parent },
        ...(dependencies ?? []).map((urn) => ({ as: "dependency", urn })),
        ...properties,
        { as: "deleted with", urn: deletedWith },
        ...(replaceWith ?? []).map((urn) => ({ as: "replaced with", urn })),
        { as: VIEW, urn: viewOf },
    ].filter(({ urn }) => urn !== "");
}

/** Of all resources with one URN at most one may be alive. */
function duplicateFaults(at: string, resources: readonly ResourceState[]): readonly StateFault[] {
    const seen = new Map<string, number>();
    return resources.flatMap((resource, index) => {
        if (resource.delete === true) {
            return [];
        }
        const first = seen.get(resource.urn);
        if (first === undefined) {
            seen.set(resource.urn, index);
            return [];
        }
        return [{ where: placeOf(`${at}resources[${index}]`, resource), what: `has the URN of resources[${first}]` }];
    });
}

/**
 * One thing of a cloud under two URNs. An id alone doesn't tell: policies of two scaling targets may share one, and
 * random values all have the id `none`; with the ARN it does.
 */
function twinFaults(at: string, resources: readonly ResourceState[]): readonly StateFault[] {
    const seen = new Map<string, { readonly index: number; readonly urn: string }>();
    return resources.flatMap((resource, index) => {
        const { type, id, provider, urn, outputs } = resource;
        const arn = outputs?.["arn"];
        const isOwned = resource.custom && resource.delete !== true && resource.external !== true;
        if (!isOwned || typeof arn !== "string" || id === undefined) {
            return [];
        }
        const key = JSON.stringify([type, provider, id, arn]);
        const first = seen.get(key);
        if (first === undefined || first.urn === urn) {
            seen.set(key, { index, urn });
            return [];
        }
        const what = `is the same as resources[${first.index}] (${nameOf(first.urn).name}): both are ${id}`;
        return [{ where: placeOf(`${at}resources[${index}]`, resource), what }];
    });
}
