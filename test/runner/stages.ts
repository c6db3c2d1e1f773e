/** One check of the whole: a program that passes or fails. */
export interface Stage {
    readonly name: string;
    /** What it runs, one after the other until one fails: arguments of `node`. */
    readonly commands: readonly (readonly string[])[];
    /**
     * What its verdict counts as: `check` as one passed or failed; `tests` as the tests that mocha ran, whose results
     * it writes into a file.
     */
    readonly counts: "check" | "tests";
    /** Shows what it prints at once, because it may take minutes. @default false */
    readonly live?: boolean;
    /** Runs when all earlier stages have ended, and only if this one of them has passed. @default - beside others */
    readonly after?: string;
    /** Runs only when it is named. @default false */
    readonly onRequest?: boolean;
    /** Environment variables besides. @default - none */
    readonly env?: Readonly<Record<string, string>>;
    /** Minutes after which it is cut off: a test that leaves a server open would hang for ever. */
    readonly limitMinutes: number;
}

const TYPESCRIPT = ["--require", "./engine/typescript.cjs"];
const MOCHA = [...TYPESCRIPT, "node_modules/mocha/bin/mocha.js", "--reporter", "./test/runner/reporter.ts"];
/** Programs and providers in one process make much that is soon garbage: a tenth of the time went into collecting it. */
const ROOMY = ["--max-semi-space-size=64"];
const CACHE = "node_modules/.cache";
/** Tests that start the real engine, wherever they are. */
const ENGINE_TESTS = "test/**/*.engine.test.ts";
/** Tests that talk to a real PostgreSQL, or to moto in the place of AWS, wherever they are. */
const SERVER_TESTS = "test/**/*.server.test.ts";
/** Tests of what many do at once, in thousands of orders: minutes of computing. */
const SCHEDULE_TESTS = "test/**/*.schedules.test.ts";
const SLOW_TESTS = [ENGINE_TESTS, SERVER_TESTS, SCHEDULE_TESTS];
const UNIT = ["--timeout", "30000", ...SLOW_TESTS.flatMap((files) => ["--ignore", files]), "test/**/*.test.ts"];
const CRASH_TESTS = "test/crash/**/*.engine.test.ts";
const DEPCRUISE = "node_modules/dependency-cruiser/bin/dependency-cruise.mjs";

/** All stages: first what others wait for and may take minutes, then the cheap ones. */
export const STAGES: readonly Stage[] = [
    setUp("engine", "engine/main.ts"),
    setUp("servers", "automation/servers/main.ts"),
    check("format", [
        "node_modules/prettier/bin/prettier.cjs",
        ".",
        "--check",
        "--log-level",
        "warn",
        "--cache",
        "--cache-strategy=content",
    ]),
    check(
        "imports",
        [DEPCRUISE, "--config", ".dependency-cruiser.cjs", "."],
        [DEPCRUISE, "--config", ".dependency-cruiser.runtime.cjs", "."],
    ),
    check(
        "types",
        ["node_modules/typescript/bin/tsc", "--noEmit"],
        ["node_modules/typescript/bin/tsc", "-p", "engine"],
    ),
    { name: "unit", commands: [[...MOCHA, ...UNIT]], counts: "tests", limitMinutes: 10 },
    check("lint", [
        "node_modules/eslint/bin/eslint.js",
        ".",
        "--max-warnings=0",
        "--cache",
        "--cache-strategy=content",
        `--cache-location=${CACHE}/eslint/`,
    ]),
    { name: "schedules", commands: [[...MOCHA, SCHEDULE_TESTS]], counts: "tests", limitMinutes: 20 },
    // The longest first, so that two run side by side until the end.
    engineTests("crash-up", ...crashTests("up", "stops")),
    engineTests("crash-change", ...crashTests("change", "destroy", "other-stacks")),
    engineTests("survival", "test/{determinism,drift,machine}/**/*.engine.test.ts"),
    engineTests("environment", "test/{components,environment,iam,policy}/**/*.engine.test.ts"),
    engineTests("command", "test/{automation,foundation}/**/*.engine.test.ts"),
    engineTests("faults", "test/faults/**/*.engine.test.ts"),
    engineTests("sandbox", "test/sandbox/**/*.engine.test.ts"),
    { ...engineTests("runtime", SERVER_TESTS), after: "servers" },
    {
        // Every moment of every stack, each by a real `kill -9`: hours.
        ...engineTests("crash-all", CRASH_TESTS),
        env: { PLINTH_CRASH: "kill" },
        live: true,
        onRequest: true,
        limitMinutes: 600,
    },
    {
        name: "coverage",
        commands: [["node_modules/c8/bin/c8.js", "node", ...MOCHA, ...UNIT]],
        counts: "tests",
        live: true,
        onRequest: true,
        limitMinutes: 20,
    },
];

/** Processes that run beside each other. In one, a program that fails could be blamed on another test's. */
function engineTests(name: string, ...files: readonly string[]): Stage {
    return { name, commands: [[...ROOMY, ...MOCHA, ...files]], counts: "tests", after: "engine", limitMinutes: 75 };
}

/** One by one: to mocha, braces without another wildcard are a file's name. */
function crashTests(...names: readonly string[]): readonly string[] {
    return names.map((name) => `test/crash/${name}.engine.test.ts`);
}

/** Makes sure of something that is not part of the repository, or of npm. */
function setUp(name: string, program: string): Stage {
    return { name, commands: [[...TYPESCRIPT, program]], counts: "check", live: true, limitMinutes: 30 };
}

function check(name: string, ...commands: readonly (readonly string[])[]): Stage {
    return { name, commands, counts: "check", limitMinutes: 10 };
}
