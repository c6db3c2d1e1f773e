import { CommandFault } from "../command-fault";
import { nameOf } from "../progress/urn";

/** The resources that a stack's state holds. */
export interface KnownResources {
    readonly project: string;
    readonly urns: readonly string[];
}

const MOST_SUGGESTED = 5;

/**
 * The resources that `--target` means, by project. A whole URN is taken as it is, since what isn't there yet can be
 * named by nothing else; `type::name` is looked for in the states.
 *
 * @throws CommandFault with every target that means nothing, or several things
 */
export function targetsByProject(
    given: readonly string[],
    environment: string,
    known: readonly KnownResources[],
): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>();
    const faults: string[] = [];
    for (const target of given) {
        const urns = target.startsWith("urn:") ? [target] : urnsNamed(target, known);
        const [urn] = urns;
        const project = urn === undefined ? undefined : projectOf(urn, environment, known);
        if (urn === undefined || project === undefined || urns.length > 1) {
            faults.push(faultOf(target, urns, environment, known));
        } else {
            found.set(project, [...(found.get(project) ?? []), urn]);
        }
    }
    if (faults.length > 0) {
        throw new CommandFault("usage", faults.join("\n"), [
            "A target is `type::name`, as `aws:lb:LoadBalancer::alb`, or the whole URN of a resource that isn't there yet.",
        ]);
    }
    return found;
}

function labelOf(urn: string): string {
    const { type, name } = nameOf(urn);
    return `${type}::${name}`;
}

function urnsNamed(label: string, known: readonly KnownResources[]): readonly string[] {
    return known.flatMap(({ urns }) => urns.filter((urn) => labelOf(urn) === label));
}

/** `urn:pulumi:<stack>::<project>::…` */
function projectOf(urn: string, environment: string, known: readonly KnownResources[]): string | undefined {
    const [stack, project] = urn.split("::");
    const isOurs = stack === `urn:pulumi:${environment}` && known.some((one) => one.project === project);
    return isOurs ? project : undefined;
}

function faultOf(
    target: string,
    urns: readonly string[],
    environment: string,
    known: readonly KnownResources[],
): string {
    if (urns.length > 1) {
        return `"${target}" is the name of ${urns.length} resources; give the whole URN of one:\n${listed(urns)}`;
    }
    const projects = known.map(({ project }) => project).join(", ");
    if (urns.length === 1) {
        return `"${target}" belongs to no stack of this run (${environment}: ${projects}).`;
    }
    const name = (target.split("::").at(-1) ?? "").toLowerCase();
    const near = known
        .flatMap((one) => one.urns)
        .map(labelOf)
        .filter((label) => name !== "" && label.toLowerCase().includes(name));
    const suggested = near.length === 0 ? "" : ` There are:\n${listed(near.slice(0, MOST_SUGGESTED))}`;
    return `No resource of ${environment} (${projects}) is called "${target}".${suggested}`;
}

function listed(lines: readonly string[]): string {
    return lines.map((line) => `  ${line}`).join("\n");
}
