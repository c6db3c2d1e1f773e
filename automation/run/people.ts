import { ciVariable } from "../../config/ci";
import { CommandFault } from "../command-fault";
import type { Invocation } from "../command-line";
import type { Project } from "../projects";
import { isAsked } from "./request";

type Asked = Pick<Invocation, "verb" | "sandbox" | "yes">;

/**
 * Before anything is started: what people apply is changed by somebody who has seen the plan and says so.
 *
 * @throws CommandFault (refused) in CI, (usage) where nobody is to be asked
 */
export function requirePeople(
    { verb, sandbox, yes }: Asked,
    projects: readonly Pick<Project, "name" | "appliedBy">[],
    environment: Readonly<Record<string, string | undefined>>,
): void {
    const guarded = projects.filter(({ appliedBy }) => appliedBy === "people").map(({ name }) => name);
    if (guarded.length === 0 || sandbox || !isAsked(verb)) {
        return;
    }
    const subject = `${guarded.join(", ")} ${guarded.length === 1 ? "is" : "are"} applied by people`;
    const variable = ciVariable(environment);
    if (variable !== undefined) {
        throw new CommandFault("refused", `${subject}, and ${variable} says that this is CI.`, [
            "Here, `plinth preview` and `plinth drift` are what is possible; name the projects that CI may change.",
            `Somebody who has looked at the plan runs \`plinth ${verb}\` on their own machine.`,
        ]);
    }
    if (yes) {
        throw new CommandFault("usage", `${subject}: --yes doesn't take the place of somebody who looks at the plan.`, [
            "Leave --yes out, and answer the question.",
        ]);
    }
}
