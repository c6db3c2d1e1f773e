// Which folder may import which: docs/architecture.md. What is loaded at run time: .dependency-cruiser.runtime.cjs.
const OURS =
    "^((analysis|automation|bin|components|config|contracts|engine|policy|runtime|sandbox|stacks|test)/|index\\.ts$)";

/** Folders that may be imported from where, besides themselves. */
const LAYERS = [
    { from: "components", to: [], why: "a component knows no environment, no stack and no other layer" },
    { from: "contracts", to: [], why: "a contract is what stacks share; it must not pull in what makes it" },
    {
        from: "config",
        to: ["components/.*\\b(args|plan|validation|cidr|faults|tags)\\.ts$", "components/naming"],
        why: "config checks values with the components' pure parts and never loads a resource",
    },
    { from: "analysis", to: [], why: "pure functions, used by policy, reports and tests" },
    { from: "policy", to: ["analysis/"], why: "a rule judges a resource graph, not the code that made it" },
    {
        from: "automation",
        to: [
            "analysis/",
            "stacks/",
            "index\\.ts$",
            "sandbox/",
            "engine/",
            "config/",
            "contracts/",
            "runtime/bundle\\.ts$",
        ],
        why: "the command drives programs; it makes no resource of its own",
    },
    { from: "sandbox", to: [], why: "a model of a cloud must not know what is built on it" },
    { from: "engine", to: [], why: "has to work before anything else does" },
    { from: "runtime", to: [], why: "is bundled and runs in the cloud" },
    { from: "bin", to: ["engine/"], why: "starts before tsx is there" },
];

/** @param {string} name @param {string} comment @param {object} from @param {object} to */
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

const layerRules = LAYERS.map(({ from, to, why }) =>
    forbid(
        `${from}-imports`,
        `${from}/ imports ${to.length === 0 ? "nothing else of ours" : "only what is listed"}: ${why}`,
        { path: `^${from}/` },
        { path: OURS, pathNot: [`^${from}/`, ...to.map((path) => `^${path}`)] },
    ),
);

const programRules = [
    forbid(
        "foundation-imports",
        "index.ts imports components, contracts and config only",
        { path: "^index\\.ts$" },
        { path: OURS, pathNot: "^(components|contracts|config)/" },
    ),
    forbid(
        "stacks-imports",
        "a stack imports components, contracts and config only, bundles what it deploys, and reads another stack through contracts/",
        { path: "^stacks/([^/]+)/" },
        { path: OURS, pathNot: ["^(components|contracts|config)/", "^stacks/$1/", "^runtime/bundle\\.ts$"] },
    ),
];

const sandboxRules = [
    forbid(
        "sandbox-is-for-automation-and-tests",
        "only automation/ and test/ import sandbox/",
        { pathNot: "^(automation|test|sandbox)/" },
        { path: "^sandbox/" },
    ),
    forbid(
        "protocol-knows-no-cloud",
        "what stands behind the provider protocol is replaceable",
        { path: "^sandbox/protocol/" },
        { path: "^sandbox/(models|worlds)/" },
    ),
    forbid(
        "worlds-know-no-cloud",
        "a world keeps records; it knows neither models nor protocol",
        { path: "^sandbox/worlds/" },
        { path: "^sandbox/(models|protocol)/" },
    ),
];

const entryPoints = [
    "^(index|stacks/[^/]+/index|automation/(servers/)?main|engine/main|engine/tools|sandbox/models/print-table)\\.ts$",
    "^runtime/[^/]+/(index|main)\\.ts$",
    "^policy/index\\.ts$",
    "^(test|bin)/",
    "/generate\\.ts$",
    "^[^/]+\\.(mjs|cjs)$",
    "^engine/(bootstrap\\.mjs|run-installer\\.js)$",
    "\\.d\\.m?ts$",
    "(^|/)\\.[^/]+\\.cjs$",
];

module.exports = {
    forbidden: [
        ...layerRules,
        ...programRules,
        ...sandboxRules,
        forbid("tests-stay-apart", "nothing imports test/ but tests", { pathNot: "^test/" }, { path: "^test/" }),
        forbid(
            "no-development-packages",
            "only tests, generators of checked-in files and the tools' own configuration load development packages; their types may be imported",
            { pathNot: ["^test/", "^[^/]+\\.(mjs|cjs)$", "/generate\\.ts$"] },
            { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "node_modules/@types/" },
        ),
        forbid(
            "packages-are-declared",
            "package.json names every package that is imported",
            {},
            { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
        ),
        forbid("imports-resolve", "an import leads to a file", {}, { couldNotResolve: true }),
        forbid("no-cycles", "two files that need each other are one subject, or need a third", {}, { circular: true }),
        forbid("no-orphans", "a file that nothing imports is dead", { orphan: true, pathNot: entryPoints }, {}),
    ],
    options: {
        doNotFollow: { path: "node_modules" },
        exclude: { path: "^(coverage|\\.plinth)/|^runtime/backup-runner/backup\\.cjs$" },
        tsConfig: { fileName: "tsconfig.json" },
        tsPreCompilationDeps: true,
        skipAnalysisNotInRules: true,
        cache: { folder: "node_modules/.cache/dependency-cruiser", strategy: "content" },
        enhancedResolveOptions: {
            extensions: [".ts", ".js", ".mjs", ".cjs", ".d.ts", ".json"],
            exportsFields: ["exports"],
            conditionNames: ["import", "require", "node", "types", "default"],
        },
    },
};
