/** A value of a resource as a state has it: plain JSON, secrets wrapped (see {@link isSecret}). */
export type StateValue =
    null | boolean | number | string | readonly StateValue[] | { readonly [key: string]: StateValue };

/** Properties of a resource. */
export type StateProperties = Readonly<Record<string, StateValue>>;

/**
 * A resource of a state. Of the engine's fields these are the ones that are read; the others are kept as they are, as
 * long as a changed resource is made by spreading the old one:
 * https://github.com/pulumi/pulumi/blob/v3.220.0/sdk/go/common/apitype/core.go (ResourceV3).
 */
export interface ResourceState {
    readonly urn: string;
    /** Whether a provider manages it, so that it has an id; components have none. */
    readonly custom: boolean;
    /** `aws:ec2/vpc:Vpc`. */
    readonly type: string;
    /** Of the cloud. Absent for components. */
    readonly id?: string;
    /** To be deleted by the next update: what a replacement left, for instance. */
    readonly delete?: boolean;
    /** Deleted already, to be made again by the next update: a replacement that deletes first. */
    readonly pendingReplacement?: boolean;
    readonly inputs?: StateProperties;
    readonly outputs?: StateProperties;
    readonly parent?: string;
    readonly protect?: boolean;
    readonly taint?: boolean;
    /** Read, not managed: the engine never changes or deletes it. */
    readonly external?: boolean;
    readonly dependencies?: readonly string[];
    readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
    readonly initErrors?: readonly string[];
    /** URN and id of the provider: `<urn>::<id>`, see {@link providerOf}. */
    readonly provider?: string;
    readonly additionalSecretOutputs?: readonly string[];
    readonly aliases?: readonly string[];
    readonly retainOnDelete?: boolean;
    readonly deletedWith?: string;
    readonly replaceWith?: readonly string[];
    readonly viewOf?: string;
    /** When it came into the state, RFC 3339. */
    readonly created?: string;
    /** When its state was last altered, RFC 3339. */
    readonly modified?: string;
    readonly sourcePosition?: string;
}

/** What an engine was doing to a resource when it wrote the state. */
export type PendingType = "creating" | "updating" | "deleting" | "reading";

/** Something that an engine had begun and not finished. */
export interface PendingOperation {
    /** What the engine began with; a creation has no id yet. */
    readonly resource: ResourceState;
    readonly type: PendingType;
}

/** Who wrote a state, and when. */
export interface Manifest {
    /** RFC 3339. */
    readonly time: string;
    /** SHA-256 of {@link Manifest.version}, hexadecimal; empty where that is. */
    readonly magic: string;
    /** Of the engine: `v3.220.0`. */
    readonly version: string;
}

/** How the secrets of a state are encrypted. */
export interface SecretsProviders {
    readonly type: string;
    readonly state?: Readonly<Record<string, unknown>>;
}

/** What a stack consists of. */
export interface Deployment {
    readonly manifest: Manifest;
    readonly secrets_providers?: SecretsProviders;
    /** What is needed comes before what needs it. */
    readonly resources?: readonly ResourceState[];
    readonly pending_operations?: readonly PendingOperation[];
    readonly metadata?: Readonly<Record<string, unknown>>;
}

/** The content of a state file of a file backend. */
export interface StateFile {
    readonly version: number;
    readonly features?: readonly string[];
    readonly checkpoint: {
        /** `organization/<project>/<stack>`. */
        readonly stack: string;
        /** Absent until something was done to the stack. */
        readonly latest?: Deployment;
    };
}

/** The same as `pulumi stack export` and `import` have it. */
export interface ExportedState {
    readonly version: number;
    readonly features?: readonly string[];
    readonly deployment: Deployment;
}

/** Who a stack is. */
export interface StackIdentity {
    /** The Pulumi project: `data`. */
    readonly project: string;
    /** The stack's own name: `staging`. */
    readonly environment: string;
}

/** A stack that nothing was done to yet. */
export const EMPTY_DEPLOYMENT: Deployment = {
    manifest: { time: "0001-01-01T00:00:00Z", magic: "", version: "" },
};

/**
 * Reads a state file whose integrity is known: see `stateFaults` for one that may be damaged.
 *
 * @throws SyntaxError when it is no JSON
 */
export function parseStateFile(text: string): StateFile {
    return JSON.parse(text) as StateFile;
}

/** To the engine a null field is one that isn't there; among a resource's own properties it's a value. */
export function withoutNulls(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(withoutNulls);
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const entries = Object.entries(value).filter(([, item]) => item !== null);
    return Object.fromEntries(
        entries.map(([key, item]: [string, unknown]) => [key, KEPT_AS_THEY_ARE.has(key) ? item : withoutNulls(item)]),
    );
}

const KEPT_AS_THEY_ARE = new Set(["inputs", "outputs", "propertyDependencies"]);

/** The text of a state file, laid out as the engine does. */
export function printStateFile(file: StateFile): string {
    return printed(file);
}

/** What a state consists of; an empty deployment when nothing was done to the stack yet. */
export function deploymentOf({ checkpoint }: StateFile): Deployment {
    const { latest } = checkpoint;
    const isNullIn = (value: object): boolean => Object.values(value).includes(null);
    const hasNulls = (deployment: Deployment): boolean =>
        isNullIn(deployment) || (deployment.resources ?? []).some(isNullIn);
    return latest !== undefined && hasNulls(latest)
        ? (withoutNulls(latest) as Deployment)
        : (latest ?? EMPTY_DEPLOYMENT);
}

/** The state with something else in it. */
export function withDeployment(file: StateFile, deployment: Deployment): StateFile {
    return { ...file, checkpoint: { ...file.checkpoint, latest: deployment } };
}

/** A state file as `pulumi stack import` takes it. */
export function exportOf(file: StateFile): ExportedState {
    const { checkpoint, ...rest } = file;
    return { ...rest, deployment: checkpoint.latest ?? EMPTY_DEPLOYMENT };
}

/** What `pulumi stack export` printed, as a state file. */
export function stateFileOf(exported: ExportedState, stack: StackIdentity): StateFile {
    const { deployment, ...rest } = exported;
    return { ...rest, checkpoint: { stack: fullNameOf(stack), latest: deployment } };
}

/** The text of an exported state. */
export function printExport(exported: ExportedState): string {
    return printed(exported);
}

/** How state files and stack references of file backends call a stack. */
export function fullNameOf({ project, environment }: StackIdentity): string {
    return `organization/${project}/${environment}`;
}

/** URN and id of a provider, from a resource's reference to it; undefined when it is no reference. */
export function providerOf(reference: string): { readonly urn: string; readonly id: string } | undefined {
    const end = reference.lastIndexOf("::");
    return end === -1 ? undefined : { urn: reference.slice(0, end), id: reference.slice(end + 2) };
}

/** Whether the type is a provider's: `pulumi:providers:aws`. */
export function isProviderType(type: string): boolean {
    return /^pulumi:providers:./.test(type);
}

/** Whether a value of a state is an object, not a list. */
export function isObject(value: StateValue): value is { readonly [key: string]: StateValue } {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Four spaces and a line's end, as https://github.com/pulumi/pulumi/blob/v3.220.0/sdk/go/common/encoding/marshal.go. */
function printed(value: unknown): string {
    return `${JSON.stringify(value, undefined, 4)}\n`;
}
