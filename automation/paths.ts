import path from "node:path";

/** Where the command keeps its files; nothing outside of {@link Paths.plinth} is written in a sandbox run. */
export interface Paths {
    /** The repository. */
    readonly root: string;
    /** Everything of the command's own: `<root>/.plinth`, or what PLINTH_DIRECTORY names. */
    readonly plinth: string;
    /** The sandbox: its worlds and passphrase. */
    readonly sandbox: string;
    /** File backend of the sandbox's stacks. */
    readonly state: string;
    /** Notes of which program brought which of the sandbox's stacks up. */
    readonly settled: string;
    /** What the sandbox's states looked like when plinth left them. */
    readonly seals: string;
    /** PULUMI_HOME of the sandbox's engine. */
    readonly home: string;
    /** What the policy pack is told of each stack. */
    readonly policy: string;
    /** Engines that runs have started and that may be at work: `automation/recovery/engine-records.ts`. */
    readonly engines: string;
    /** What is handed to the engine, and states that another one has taken the place of. */
    readonly scratch: string;
    /** One log file per run. */
    readonly logs: string;
    /** Held by the one run that works in the sandbox. */
    readonly sandboxLock: string;
    /** What `plinth local` knows of the developer's environment, and writes for the application. */
    readonly local: string;
    /** Held by the one `plinth local` that is at work. */
    readonly localLock: string;
    /** The copy of a project's settings that the sandbox's engine works in. */
    work(project: string): string;
}

/** @param directory folder of the command's own files, relative to the working directory @default - `<root>/.plinth` */
export function pathsOf(root: string, directory = ""): Paths {
    const plinth = directory === "" ? path.join(root, ".plinth") : path.resolve(directory);
    const sandbox = path.join(plinth, "sandbox");
    return {
        root,
        plinth,
        sandbox,
        state: path.join(sandbox, "state"),
        settled: path.join(sandbox, "settled"),
        seals: path.join(sandbox, "seals"),
        home: path.join(sandbox, "pulumi-home"),
        policy: path.join(plinth, "policy"),
        engines: path.join(plinth, "engines"),
        scratch: path.join(plinth, "scratch"),
        logs: path.join(plinth, "logs"),
        sandboxLock: path.join(plinth, "locks", "sandbox"),
        local: path.join(plinth, "local"),
        localLock: path.join(plinth, "locks", "local"),
        work: (project) => path.join(sandbox, "work", project),
    };
}
