import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { GO_MOD } from "./fake-system";
import { runTwice } from "./processes";

describe("two set-ups at once", function () {
    this.timeout(60_000);
    let folder = "";

    beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "plinth-two-"))));
    afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

    const count = (file: string): number => fs.readFileSync(path.join(folder, file), "utf8").trim().split("\n").length;

    it("build one engine, and both get it", async () => {
        fs.mkdirSync(path.join(folder, "engine"));
        fs.writeFileSync(path.join(folder, "engine", "go.mod"), GO_MOD);
        const ends = await runTwice("set-up-engine.ts", folder);
        const engines = ends.map(({ stdout, stderr }) => {
            assert.notEqual(stdout, "", stderr);
            return JSON.parse(stdout) as { path: string; source: string };
        });
        const file = path.join(folder, ".plinth/engine/3.220.0/bin/pulumi");
        assert.deepEqual(engines.map((engine) => engine.source).sort(), ["build", "kept"]);
        assert.deepEqual(new Set(engines.map((engine) => engine.path)), new Set([file]));
        assert.equal(count("builds"), 1);
        assert.equal(fs.readFileSync(file, "utf8"), "an engine");
        assert.deepEqual(fs.readdirSync(path.join(folder, ".plinth/engine")), ["3.220.0"]);
    });

    it("install node_modules once", async () => {
        fs.writeFileSync(path.join(folder, "package-lock.json"), JSON.stringify({ packages: { a: { version: "1" } } }));
        const ends = await runTwice("set-up-modules.ts", folder);
        assert.deepEqual(
            ends.map(({ code }) => code),
            [0, 0],
            ends.map(({ stderr }) => stderr).join(""),
        );
        assert.equal(count("installs"), 1);
    });
});
