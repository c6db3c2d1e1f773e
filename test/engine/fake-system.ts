import type { RunOptions, RunResult, System } from "../../engine/system";

/** A command as a source has run it. */
export interface RecordedRun {
    readonly command: string;
    readonly args: readonly string[];
    readonly options: RunOptions;
}

/** A machine that exists in memory only. */
export interface FakeSystem extends System {
    readonly runs: readonly RecordedRun[];
    /** What lies on its disk. */
    readonly files: Set<string>;
}

/** What a fake machine has and does; everything is absent unless given. */
export interface FakeMachine {
    /** Commands on PATH by name, with their full path. */
    readonly path?: Readonly<Record<string, string>>;
    readonly files?: readonly string[];
    /** Why the network can't be reached. @default - it can */
    readonly unreachable?: string;
    /** Answers a command; may add files. @default - it isn't found */
    readonly answer?: (run: RecordedRun, files: Set<string>) => Partial<RunResult> | undefined;
}

export const GO_MOD = `module plinth/engine

go 1.25.0

require github.com/pulumi/pulumi/pkg/v3 v3.220.0

require github.com/pulumi/pulumi/sdk/v3 v3.219.0 // indirect
`;

export function fakeSystem(machine: FakeMachine = {}): FakeSystem {
    const files = new Set(machine.files ?? []);
    const runs: RecordedRun[] = [];
    const inside = (folder: string): readonly string[] => [...files].filter((file) => file.startsWith(`${folder}/`));
    return {
        runs,
        files,
        executableSuffix: "",
        async run(command, args, options = {}) {
            const run = { command, args, options };
            runs.push(run);
            const result = machine.answer?.(run, files) ?? { problem: "not found" };
            const code = result.problem === undefined ? 0 : undefined;
            return { code, stdout: "", stderr: "", ...result };
        },
        which: (command) => machine.path?.[command],
        unreachable: async () => machine.unreachable,
        exists: (file) => files.has(file) || inside(file).length > 0,
        readText: () => GO_MOD,
        list: (folder) => [...new Set(inside(folder).map((file) => file.slice(folder.length + 1).split("/")[0] ?? ""))],
        makeFolder: () => undefined,
        remove: (target) => [target, ...inside(target)].forEach((file) => files.delete(file)),
        rename(from, to) {
            for (const file of inside(from)) {
                files.delete(file);
                files.add(`${to}${file.slice(from.length)}`);
            }
        },
        every(seconds, tick) {
            tick(seconds);
            tick(2 * seconds);
            return () => undefined;
        },
    };
}
