/** Something that can be typed. */
export interface Candidate {
    readonly value: string;
    readonly summary: string;
}

/** A command and all that may follow its name. */
export interface Command {
    readonly name: string;
    readonly summary: string;
    readonly options: readonly {
        readonly names: readonly string[];
        readonly summary: string;
        readonly takesValue: boolean;
        readonly repeatable: boolean;
    }[];
    readonly arguments: readonly {
        readonly name: string;
        readonly variadic: boolean;
        readonly choices?: readonly string[];
    }[];
    readonly commands: readonly Command[];
}

/** What bin/completion/commands.json says: automation/command-line/completion.ts. */
export interface Description {
    readonly command: Command;
    readonly projects: readonly { readonly name: string; readonly folder: string }[];
    /** Regular expression of the files whose names tell the environments of a project. */
    readonly environmentFile: string;
}

/** A project and the environments that it has. */
export interface Place {
    readonly name: string;
    readonly folder: string;
    readonly environments: readonly string[];
}

/** What can be typed instead of the last of the words after `plinth`, which may be empty. */
export function candidates(
    description: Description,
    words: readonly string[],
    places: () => readonly Place[],
): readonly Candidate[];

/** The projects with the environments that they have, for a repository. */
export function placesIn(root: string, description: Description): readonly Place[];

/** The answer to a shell: a candidate a line, with a tab before what it is. */
export function answer(root: string, words: readonly string[]): string;
