/** Whether a person or a machine is at work. Pure. */

/** What CI services set; nearly all set the first. Each documents its own. */
const SIGNS = [
    "CI",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "TF_BUILD",
    "CODEBUILD_BUILD_ID",
    "JENKINS_URL",
    "TEAMCITY_VERSION",
    "BUILDKITE",
];

const NO: ReadonlySet<string> = new Set(["", "0", "false", "no"]);

/** Name of the variable that tells of CI; undefined where none does. */
export function ciVariable(environment: Readonly<Record<string, string | undefined>>): string | undefined {
    return SIGNS.find((name) => !NO.has((environment[name] ?? "").trim().toLowerCase()));
}
