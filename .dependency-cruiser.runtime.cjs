// What a file loads when it runs, directly or not: type imports and dynamic imports don't count.
const { options } = require("./.dependency-cruiser.cjs");

module.exports = {
    forbidden: [
        {
            name: "plans-are-pure",
            comment:
                "a component's plan and arguments load no SDK, so that they can be checked and tested in an instant",
            severity: "error",
            from: { path: "^components/.*/(args|plan)\\.ts$" },
            to: { path: "node_modules/@pulumi/", reachable: true },
        },
        {
            name: "command-starts-in-a-blink",
            comment: "`plinth --help` must not wait half a second for an SDK: import it where it is used",
            severity: "error",
            from: { path: "^automation/main\\.ts$" },
            to: { path: "node_modules/@pulumi/", reachable: true },
        },
    ],
    options: {
        ...options,
        exclude: { ...options.exclude, dynamic: true },
        tsPreCompilationDeps: false,
        cache: { folder: "node_modules/.cache/dependency-cruiser-runtime", strategy: "content" },
    },
};
