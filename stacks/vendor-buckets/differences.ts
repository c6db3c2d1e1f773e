/** What one environment has applied, beside what is to be applied to another. Pure. */
import { type Application, resourcesDigest } from "./record";

/** What a stack tells of itself. */
export interface Applied extends Application {
    /** Digest of what was there when all of it was applied. */
    readonly recorded: string;
    /** URNs of what is in its state. */
    readonly there: readonly string[];
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
    const shown = (json: string | undefined): string => json ?? "not set";
    return [
        ...(applied.program === wanted.program
            ? []
            : [`the program: ${programs.join(` in ${from}, `)} in ${to} (digests, of code without comments)`]),
        ...keys
            .filter((key) => applied.config[key] !== wanted.config[key])
            .map(
                (key) =>
                    `plinth:${key}: ${shown(applied.config[key])} in ${from}, ${shown(wanted.config[key])} in ${to}`,
            ),
        ...(isWhole(applied)
            ? []
            : [`${from} is half-way: its resources aren't those that were there when all of it was applied`]),
    ];
}

/** Neither is part of what is recorded: the stack itself, and providers, which end with their last resource. */
const BESIDE = /::pulumi:(?:pulumi:Stack|providers:\w+)::/;

/** Otherwise a deletion has failed, or a destroy didn't get far, and the record is older than what is there. */
function isWhole({ recorded, there }: Applied): boolean {
    return recorded === resourcesDigest(there.filter((urn) => !BESIDE.test(urn)));
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
