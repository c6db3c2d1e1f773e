import { nameInput } from "../../analysis/physical-names";
import { finding, type Rule } from "../frame/rule";

export const fixedNames: Rule = {
    id: "fixed-names",
    title: "Fixed names tell the company and the environment",
    description:
        "Policies, alarms and people refer to resources by name, and two environments may share an account: a fixed name is {prefix}-{environment}-…, or a path with that in it. What must be replaceable has a name of Pulumi's own.",
    remedy: "Take the name from naming.fixedName(…), or leave it out so that Pulumi makes one; a name that a document gives goes into the pack's contractNames",
    anchors: ["docs/architecture.md: Names"],
    settings: ["prefix", "environment", "contractNames"],
    *checkResource(resource, { prefix, environment = resource.stack, contractNames }) {
        const where = nameInput(resource.type);
        if (where === undefined || where.inner === true) {
            return;
        }
        const view = resource.props.at(where.property);
        const name = view.string();
        const begins = where.shared === true ? [prefix] : [prefix, environment];
        const isFine =
            name === undefined ||
            contractNames.includes(name) ||
            isAutomatic(name, resource.name) ||
            beginsWith(name, begins);
        if (!isFine) {
            yield finding(resource, view, `The name does not begin with ${begins.join("-")}-`);
        }
    },
};

/** Pulumi's own names are the logical one and 7 or 8 random hexadecimal digits, lower-cased by some types. */
function isAutomatic(name: string, logical: string): boolean {
    const [head, tail] = [name.slice(0, logical.length), name.slice(logical.length)];
    return head.toLowerCase() === logical.toLowerCase() && /^[-_]?[0-9a-f]{7,26}$/.test(tail);
}

/** At the start or after a slash, so that `/aws/vpc/restartix-staging-…` and `alias/restartix-staging-…` count. */
function beginsWith(name: string, parts: readonly string[]): boolean {
    const segments = name.split("/");
    return segments.some((_, index) => {
        const rest = segments.slice(index).join("/");
        return [`${parts.join("-")}-`, `${parts.join("-")}/`, `${parts.join("/")}/`].some((head) =>
            rest.startsWith(head),
        );
    });
}
