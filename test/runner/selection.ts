import type { Stage } from "./stages";

/** What the command line asks for. */
export interface Selection {
    readonly stages: readonly Stage[];
    /** Passed on to the last of the stages that are named. */
    readonly rest: readonly string[];
}

/**
 * Reads `[stage…] [arguments for the last one…]`; without a stage, all that don't wait to be named.
 *
 * @throws Error naming the first word and the stages there are, when it is no stage and nothing is there to pass it to
 */
export function select(all: readonly Stage[], args: readonly string[]): Selection {
    const firstOther = args.findIndex((word) => all.every(({ name }) => name !== word));
    const names = firstOther === -1 ? args : args.slice(0, firstOther);
    const rest = args.slice(names.length);
    if (names.length === 0 && rest.length > 0) {
        const known = all.map(({ name }) => name).join(", ");
        throw new Error(`"${rest[0]}" is no stage; there are ${known}. Arguments for a stage come after its name.`);
    }
    const stages = all.filter(({ name, onRequest }) => (names.length === 0 ? !onRequest : names.includes(name)));
    return { stages, rest };
}

/** The stages with the rest of the command line handed to the one that was named last. */
export function withRest({ stages, rest }: Selection): readonly Stage[] {
    return stages.map((stage, index) =>
        rest.length > 0 && index === stages.length - 1
            ? { ...stage, commands: stage.commands.map((command) => [...command, ...rest]) }
            : stage,
    );
}
