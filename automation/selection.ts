import { CommandFault } from "./command-fault";

/** A project as far as choosing goes. */
export interface Choosable {
    readonly name: string;
    readonly environments: readonly string[];
}

/**
 * The projects that a command means: the named ones, or all that have the environment.
 *
 * @throws CommandFault with every unknown project and environment, and those there are
 */
export function choose<T extends Choosable>(
    projects: readonly T[],
    environment: string,
    names: readonly string[],
): readonly T[] {
    const faults = [...unknownProjects(projects, names), ...unknownEnvironment(projects, environment, names)];
    if (faults.length > 0) {
        throw new CommandFault("usage", faults.join("\n"));
    }
    return projects
        .filter((project) => names.length === 0 || names.includes(project.name))
        .filter((project) => project.environments.includes(environment));
}

function unknownProjects(projects: readonly Choosable[], names: readonly string[]): readonly string[] {
    const known = projects.map((project) => project.name);
    return [...new Set(names)]
        .filter((name) => !known.includes(name))
        .map((name) => `There is no project "${name}". Projects: ${known.join(", ")}`);
}

function unknownEnvironment(
    projects: readonly Choosable[],
    environment: string,
    names: readonly string[],
): readonly string[] {
    const all = [...new Set(projects.flatMap((project) => project.environments))].sort();
    if (!all.includes(environment)) {
        return [`There is no environment "${environment}". Environments: ${all.join(", ") || "none"}`];
    }
    return projects
        .filter((project) => names.includes(project.name) && !project.environments.includes(environment))
        .map(
            ({ name, environments }) =>
                `Project "${name}" has no environment "${environment}". It has: ${environments.join(", ") || "none"}`,
        );
}
