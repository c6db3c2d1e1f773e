import type { StackProgress } from "../progress/state";
import { nameOf } from "../progress/urn";
import type { ResourceName } from "../progress/urn";
import type { Problem } from "./result";

/** How a resource is named on the command line: several of a component have the same logical name. */
function labelOf({ type, name }: ResourceName): string {
    return `${type}::${name}`;
}

/**
 * Replacements that a preview shows of resources whose name is fixed: the old one would have to be deleted before the
 * new one can be made.
 *
 * @param allowed resources for which the user accepts that, as {@link labelOf} names them
 */
export function fixedNameProblems(
    { steps }: Pick<StackProgress, "steps">,
    allowed: readonly string[],
): readonly Problem[] {
    const replaced = [...steps.values()].filter(({ op }) => op === "replace");
    return replaced.flatMap(({ urn, keptName, replacing }) => {
        const resource = nameOf(urn);
        if (keptName === undefined || allowed.includes(labelOf(resource))) {
            return [];
        }
        const cause = replacing.length === 0 ? "" : ` (because of ${replacing.join(", ")})`;
        return [
            {
                resource,
                text:
                    `It would have to be replaced${cause}, and its name "${keptName}" is fixed: two can't have it at ` +
                    "once. The old one would have to go first, with what it holds, and whatever uses it would stop.",
                advice:
                    "Take the change back, or make a second one under another name and move over. To accept the " +
                    `interruption and the loss, repeat the command with --allow-delete-first ${labelOf(resource)}.`,
            },
        ];
    });
}
