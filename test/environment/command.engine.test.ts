import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import type { Verb } from "../../automation/command-line";
import { drillPlace } from "../../automation/drill/place";
import { statedBackups } from "../../automation/drill/sandbox/stated";
import { pathsOf } from "../../automation/paths";
import { realContext } from "../../automation/run/context";
import { run } from "../../automation/run/run";
import { checkpointFile, readCheckpoint } from "../../automation/state/checkpoint";
import { projectsOf, repository } from "../support/project-files";

interface Ran {
    readonly code: number;
    readonly out: string;
}

/** The platform's: both of its environments have the same ones. */
const PLATFORM = projectsOf("staging");

/** The committed projects' settings in a folder of their own, where a test may edit them. */
class Workplace {
    readonly root = mkdtempSync(path.join(tmpdir(), "plinth-test-"));

    constructor() {
        for (const { folder } of PLATFORM) {
            mkdirSync(path.join(this.root, folder), { recursive: true });
            const settings = readdirSync(path.join(repository, folder)).filter((name) => /^Pulumi.*\.yaml$/.test(name));
            settings.forEach((name) =>
                this.write(folder, name, readFileSync(path.join(repository, folder, name), "utf8")),
            );
        }
    }

    edit(folder: string, file: string, from: string, to: string): void {
        const text = readFileSync(path.join(this.root, folder, file), "utf8");
        assert.ok(text.includes(from), `${file} has no ${from}`);
        this.write(folder, file, text.replaceAll(from, to));
    }

    async plinth(
        verb: Verb,
        environment: string,
        projects: readonly string[] = [],
        { allowDeleteFirst = [], quiet = true }: { allowDeleteFirst?: readonly string[]; quiet?: boolean } = {},
    ): Promise<Ran> {
        let out = "";
        const sink = new PassThrough().on("data", (chunk: Buffer) => (out += chunk.toString()));
        const context = {
            ...realContext(pathsOf(this.root)),
            environment: { ...process.env },
            stdout: sink,
            stderr: sink,
        };
        const switches = { sandbox: true, yes: false, json: false, quiet, verbose: false };
        const rest = { targets: [], continueOnError: false, wait: false };
        const code = await run({ verb, environment, projects, allowDeleteFirst, ...switches, ...rest }, context);
        return { code, out };
    }

    remove(): void {
        rmSync(this.root, { recursive: true, force: true });
    }

    private write(folder: string, name: string, text: string): void {
        writeFileSync(path.join(this.root, folder, name), text);
    }
}

/** How many resources of a project the summary says to be created, updated, replaced and deleted. */
function planned(out: string, project: string): readonly number[] {
    const line = new RegExp(`^${project} \\(\\w+\\) {2}preview {2}(.*)$`, "m").exec(out)?.[1] ?? assert.fail(out);
    return ["create", "update", "replace", "delete"].map((word) =>
        Number(new RegExp(`(\\d+) to ${word}`).exec(line)?.[1]),
    );
}

