import { nameOf } from "../progress/urn";
import { isObject, type ResourceState, type StackIdentity, type StateProperties } from "../state/deployment";

/** Tags that tell whose a resource is, and which one. */
const TELLING_TAGS = ["Name", "Stack"];
/** Inputs that cloud consoles show. */
const TELLING_INPUTS = ["name", "bucket", "identifier", "clusterIdentifier", "vpcId", "subnetId", "cidrBlock"];

/** What a person has to do about creations that were cut off, where plinth can't look into the clouds. */
export function unresolvedLines(unresolved: readonly ResourceState[], stack: StackIdentity): readonly string[] {
    const { project, environment } = stack;
    return [
        ...unresolved.flatMap((resource) => {
            const { name, type } = nameOf(resource.urn);
            const traits = traitsOf(resource);
            return [
                `${project}: a run was cut off while it made ${name} (${type}): the cloud may have it, the state hasn't.`,
                ...(traits.length === 0 ? [] : [`  Look for ${traits.join(", ")}.`]),
                `  If it is there, delete it, or take it in: ${importCommand(resource, environment)}`,
            ];
        }),
        `When all of these are dealt with: pulumi refresh --stack ${environment} --clear-pending-creates`,
    ];
}

function traitsOf({ inputs = {} }: ResourceState): readonly string[] {
    const tags = inputs["tags"] ?? null;
    return [
        ...textsAt(inputs, TELLING_INPUTS),
        ...(isObject(tags) ? textsAt(tags, TELLING_TAGS).map((tag) => `tag ${tag}`) : []),
    ];
}

/** Secrets are objects in a state, so that none is among them. */
function textsAt(values: StateProperties, keys: readonly string[]): readonly string[] {
    return keys.flatMap((key) => {
        const value = values[key];
        return typeof value === "string" ? [`${key} ${value}`] : [];
    });
}

/**
 * `--import-pending-creates` of the engine's refresh would be the way, but in 3.220 it only renames the operation:
 * https://github.com/pulumi/pulumi/blob/v3.220.0/pkg/cmd/pulumi/operations/refresh.go
 */
function importCommand({ urn, type, parent, provider }: ResourceState, environment: string): string {
    const { name } = nameOf(urn);
    const named = (flag: string, of: string | undefined): string =>
        of === undefined || of === "" ? "" : ` --${flag} '${flag}=${of}'`;
    const maker = provider?.slice(0, provider.lastIndexOf("::"));
    return (
        `pulumi import '${type}' '${name}' <id> --stack ${environment}${named("parent", parent)}` +
        `${named("provider", maker)} --protect=false --generate-code=false`
    );
}
