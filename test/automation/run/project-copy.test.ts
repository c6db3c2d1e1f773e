import assert from "node:assert/strict";
import path from "node:path";
import { parse } from "yaml";
import { CommandFault } from "../../../automation/command-fault";
import { copyProject, projectForSandbox, stackForSandbox } from "../../../automation/run/project-copy";
import { temporaryRepository, type TemporaryRepository } from "../support/machine";

const SALT = "v1:abc=:v1:def:ghi==";

describe("the copy of a project's settings", () => {
    let repository: TemporaryRepository;
    const copy = (stateSalt?: string): void =>
        copyProject({
            from: repository.root,
            to: path.join(repository.root, "copy"),
            stack: "staging",
            ...(stateSalt === undefined ? {} : { stateSalt }),
        });
    const copied = (): unknown => parse(repository.read("copy/Pulumi.staging.yaml"));

    beforeEach(() => {
        repository = temporaryRepository();
        repository.write("Pulumi.yaml", "name: foundation\nruntime: nodejs\n");
        repository.write("Pulumi.staging.yaml", "config:\n  plinth:region: eu-central-1\n");
    });
    afterEach(() => repository.remove());

    it("keeps the salt over runs and follows the user's configuration", () => {
        copy();
        assert.deepEqual(copied(), { config: { "plinth:region": "eu-central-1" } });
        repository.write("copy/Pulumi.staging.yaml", `config: {}\nencryptionsalt: ${SALT}\n`);
        repository.write("Pulumi.staging.yaml", "config:\n  plinth:region: eu-west-1\n");
        copy();
        assert.deepEqual(copied(), { config: { "plinth:region": "eu-west-1" }, encryptionsalt: SALT });
    });

    it("leaves the user's files as they are", () => {
        const before = repository.read("Pulumi.staging.yaml");
        copy(SALT);
        assert.equal(repository.read("Pulumi.staging.yaml"), before);
        assert.equal(repository.read("Pulumi.yaml"), "name: foundation\nruntime: nodejs\n");
    });

    it("takes the salt from the state when the copy was lost", () => {
        copy(SALT);
        assert.deepEqual(copied(), { config: { "plinth:region": "eu-central-1" }, encryptionsalt: SALT });
    });

    it("has none of the user's secrets provider", () => {
        const text = "secretsprovider: awskms://alias/x\nencryptedkey: AAAA\nconfig: {}\n";
        assert.deepEqual(parse(stackForSandbox(text, SALT, "f")), { config: {}, encryptionsalt: SALT });
        assert.deepEqual(parse(stackForSandbox("encryptionsalt: theirs\nconfig: {}\n", undefined, "f")), {
            config: {},
        });
    });

    it("has none of the user's backend, and no program file that isn't there", () => {
        const text = "name: foundation\nmain: index.ts\nbackend:\n  url: s3://state\nruntime: nodejs\n";
        assert.deepEqual(parse(projectForSandbox(text)), { name: "foundation", runtime: "nodejs" });
    });

    it("can be made of an empty stack file", () => {
        assert.equal(stackForSandbox("", undefined, "f"), "");
        assert.deepEqual(parse(stackForSandbox("# nothing yet\n", SALT, "f")), { encryptionsalt: SALT });
    });

    it("is refused when values are encrypted, naming each key", () => {
        const text = "config:\n  plinth:a:\n    secure: AAAA\n  plinth:b:\n    c:\n      - secure: BBBB\n";
        assert.throws(
            () => stackForSandbox(text, undefined, "Pulumi.staging.yaml"),
            (error) =>
                error instanceof CommandFault &&
                error.exitCode === 2 &&
                error.message.endsWith("which the sandbox can't read: plinth:a, plinth:b.c.0"),
        );
    });
});
