import assert from "node:assert/strict";
import fs from "node:fs";
import type { EngineOutput } from "../../../automation/run/engine-command";
import { exportOf, printExport } from "../../../automation/state/deployment";
import { engineStates, localFolder } from "../../../automation/state/engine-states";
import type { StackStates } from "../../../automation/state/states";
import { temporaryRepository, type TemporaryRepository } from "../support/machine";
import { DATA, SAMPLE, SAMPLE_TEXT } from "./support/sample";

describe("the states in the user's own backend", () => {
    let repository: TemporaryRepository;
    let calls: string[];
    let imported: string;
    beforeEach(() => {
        repository = temporaryRepository();
        calls = [];
        imported = "";
    });
    afterEach(() => repository.remove());

    /** An engine that knows one stack, the sample's. */
    function statesAt(url: string): StackStates {
        const query = async (args: readonly string[], folder: string): Promise<EngineOutput> => {
            calls.push(`${folder}: ${args.slice(0, 2).join(" ")}`);
            if (args[0] === "whoami") {
                return output(JSON.stringify({ user: "ada", url }));
            }
            if (!args.includes("staging")) {
                throw new Error("no stack named 'x' found");
            }
            if (args[1] === "import") {
                imported = fs.readFileSync(args[args.indexOf("--file") + 1] ?? "", "utf8");
            }
            return output(printExport(exportOf(SAMPLE)));
        };
        return engineStates({
            query,
            folderOf: ({ folder }) => `/repository/${folder}`,
            isMissingStack: (error) => error instanceof Error && error.message.startsWith("no stack"),
            scratch: `${repository.root}/scratch`,
            now: () => new Date("2026-11-21T10:00:00Z"),
        });
    }

    it("are asked through the engine, in the project's folder, and come as a file backend has them", async () => {
        const states = statesAt("s3://states");
        assert.equal(await states.read(DATA), SAMPLE_TEXT);
        assert.equal(await states.where(DATA), "s3://states");
        assert.equal(await states.read({ ...DATA, environment: "production" }), undefined);
        // The backend is asked for once.
        assert.equal(calls.filter((call) => call === "/repository/stacks/data: whoami --json").length, 1);
        assert.equal(await states.backups(DATA), undefined);
        assert.equal(await states.locks(DATA), undefined);
    });

    it("are handed to the engine to be written, and nothing is left of that", async () => {
        await statesAt("s3://states").write(DATA, SAMPLE_TEXT);
        assert.equal(imported, printExport(exportOf(SAMPLE)));
        assert.deepEqual(fs.readdirSync(`${repository.root}/scratch`), []);
    });

    it("are set aside on this machine, for their owner alone", async () => {
        const aside = await statesAt("s3://states").setAside(DATA, "damaged");
        assert.equal(aside, `${repository.root}/scratch/data-staging.json.damaged-2026-11-21T10-00-00-000Z`);
        assert.equal(fs.statSync(aside).mode & 0o077, 0);
    });

    it("are read as files where they are files, since the engine can't read a damaged one", async () => {
        repository.write(".pulumi/stacks/data/staging.json", "damaged");
        const states = statesAt(`file://${repository.root}`);
        assert.equal(await states.read(DATA), "damaged");
        assert.deepEqual(await states.backups(DATA), []);
        await states.write(DATA, SAMPLE_TEXT);
        assert.equal(repository.read(".pulumi/stacks/data/staging.json"), SAMPLE_TEXT);
        assert.deepEqual(calls, ["/repository/stacks/data: whoami --json"]);
    });

    it("are in the folder that a file URL names", () => {
        assert.equal(localFolder("file:///var/states", "/p", "/home/ada"), "/var/states");
        assert.equal(localFolder("file://~", "/p", "/home/ada"), "/home/ada");
        assert.equal(localFolder("file://~/states?no_tmp_dir=true", "/p", "/home/$1"), "/home/$1/states");
        assert.equal(localFolder("file://./states", "/p", "/home/ada"), "/p/states");
        assert.equal(localFolder("s3://states", "/p", "/home/ada"), undefined);
        assert.equal(localFolder("https://app.pulumi.com/ada", "/p", "/home/ada"), undefined);
    });
});

function output(stdout: string): EngineOutput {
    return { stdout, stderr: "", code: 0, toString: () => stdout };
}
