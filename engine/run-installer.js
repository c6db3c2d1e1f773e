// Runs Pulumi's own installer: node run-installer.js <folder> <version>. Plain JavaScript to start without a loader.
const { PulumiCommand } = require("@pulumi/pulumi/automation/cmd");
const { SemVer } = require("semver");

const [root = "", version = ""] = process.argv.slice(2);

PulumiCommand.install({ root, version: new SemVer(version) }).catch((/** @type {unknown} */ error) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
