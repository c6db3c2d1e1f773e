/** What one environment has applied, beside what is to be applied to another. Pure. */
import type { Application } from "./record";
import { changeSince, type Properties, shortName } from "./resources";

/** What a stack tells of itself. */
export interface Applied extends Application {
    /** What was recorded of each resource by the last update that went through, by short name. */
    readonly recorded: Readonly<Record<string, string>>;
    /** What is in its state by URN, each with its outputs. */
    readonly there: Readonly<Record<string, Properties>>;
}

/** Which environment is asked about which, of which project. */
export interface Way {
    readonly project: string;
    readonly from: string;
    readonly to: string;
}

/** What speaks against it, a line each; empty when the very same was applied, and all of it is there. */
export function differencesTo(applied: Applied | undefined, wanted: Application, { from, to }: Way): string[] {
    if (applied === undefined) {
        return [`${from} has nothing applied`];
    }
    const programs = [applied, wanted].map(({ program }) => program.slice(0, 12));
    const keys = [...new Set([...Object.keys(applied.config), ...Object.keys(wanted.config)])].sort();
    const value = (json: string | undefined): string => json ?? "not set";
    return [
        ...(applied.program === wanted.program
            ? []
            : [`the program: ${programs.join(` in ${from}, `)} in ${to} (digests, of code without comments)`]),
        ...keys
            .filter((key) => applied.config[key] !== wanted.config[key])
            .map(
                (key) =>
                    `plinth:${key}: ${value(applied.config[key])} in ${from}, ${value(wanted.config[key])} in ${to}`,
            ),
        ...changes(applied).map((change) => `${from} is half-way: ${change}`),
    ];
}

/** Neither is part of what is recorded: the stack itself, and providers, which end with their last resource. */
const BESIDE = /::pulumi:(?:pulumi:Stack|providers:\w+)::/;

/**
 * Resources that aren't as they were recorded: an update or a deletion has failed, a destroy didn't get far, an update has
 * left them out, or a refresh has found them changed.
 */
function changes({ recorded, there }: Applied): string[] {
    const found = new Map(
        Object.entries(there)
            .filter(([urn]) => !BESIDE.test(urn))
            .map(([urn, outputs]) => [shortName(urn), outputs]),
    );
    const names = [...new Set([...Object.keys(recorded), ...found.keys()])].sort();
    return names.flatMap((name) => {
        const change = changeSince(recorded[name], found.get(name));
        return change === undefined ? [] : [`${shown(name)} ${change}`];
    });
}

/** `aws:lambda/invocation:Invocation buckets-openai#rpm`, without the types of its parents. */
function shown(name: string): string {
    const [types = "", ...rest] = name.split("::");
    return `${types.split("$").at(-1)} ${rest.join("::")}`;
}

const MOST_SHOWN = 10;

/** The differences, and the way out. */
export function refusal(differences: readonly string[], { project, from, to }: Way): string {
    const more = differences.length - MOST_SHOWN;
    return [
        `${to} is left alone: it takes only what ${from} has, applied with the same program and config.`,
        ...differences.slice(0, MOST_SHOWN).map((line) => `  - ${line}`),
        ...(more > 0 ? [`  - and ${more} more`] : []),
        `Bring ${from} up, see that it does well there, then come back. Run: plinth up ${from} ${project}`,
    ].join("\n");
}