describe("plinth with the committed projects", () => {
    let workplace: Workplace;
    before(() => {
        workplace = new Workplace();
    });
    after(() => workplace.remove());

    it("previews production whole with nothing up yet, and nothing is there afterwards", async () => {
        const { code, out } = await workplace.plinth("preview", "production");
        assert.equal(code, 0, out);
        for (const { name } of PLATFORM) {
            const [created = 0, ...others] = planned(out, name);
            assert.ok(created > 50, `${name}: ${created}`);
            assert.deepEqual(others, [0, 0, 0]);
        }
        assert.match(
            (await workplace.plinth("destroy", "production")).out,
            /foundation \(production\) {2}destroy {2}0 deleted/,
        );
    });

    it("names the command that makes a missing foundation", async () => {
        const fresh = new Workplace();
        const { code, out } = await fresh.plinth("up", "staging", ["data"]);
        fresh.remove();
        assert.equal(code, 1);
        assert.match(out, /There is no stack foundation \(staging\), which this one reads/);
        assert.match(out, /`plinth up staging foundation --sandbox`/);
    });

    it("brings staging up, each stack after a preview that passed its policies", async () => {
        const { code, out } = await workplace.plinth("up", "staging");
        assert.equal(code, 0, out);
        for (const { name } of PLATFORM) {
            assert.match(out, new RegExp(`^${name} \\(staging\\) {2}up {2}\\d+ created, 0 updated`, "m"));
        }
    });

    it("has in its state what a drill of a restore goes by", () => {
        const { state } = pathsOf(workplace.root);
        const place = drillPlace(readCheckpoint(state, "data", "staging")?.outputs ?? {}, "staging", "");
        const text = readFileSync(checkpointFile(state, "data", "staging"), "utf8");
        const { runner, check, lock } = statedBackups(text, place, "");
        assert.deepEqual([runner.command, check.command], [["run"], ["verify"]]);
        assert.deepEqual(lock, { mode: "GOVERNANCE", years: 7 });
        for (const { variables } of [runner, check]) {
            assert.equal(variables["BACKUP_BUCKET"], "restartix-backups-primary-staging");
            assert.equal(variables["DATABASE_NAME"], "restartix");
            assert.match(variables["BACKUP_ENCRYPTION_SECRET_ARN"] ?? "", /^arn:aws:secretsmanager:/);
        }
    });

    it("begins no update of what the same program brought up last", async () => {
        const { code, out } = await workplace.plinth("up", "staging", [], { quiet: false });
        assert.equal(code, 0, out);
        for (const { name } of PLATFORM) {
            assert.match(out, new RegExp(`^${name} {2}preview of staging$`, "m"));
            assert.doesNotMatch(out, new RegExp(`^${name} {2}up of staging$`, "m"));
        }
    });

    it("begins no update of a stack that breaks a rule of the policy pack", async () => {
        const fresh = new Workplace();
        fresh.edit(".", "Pulumi.production.yaml", "deletionProtection: true", "deletionProtection: false");
        const { code, out } = await fresh.plinth("up", "production", ["foundation"]);
        const { out: outputs } = await fresh.plinth("outputs", "production", ["foundation"]);
        fresh.remove();
        assert.equal(code, 6, out);
        assert.match(out, /foundation \(production\) {2}preview refused/);
        assert.match(out, /deletion-protection: Deletion protection is off/);
        assert.match(outputs, /no outputs/);
    });

    it("shows what another prefix would replace before it is replaced", async () => {
        const files = ["Pulumi.staging.yaml"];
        const rename = (from: string, to: string): void =>
            PLATFORM.forEach(({ folder }) =>
                files.forEach((file) => workplace.edit(folder, file, `plinth:prefix: ${from}`, `plinth:prefix: ${to}`)),
            );
        rename("restartix", "phoenix");
        const { code, out } = await workplace.plinth("preview", "staging");
        rename("phoenix", "restartix");
        assert.equal(code, 0, out);
        for (const { name } of PLATFORM) {
            const [, , replaced = 0] = planned(out, name);
            assert.ok(replaced > 0, out);
        }
        const again = await workplace.plinth("preview", "staging");
        PLATFORM.forEach(({ name }) => assert.deepEqual(planned(again.out, name), [0, 0, 0, 0]));
    });

    it("refuses a replacement under a fixed name, with the way out, and changes nothing", async () => {
        workplace.edit("stacks/data", "Pulumi.staging.yaml", "databaseName: restartix", "databaseName: phoenix");
        const { code, out } = await workplace.plinth("up", "staging", ["data"]);
        const allowDeleteFirst = ["aws:rds:Cluster::database-cluster", "aws:rds:ClusterInstance::database-instance-1"];
        const allowed = await workplace.plinth("preview", "staging", ["data"], { allowDeleteFirst });
        workplace.edit("stacks/data", "Pulumi.staging.yaml", "databaseName: phoenix", "databaseName: restartix");
        assert.equal(allowed.code, 0, allowed.out);
        assert.equal(code, 6, out);
        assert.match(out, /data \(staging\) {2}preview refused/);
        assert.match(out, /because of databaseName\), and its name "restartix-staging-database" is fixed/);
        assert.match(out, /--allow-delete-first aws:rds:Cluster::database-cluster/);
        const again = await workplace.plinth("preview", "staging", ["data"]);
        assert.deepEqual(planned(again.out, "data"), [0, 0, 0, 0]);
    });

    it("lists what is left after a destroy", async () => {
        const { code, out } = await workplace.plinth("destroy", "staging");
        assert.equal(code, 0, out);
        assert.match(out, /Left behind, as on the real clouds:/);
        assert.match(out, /aws:rds:ClusterSnapshot {2}\S+ +final snapshot/);
    });
});
