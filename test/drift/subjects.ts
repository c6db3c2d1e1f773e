/** The resources of an example program, each with what stands for it in the clouds and how it can be changed there. */
import type { Deployment } from "@pulumi/pulumi/automation";
import type { Drift, DriftedProperty } from "../../automation/drift/drifts";
import type { Json } from "../../automation/progress/outputs";
import { nameOf } from "../../automation/progress/urn";
import { declarationOf } from "../../sandbox/catalog/declarations";
import { replacementOf, replacesAt } from "../../sandbox/catalog/replacement";
import { clouds } from "../../sandbox/models";
import type { AnyResourceModel } from "../../sandbox/models/kernel/model";
import { replacingInputs } from "../../sandbox/models/kernel/replacing";
import { ignoring } from "../../sandbox/protocol/ignored";
import type { PropertyPath, Value } from "../../sandbox/values";
import { Asset } from "../../sandbox/values";
import type { WorldRecord } from "../../sandbox/worlds/records";
import type { TestPlace } from "../support/engine";
import type { Mutation, MutationOptions } from "./mutations";
import type { Found } from "./support";
import { findRecord } from "./support";

export interface Subject extends Found {
    readonly urn: string;
    readonly type: string;
    /** Whether the program has this path left alone: drift there is none of its concern. */
    readonly isIgnored: (path: PropertyPath) => boolean;
    /** URNs of what it needs. */
    readonly dependencies: readonly string[];
}

interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly custom: boolean;
    readonly ignoreChanges?: readonly string[];
    readonly dependencies?: readonly string[];
    readonly parent?: string;
}

export interface Subjects {
    readonly subjects: readonly Subject[];
    /** URNs of what is in no cloud. */
    readonly without: readonly string[];
}

export function subjectsOf(place: TestPlace, { deployment }: Deployment): Subjects {
    const { resources = [] } = deployment as { readonly resources?: readonly StateResource[] };
    const made = resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
    const found = made.map((resource) => ({ resource, found: findRecord(place, resource.type, resource.id ?? "") }));
    return {
        subjects: found.flatMap(({ resource, found: place }) =>
            place === undefined ? [] : [subject(resource, place)],
        ),
        without: found.flatMap(({ resource, found: place }) => (place === undefined ? [resource.urn] : [])),
    };
}

function subject({ urn, type, ignoreChanges, dependencies }: StateResource, found: Found): Subject {
    return { ...found, urn, type, isIgnored: ignoring(ignoreChanges ?? []), dependencies: dependencies ?? [] };
}

/** Where a resource is, which the cloud looks it up by: nobody can change it and keep the resource. */
const IDENTITY: Readonly<Record<string, readonly string[]>> = {
    aws: ["region"],
    kubernetes: ["apiVersion", "kind", "metadata.name", "metadata.namespace"],
};

/** Packages whose SDKs tell the properties of every type. */
const DECLARED: ReadonlySet<string> = new Set(["aws", "cloudflare"]);

export function mutationOptions(type: string): MutationOptions {
    const [pkg = ""] = type.split(":");
    const declaration = declarationOf(type);
    if (declaration === undefined && DECLARED.has(pkg)) {
        throw new Error(`${type}: its SDK declares nothing, so that only what it was given would be changed`);
    }
    return {
        unordered: new Set(modelOf(type)?.unordered),
        identity: new Set(IDENTITY[pkg]),
        ...(declaration === undefined ? {} : { declaration }),
    };
}

const models: readonly AnyResourceModel[] = clouds.flatMap((cloud) => cloud.models);

function modelOf(type: string): AnyResourceModel | undefined {
    return models.find((model) => model.type === type);
}

/** Whether a change at this place makes another resource of it. */
export function isReplacing(type: string, segments: PropertyPath): boolean {
    const model = modelOf(type);
    const published = replacementOf(type);
    const replacing = model === undefined ? published?.replaces : replacingInputs(model, published);
    return replacing !== undefined && replacesAt(new Set(replacing), segments);
}

/** The record as somebody left it: a change of an input shows in the output of the same name. */
export function mutated({ scope, record }: Found, mutations: readonly Mutation[]): Found {
    return { scope, record: mutations.reduce(withMutation, record) };
}

function withMutation(record: WorldRecord, { apply }: Mutation): WorldRecord {
    return { ...record, inputs: apply(record.inputs), outputs: apply(record.outputs) };
}

/** The drift that these mutations have to show; none where the program has all of it left alone. */
export function expectedDrift(subject: Subject, mutations: readonly Mutation[]): readonly Drift[] {
    const secrets = secretPlaces(subject);
    const properties = mutations
        .filter(({ segments }) => !subject.isIgnored(segments))
        .map((mutation) => expectedProperty(mutation, secrets))
        .sort((left, right) => (left.path < right.path ? -1 : 1));
    return properties.length === 0
        ? []
        : [{ urn: subject.urn, resource: nameOf(subject.urn), kind: "changed", properties }];
}

/** What the program gave as a secret, and what its SDK declares as one. */
function secretPlaces({ type, record }: Subject): readonly PropertyPath[] {
    const declaration = declarationOf(type);
    const declared = [...(declaration?.secretInputs ?? []), ...(declaration?.secretOutputs ?? [])];
    return [...record.secrets, ...declared.map((name) => [name])];
}

function expectedProperty(
    { path, segments, kind, was, is }: Mutation,
    secrets: readonly PropertyPath[],
): DriftedProperty {
    const secret = secrets.some((place) => meets(place, segments));
    const shown = (value: Value): Json => (secret ? "[secret]" : (JSON.parse(JSON.stringify(value, asEngine)) as Json));
    return {
        path,
        kind,
        ...(was === undefined ? {} : { was: shown(was) }),
        ...(is === undefined ? {} : { is: shown(is) }),
        secret,
    };
}

/** The engine's events have assets as they travel, without their texts. */
function asEngine(_key: string, value: unknown): unknown {
    const elided = (key: string, item: unknown): unknown => (key === "text" ? "<contents elided>" : item);
    return value instanceof Asset ? JSON.parse(JSON.stringify(value.wire, elided)) : value;
}

/** One of the two is the other or lies inside of it. */
function meets(place: PropertyPath, path: PropertyPath): boolean {
    const length = Math.min(place.length, path.length);
    return place.slice(0, length).every((segment, index) => segment === path[index]);
}
