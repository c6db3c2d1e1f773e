import { CommandFault } from "../command-fault";
import { stackFileOf, type Project } from "../projects";

/**
 * Checks the configuration of every stack that takes part, before any engine starts, so that a fault in the last
 * project's is told before the first one is touched.
 *
 * @throws CommandFault with the faults of all of them
 */
export async function checkConfigs(root: string, projects: readonly Project[], environment: string): Promise<void> {
    const faults: string[] = [];
    for (const project of projects) {
        try {
            await project.checkConfig(stackFileOf(root, project, environment), environment);
        } catch (error) {
            // By name, since loading the class would load the SDK for commands that check nothing.
            if (!(error instanceof Error) || error.name !== "ConfigError") {
                throw error;
            }
            faults.push(`${project.name}: ${error.message}`);
        }
    }
    if (faults.length > 0) {
        throw new CommandFault("usage", faults.join("\n"));
    }
}
