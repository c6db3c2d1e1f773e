import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStackFile } from "../../config/stack-file";

describe("readStackFile", () => {
    let folder: string;
    before(() => {
        folder = mkdtempSync(join(tmpdir(), "plinth-config-"));
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    const file = (text: string): string => {
        const path = join(folder, "Pulumi.staging.yaml");
        writeFileSync(path, text);
        return path;
    };

    it("gives the config by key, groups as groups", () => {
        const path = file(
            "encryptionsalt: v1:x\nconfig:\n  plinth:region: eu-central-1\n  plinth:network: { zones: [a] }\n",
        );
        assert.deepEqual(readStackFile(path), { "plinth:region": "eu-central-1", "plinth:network": { zones: ["a"] } });
    });

    it("gives nothing for a file without config", () => {
        assert.deepEqual(readStackFile(file("encryptionsalt: v1:x\n")), {});
        assert.deepEqual(readStackFile(file("")), {});
    });

    it("says which file is missing", () => {
        assert.throws(() => readStackFile(join(folder, "Pulumi.nowhere.yaml")), /Pulumi\.nowhere\.yaml.*ENOENT/);
    });

    it("says what is no YAML, and what has no group of keys", () => {
        assert.throws(() => readStackFile(file("config: [")), /Pulumi\.staging\.yaml: .*allowed: YAML/);
        assert.throws(() => readStackFile(file("config: [a]")), /allowed: a group of keys under config:/);
    });
});
