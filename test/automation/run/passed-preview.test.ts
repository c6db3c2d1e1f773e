import assert from "node:assert/strict";
import { filesPrint, settingsPrint } from "../../../automation/run/fingerprint";
import { refusalToUpdate } from "../../../automation/run/passed-preview";
import { temporaryRepository, type TemporaryRepository } from "../support/machine";

const DATA = { project: "data", folder: "stacks/data", environment: "staging" };

const A = { settings: "c", state: "a" };

describe("an update", () => {
    it("begins after a preview of the same stack, with the same configuration and state", () => {
        assert.equal(refusalToUpdate(DATA, { stack: DATA, fingerprint: A }, A), undefined);
    });

    it("doesn't begin without one", () => {
        assert.match(refusalToUpdate(DATA, undefined, A) ?? "", /No preview of this stack has passed/);
    });

    it("doesn't begin after one of another stack", () => {
        const other = { ...DATA, environment: "production" };
        const refusal = refusalToUpdate(DATA, { stack: other, fingerprint: A }, A);
        assert.equal(refusal, "The preview that passed is that of data (production).");
    });

    it("doesn't begin when something changed in between", () => {
        assert.match(
            refusalToUpdate(DATA, { stack: DATA, fingerprint: A }, { ...A, state: "b" }) ?? "",
            /changed since its preview began/,
        );
    });
});

describe("a digest", () => {
    let repository: TemporaryRepository;
    beforeEach(() => {
        repository = temporaryRepository();
    });
    afterEach(() => repository.remove());

    it("of files changes with the content of any, also deep in a folder and when one appears", () => {
        const print = (): string => filesPrint(repository.root, ["a", "folder"]);
        const seen = [print()];
        for (const [file, content] of [
            ["a", "1"],
            ["folder/x/b", ""],
            ["folder/x/b", "1"],
            ["folder/c", "1"],
        ] as const) {
            repository.write(file, content);
            seen.push(print());
        }
        repository.write("a", "");
        repository.write("folder/x/b", "11");
        seen.push(print());
        assert.equal(new Set(seen).size, seen.length);
        assert.equal(print(), seen.at(-1));
    });

    it("of settings leaves out what the engine itself writes there", () => {
        const print = (): string => settingsPrint(repository.root, "staging");
        repository.write("Pulumi.yaml", "name: a\n");
        repository.write("Pulumi.staging.yaml", "config:\n  plinth:prefix: a\n");
        const before = print();
        repository.write("Pulumi.staging.yaml", "encryptionsalt: v1:x\nconfig:\n  plinth:prefix: a\n");
        assert.equal(print(), before);
        repository.write("Pulumi.staging.yaml", "config:\n  plinth:prefix: b\n");
        assert.notEqual(print(), before);
    });
});
